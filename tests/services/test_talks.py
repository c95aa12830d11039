"""What was said in a talk is hidden until it is asked for, everywhere; the log keeps who asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.kinds import AuditKind, RecordKind, Role
from app.services import archive_view, member_history, members, printing, records, recycle, talks
from app.services.member_checks import MemberDraft
from app.services.printing import ArchiveOptions
from app.services.records import RecordDraft
from app.services.reports.archive_documents import USUAL_SECTIONS, ArchiveSection, ArchiveStyle
from app.services.security.rights import NotAllowed
from tests import report_helpers as reports

SECRET = ("廉政提醒", "陈书记", "家中经营活动须报告", "另约时间")
WITH_TALKS = ArchiveOptions(2026, sections=frozenset({ArchiveSection.TALKS}))


@pytest.fixture
def member(branch):
    member_id = members.add(branch, MemberDraft("张三")).new_id
    title, by, said, note = SECRET
    records.add(
        branch,
        member_id,
        RecordDraft(RecordKind.TALK, title, "2026-05-06", issuer=by, detail=said, note=note),
    )
    return member_id


def leaks(told: object) -> list[str]:
    return [word for word in SECRET if word in str(told)]


def test_archive_history_and_bin_tell_no_more_than_that_there_was_a_talk(branch, member):
    (line,) = archive_view.view(branch, member).records
    assert (line.title, line.starts) == ("谈话（内容限阅）", "2026-05-06")
    assert leaks(line) == []

    draft = records.list_records(branch, member)[0].draft
    records.change(branch, line.id, replace(draft, title="谈心", detail="改过的内容"))
    told = member_history.history(branch, member)
    assert leaks(told) == []
    assert "改过的内容" not in str(told)

    records.remove(branch, line.id)
    assert leaks(recycle.list_removed(branch)) == []


def test_asking_shows_all_and_is_logged(branch, member):
    (line,) = talks.reveal(branch, member)

    assert leaks(line) == list(SECRET)
    assert reports.log(branch, AuditKind.REVEAL) == ["查看“张三”的谈话记录（1 条）"]


@pytest.mark.parametrize(("role", "may"), [(Role.RECORD, False), (Role.REVIEW, True), (Role.MANAGE, True)])
def test_only_some_roles_may_read(branch, member, role, may):
    somebody = replace(branch, roles=frozenset({role}))
    assert talks.may_read(somebody) is may
    if not may:
        with pytest.raises(NotAllowed, match="限阅"):
            talks.reveal(somebody, member)
        with pytest.raises(NotAllowed, match="限阅"):
            printing.prepare(somebody, [member], WITH_TALKS)


def test_a_talk_is_given_back_what_it_said_only_by_who_may_read_it(branch, member):
    (line,) = records.list_records(branch, member)
    records.change(branch, line.id, replace(line.draft, detail="改过的内容"))
    change = next(found for found in member_history.history(branch, member) if found.key == "detail")

    recorder = replace(branch, roles=frozenset({Role.RECORD}))
    with pytest.raises(NotAllowed):
        member_history.revert(recorder, change.event_id, change.key)
    member_history.revert(branch, change.event_id, change.key)
    assert records.list_records(branch, member)[0].detail == SECRET[2]


def test_talks_are_printed_only_where_chosen_and_that_is_logged(branch, member, tmp_path):
    usual = ArchiveOptions(2026, sections=USUAL_SECTIONS - {ArchiveSection.COVER})
    printing.export_archives_pdf(branch, [member], usual, tmp_path / "一.pdf")
    leaf = replace(WITH_TALKS, style=ArchiveStyle.LEAF)
    printing.export_archives_pdf(branch, [member], leaf, tmp_path / "二.pdf")
    assert leaks(reports.pdf_text(tmp_path / "一.pdf") + reports.pdf_text(tmp_path / "二.pdf")) == []
    assert reports.log(branch, AuditKind.REVEAL) == []

    printing.export_archives_pdf(branch, [member], WITH_TALKS, tmp_path / "三.pdf")
    assert SECRET[0] in reports.pdf_text(tmp_path / "三.pdf")
    assert reports.log(branch, AuditKind.REVEAL) == ["党员档案存为 PDF含谈话记录：张三"]
