from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from app.models.kinds import ActivityKind, PartyStatus, Presence, RecordKind
from app.models.member import Member, Record
from app.services import life_reports
from tests import life_helpers as life

ALL_YEAR = "2026"


@pytest.fixture
def people(branch):
    return [
        life.make_member(branch, "逄翀", leading_cadre=True, post="副局长", party_post="宣传委员"),
        life.make_member(branch, "隋喆", "第二党小组"),
    ]


def hold(ctx, day, kind=ActivityKind.THEME_DAY, topic="学习", hours=0, org=None, **presences):
    group = None if org is None else life.group_id(ctx, org)
    activity = life.make_activity(ctx, day, kind, f"{topic}{day}", study_hours=hours, org_id=group)
    life.mark(ctx, activity, **presences)
    return activity


def test_a_leading_cadre_counts_as_an_ordinary_member_only(branch, people):
    hold(branch, date(2026, 3, 5), 逄翀=Presence.PRESENT, 隋喆=Presence.PRESENT)
    hold(branch, date(2026, 3, 9), ActivityKind.COMMITTEE, 逄翀=Presence.PRESENT)
    hold(branch, date(2026, 4, 14), ActivityKind.GROUP, org="第一党小组", 逄翀=Presence.ONLINE)
    hold(branch, date(2026, 5, 14), ActivityKind.GROUP, org="第一党小组", 逄翀=Presence.OFFICIAL)

    (row,) = life_reports.dual_life(branch, ALL_YEAR)

    assert (row.member.name, row.post) == ("逄翀", "副局长")
    assert [(part.held_on, part.org) for part in row.attended] == [
        (date(2026, 3, 5), ""),
        (date(2026, 4, 14), "第一党小组"),
    ]
    assert row.rate == Fraction(2, 3)


def test_without_leading_cadres_the_report_is_empty(branch):
    life.make_member(branch, "隋喆")
    assert life_reports.dual_life(branch, ALL_YEAR) == []


def test_hours_are_those_attended_made_up_and_trained(branch, people, clock):
    hold(branch, date(2026, 3, 5), hours=2000, 逄翀=Presence.PRESENT, 隋喆=Presence.SICK)
    with branch.write("培训") as work:
        work.session.add(
            Record(
                member_id=people[0], kind=RecordKind.TRAINING, title="党员轮训", starts="2026-04-20",
                quantity=1250, data={}, created_at=work.now,
            )
        )  # fmt: skip

    first, second = life_reports.study_hours(branch, 2026)

    assert (first.life, first.training, first.total, first.missing) == (2000, 1250, 3250, 0)
    assert (second.total, second.missing) == (0, 3200)


@pytest.mark.parametrize(
    ("last", "level"),
    [
        (date(2026, 8, 23), 0),
        (date(2026, 8, 22), 3),
        (date(2026, 6, 22), 5),
        (date(2026, 5, 23), 5),
        (date(2026, 5, 22), 6),
    ],
)
def test_months_without_organisational_life_are_counted_to_the_day(branch, people, last, level):
    """Today is 22 November."""
    hold(branch, last, 逄翀=Presence.PRESENT, 隋喆=Presence.PRESENT)
    hold(branch, date(2026, 11, 20), 逄翀=Presence.UNEXCUSED, 隋喆=Presence.PRESENT)
    rows = {row.member.name: row for row in life_reports.long_absent(branch)}
    assert (rows["逄翀"].level if rows else 0) == level
    assert "隋喆" not in rows


def test_who_asked_for_leave_each_time_is_cared_for_not_blamed(branch, people):
    hold(branch, date(2026, 6, 10), 逄翀=Presence.PRESENT, 隋喆=Presence.PRESENT)
    hold(branch, date(2026, 9, 10), 逄翀=Presence.OFFICIAL, 隋喆=Presence.UNEXCUSED)
    advice = {row.member.name: row.advice for row in life_reports.long_absent(branch)}
    assert "送学上门" in advice["逄翀"]
    assert "第二十九条" in advice["隋喆"]


def test_who_is_exempt_gets_no_advice_and_nobody_a_status(branch, people):
    hold(branch, date(2026, 1, 10), 逄翀=Presence.PRESENT, 隋喆=Presence.PRESENT)
    hold(branch, date(2026, 9, 10), 逄翀=Presence.EXEMPT, 隋喆=Presence.UNEXCUSED)
    rows = {row.member.name: row for row in life_reports.long_absent(branch)}
    assert rows["逄翀"].advice == ""
    assert rows["隋喆"].six_on == date(2026, 7, 10)
    assert "第三十一条" in rows["隋喆"].advice
    with branch.read() as session:
        assert {member.status for member in session.query(Member)} == {PartyStatus.NORMAL}


def test_a_member_who_came_lately_is_counted_from_then(branch, people):
    life.make_member(branch, "新同志", entered_on=date(2026, 10, 1))
    hold(branch, date(2026, 1, 10), 逄翀=Presence.PRESENT, 隋喆=Presence.UNEXCUSED)
    rows = {row.member.name: row for row in life_reports.long_absent(branch)}
    assert "新同志" not in rows
    assert (rows["隋喆"].last, rows["隋喆"].since) == (None, date(2026, 1, 10))
