from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.activity import Activity
from app.models.kinds import LeaveReason, Presence, RecordKind
from app.services import members, records, search
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from app.services.search import Subject
from tests.life_helpers import make_activity, mark


@pytest.fixture
def people(branch):
    for draft in (
        MemberDraft("张伟", id_number="342501198506120318", phone="13800138123", note="分管防汛物资"),
        MemberDraft("王芳"),
        MemberDraft("曾庆华"),
    ):
        members.add(branch, draft)
    return {row.name: row.id for row in members.list_members(branch)}


def found(ctx, text, subject=None):
    return [hit.title for hit in search.find(ctx, text) if subject in (None, hit.subject)]


@pytest.mark.parametrize("text", ["张", "张伟", "zw", "zhangw", "ZhangWei", " 张 伟 ", "8123", "0318"])
def test_member_is_found_by_name_sound_and_number_ends(branch, people, text):
    assert found(branch, text, Subject.MEMBER) == ["张伟"]


def test_surname_with_two_sounds_is_found_by_the_one_of_names(branch, people):
    assert found(branch, "zqh") == ["曾庆华"]


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "12", "a%"])
def test_nothing_is_found_by_nothing_and_by_wildcards(branch, people, text):
    assert found(branch, text) == []


def test_who_left_comes_last_and_says_so(branch, people):
    members.add(branch, MemberDraft("张敏"))
    members.mark_left(branch, people["张伟"], date(2026, 5, 1), LeaveReason.TRANSFERRED)

    hits = [hit for hit in search.find(branch, "张") if hit.subject is Subject.MEMBER]

    assert [(hit.title, hit.hint) for hit in hits] == [("张敏", ""), ("张伟", "已离开")]


def test_activity_make_up_and_record_lead_to_their_pages(branch, people):
    activity = make_activity(branch, topic="学习《水法》", place="三楼会议室")
    mark(branch, activity, 张伟=Presence.SICK)
    records.add(branch, people["王芳"], RecordDraft(RecordKind.TRAINING, "水法培训班", "2025"))

    hits = {hit.subject: hit for hit in search.find(branch, "水法")}
    (task,) = [hit for hit in search.find(branch, "张伟") if hit.subject is Subject.MAKEUP]

    assert hits[Subject.ACTIVITY].hint == "2026年11月12日 · 主题党日 · 三楼会议室"
    assert (hits[Subject.ACTIVITY].page, hits[Subject.ACTIVITY].focus) == (
        "activities",
        {"activity_id": activity},
    )
    assert hits[Subject.RECORD].title == "王芳：水法培训班"
    assert hits[Subject.RECORD].focus == {"member_id": people["王芳"], "tab": "records", "record_id": 1}
    assert task.title == "张伟：学习《水法》"
    assert task.page == "makeup"


def test_note_is_found_with_the_words_around_it(branch, people):
    (hit,) = search.find(branch, "防汛")
    assert (hit.subject, hit.title, hit.hint) == (Subject.NOTE, "张伟", "分管防汛物资")


def test_talks_and_what_was_removed_are_not_found(branch, people):
    records.add(branch, people["张伟"], RecordDraft(RecordKind.TALK, "提醒谈话", "2025", detail="工作纪律"))
    gone = records.add(branch, people["张伟"], RecordDraft(RecordKind.AWARD, "纪律标兵", "2025")).new_id
    records.remove(branch, gone)

    assert found(branch, "纪律") == []


def test_at_most_six_of_a_kind(branch):
    for _ in range(9):
        members.add(branch, MemberDraft("李雷"))
    assert len(found(branch, "ll")) == 6


def test_member_with_capital_letters_is_found_in_small_ones(branch, people):
    draft = members.draft_of(branch, people["王芳"])
    members.change(branch, people["王芳"], replace(draft, note="负责 OA 系统"))
    assert found(branch, "oa") == ["王芳"]


def test_activity_is_found_by_what_was_decided(branch, people):
    activity = make_activity(branch, topic="支委会")
    with branch.write("决议") as work:
        work.session.get_one(Activity, activity).decisions = "一、同意采购冲锋舟两艘\n二、其他"
    (hit,) = search.find(branch, "冲锋舟")
    assert (hit.subject, hit.title) == (Subject.ACTIVITY, "支委会")
    assert "决议：一、同意采购冲锋舟两艘 二、" in hit.hint
