from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import CustomKind, LeaveReason, MemberKind, Sex
from app.services import member_bulk, member_custom, member_facts, member_filters, member_views, members, orgs
from app.services.errors import BadInput
from app.services.member_checks import MemberDraft
from app.services.member_custom import CustomDraft
from app.services.member_filters import Op, Query, Rule, RuleGroup
from app.services.member_views import ViewDraft
from app.services.undo import UndoStack


@pytest.fixture
def people(branch):
    one, two = orgs.groups(branch)
    drafts = (
        MemberDraft("张三", sex=Sex.MALE, birth="1960-05-01", joined="1985-07-01", regular="1986-07-01", group_id=one.id),
        MemberDraft("李四", sex=Sex.FEMALE, birth="1990-01-31", joined="2015-07", group_id=two.id, unit="水利局"),
        MemberDraft("王五", sex=Sex.MALE, birth="1998", joined="2026-03-05", kind=MemberKind.PROBATIONARY),
    )  # fmt: skip
    return {draft.name: members.add(branch, draft).new_id for draft in drafts}


def found(ctx, people, *rules, every=True):
    ids = member_filters.matching(ctx, Query((RuleGroup(rules, every),)))
    return [name for name, member_id in people.items() if member_id in ids]


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (Rule("sex", Op.IS, "male"), ["张三", "王五"]),
        (Rule("sex", Op.IS_NOT, "male"), ["李四"]),
        (Rule("group_id", Op.EMPTY), ["王五"]),
        (Rule("group_id", Op.FILLED), ["张三", "李四"]),
        (Rule("unit", Op.HAS, "水利"), ["李四"]),
        (Rule("unit", Op.HAS_NOT, "水利"), ["张三", "王五"]),
        (Rule("joined", Op.BEFORE, "2015.7"), ["张三"]),
        (Rule("joined", Op.SINCE, "2015.7"), ["李四", "王五"]),
        (Rule("joined", Op.WITHIN, "2015"), ["李四"]),
        (Rule("age", Op.AT_LEAST, "60"), ["张三"]),
        (Rule("age", Op.EMPTY), ["王五"]),
        (Rule("party_age", Op.EQUAL, "40"), ["张三"]),
        (Rule("lost", Op.IS, "0"), ["张三", "李四", "王五"]),
        (Rule("name", Op.IS, "李四"), ["李四"]),
        (Rule("a_field_that_is_gone", Op.IS, "x"), ["张三", "李四", "王五"]),
    ],
)
def test_every_shape_of_field_is_compared_its_own_way(branch, people, rule, names):
    assert found(branch, people, rule) == names


def test_conditions_are_joined_by_all_or_any_within_and_between_groups(branch, people):
    male, old = Rule("sex", Op.IS, "male"), Rule("age", Op.AT_LEAST, "60")
    unit, young = Rule("unit", Op.HAS, "水利"), Rule("joined", Op.SINCE, "2026")
    assert found(branch, people, male, old) == ["张三"]
    assert found(branch, people, male, unit, every=False) == ["张三", "李四", "王五"]

    either = Query((RuleGroup((male, old)), RuleGroup((unit, young), every=False)), every=False)
    both = Query((RuleGroup((male,)), RuleGroup((unit, young), every=False)), every=True)
    assert len(member_filters.matching(branch, either)) == 3
    assert member_filters.matching(branch, both) == {people["王五"]}


def test_own_fields_and_tags_are_filtered_too(branch, people):
    member_custom.add(branch, CustomDraft("驻村年数", CustomKind.NUMBER))
    member_bulk.change(branch, [people["李四"]], "extra:驻村年数", "2.5")
    member_bulk.change(branch, [people["王五"]], member_bulk.TAG_ADD, "青年骨干")

    assert found(branch, people, Rule("extra:驻村年数", Op.AT_LEAST, "2")) == ["李四"]
    assert found(branch, people, Rule("tags", Op.IS, "青年骨干")) == ["王五"]
    assert found(branch, people, Rule("tags", Op.EMPTY)) == ["张三", "李四"]


def test_who_left_is_filtered_by_the_way_he_left(branch, people):
    members.mark_left(branch, people["张三"], date(2026, 5, 1), LeaveReason.DIED)
    assert found(branch, people, Rule("left_reason", Op.IS, "died")) == ["张三"]
    assert found(branch, people, Rule("left_on", Op.WITHIN, "2026")) == ["张三"]


@pytest.mark.parametrize(
    "rule", [Rule("age", Op.AT_LEAST, "六十"), Rule("joined", Op.BEFORE, "去年"), Rule("unit", Op.HAS)]
)
def test_value_that_cannot_be_compared_with_is_said(branch, people, rule):
    with pytest.raises(BadInput) as told:
        found(branch, people, rule)
    assert told.value.field == rule.key


def test_conditions_read_as_a_sentence_and_survive_the_store(branch, people):
    (one, _) = orgs.groups(branch)
    query = Query(
        (
            RuleGroup((Rule("group_id", Op.IS, str(one.id)), Rule("age", Op.AT_LEAST, "60"))),
            RuleGroup((Rule("lost", Op.IS, "1"),)),
        ),
        every=False,
    )
    said = member_filters.words(query, member_facts.fields(branch), {one.id: one.name})
    assert said == "（党小组是“第一党小组”，且年龄不少于“60”） 或者 失联党员"

    draft = ViewDraft(query, ("name", "age", "tags"), order="age", descending=True, presence="all")
    saved = member_views.save(branch, " 老党员 ", draft)
    (view,) = member_views.list_views(branch)
    assert (view.name, view.draft) == ("老党员", draft)

    stack = UndoStack()
    stack.push(member_views.save(branch, "老党员", ViewDraft()))
    assert len(member_views.list_views(branch)) == 1
    stack.undo(branch)
    assert member_views.list_views(branch)[0].draft == draft
    member_views.rename(branch, saved.new_id, "六十岁以上")
    member_views.remove(branch, saved.new_id)
    assert member_views.list_views(branch) == []
    with pytest.raises(BadInput):
        member_views.save(branch, "  ", draft)


def test_lists_mask_what_is_personal_unless_asked(branch, people):
    members.change(
        branch, people["李四"], MemberDraft("李四", phone="13800138000", joined="2015-07", birth="1990-01-31")
    )
    masked = member_facts.shown(branch, ["phone", "age", "joined"])[people["李四"]]
    assert masked == {"phone": "138****8000", "age": "36", "joined": "2015-07"}
    assert member_facts.shown(branch, ["phone"], in_full=True)[people["李四"]] == {"phone": "13800138000"}


def test_everyones_missing_items_and_party_birthdays_can_be_listed_and_asked_for(branch, people):
    shown = member_facts.shown(branch, ["missing", "party_birthday"])
    assert shown[people["张三"]]["missing"].startswith("民族、身份证号")
    assert "转正日期" in shown[people["李四"]]["missing"]
    assert "转正日期" not in shown[people["王五"]]["missing"]
    assert [shown[people[name]]["party_birthday"] for name in people] == ["07-01", "07", "03-05"]

    assert found(branch, people, Rule("missing", Op.HAS, "转正日期")) == ["李四"]
    assert found(branch, people, Rule("party_birthday", Op.HAS, "07")) == ["张三", "李四"]
