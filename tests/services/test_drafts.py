"""Drafts: kept beside the records, never among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from app.models.audit import AuditEvent
from app.services import drafts
from app.services.security.login import Login


def test_a_draft_is_found_again_with_its_time(ctx):
    drafts.keep(ctx, "新增党员", {"name": "逄翀", "born": "85."})

    found = drafts.find(ctx, "新增党员")

    assert found is not None
    assert found.content == {"name": "逄翀", "born": "85."}
    assert found.saved_at == ctx.now.replace(microsecond=0)


def test_a_later_draft_takes_the_place_of_the_former(ctx):
    drafts.keep(ctx, "新增党员", {"name": "逄"})
    drafts.keep(ctx, "新增党员", {"name": "逄翀"})

    found = drafts.find(ctx, "新增党员")

    assert found is not None
    assert found.content == {"name": "逄翀"}


def test_what_was_saved_or_given_up_is_gone(ctx):
    drafts.keep(ctx, "新增党员", {"name": "逄翀"})
    drafts.drop(ctx, "新增党员")
    drafts.drop(ctx, "没有这份")

    assert drafts.find(ctx, "新增党员") is None


def test_a_draft_nobody_came_back_to_goes_after_a_month(ctx):
    drafts.keep(ctx, "新增党员", {"name": "逄翀"})
    later = replace(ctx, clock=lambda: ctx.now + timedelta(days=31))

    drafts.keep(later, "登记离岗", {})

    assert drafts.find(later, "新增党员") is None


def test_a_draft_leaves_no_line_in_the_log(ctx):
    drafts.keep(ctx, "新增党员", {"name": "逄翀"})

    with ctx.read() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_each_person_who_logs_in_has_drafts_of_the_own(ctx):
    first, second = (
        replace(ctx, login=Login(account, name, b"", b"", None))
        for account, name in (("a", "王书记"), ("b", "李记录"))
    )
    drafts.keep(first, "新增党员", {"name": "逄翀"})

    assert drafts.find(second, "新增党员") is None
    drafts.drop(second, "新增党员")
    found = drafts.find(first, "新增党员")
    assert found is not None
    assert found.content == {"name": "逄翀"}
