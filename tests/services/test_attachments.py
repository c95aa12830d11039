from __future__ import annotations

from zipfile import ZipFile

import pytest
from sqlalchemy import select

from app.models.audit import AuditEvent
from app.models.kinds import AuditKind, RecordKind
from app.models.member import Attachment
from app.services import attachments, members, records
from app.services.attachments import Owner
from app.services.errors import BadFile, NotFound, Refused
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from app.services.undo import UndoStack
from tests.life_helpers import make_activity

PDF = b"%PDF-1.7\n" + b"0" * 3000


@pytest.fixture
def award(branch):
    member = members.add(branch, MemberDraft("张三")).new_id
    return records.add(branch, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024")).new_id


@pytest.fixture
def certificate(tmp_path):
    path = tmp_path / "获奖 证书.pdf"
    path.write_bytes(PDF)
    return path


def test_paper_is_kept_with_its_record_and_written_out_unchanged(branch, award, certificate, tmp_path):
    attachments.attach(branch, Owner.RECORD, award, certificate)

    (row,) = attachments.list_attachments(branch, Owner.RECORD, award)
    saved = attachments.save_copy(branch, row.id, tmp_path / "副本.pdf")

    assert (row.name, row.mime, row.size, row.size_text) == ("获奖 证书.pdf", "application/pdf", 3009, "3 KB")
    assert saved.read_bytes() == PDF
    assert attachments.counts(branch, Owner.RECORD) == {award: 1}
    with branch.read() as session:
        assert (
            session.scalar(select(AuditEvent.note).where(AuditEvent.kind == AuditKind.EXPORT))
            == "导出附件“获奖 证书.pdf”"
        )


def test_same_file_hangs_at_a_record_once_but_at_many_records(branch, award, certificate):
    activity = make_activity(branch)
    attachments.attach(branch, Owner.RECORD, award, certificate)
    attachments.attach(branch, Owner.ACTIVITY, activity, certificate)

    with pytest.raises(Refused, match="已经附在这里"):
        attachments.attach(branch, Owner.RECORD, award, certificate)


def test_removed_paper_can_be_taken_back(branch, award, certificate):
    added = attachments.attach(branch, Owner.RECORD, award, certificate).new_id
    undo = UndoStack()
    undo.push(attachments.remove(branch, added))
    assert attachments.list_attachments(branch, Owner.RECORD, award) == []

    undo.undo(branch)

    assert [row.name for row in attachments.list_attachments(branch, Owner.RECORD, award)] == [
        "获奖 证书.pdf"
    ]


@pytest.mark.parametrize("name", ["脚本.bat", "程序.exe", "宏.docm", "无扩展名", "网页.html"])
def test_what_could_run_is_refused(branch, award, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(PDF)
    with pytest.raises(BadFile, match="不能作为附件"):
        attachments.attach(branch, Owner.RECORD, award, path)


def test_renamed_file_is_refused(branch, award, tmp_path):
    path = tmp_path / "照片.jpg"
    path.write_bytes(b"MZ\x90\0" * 100)
    with pytest.raises(BadFile, match="与扩展名不符"):
        attachments.attach(branch, Owner.RECORD, award, path)


def test_file_that_is_too_large_is_refused_without_being_kept(branch, award, tmp_path):
    path = tmp_path / "大.pdf"
    path.write_bytes(PDF + b"0" * attachments.LARGEST)
    with pytest.raises(BadFile, match="超过 20 MB"):
        attachments.attach(branch, Owner.RECORD, award, path)


def test_office_papers_are_taken(branch, award, tmp_path):
    path = tmp_path / "总结.DOCX"
    with ZipFile(path, "w") as made:
        made.writestr("word/document.xml", "<a/>")

    attachments.attach(branch, Owner.RECORD, award, path)

    assert (
        attachments.file_ending(attachments.list_attachments(branch, Owner.RECORD, award)[0].name) == ".docx"
    )


def test_damaged_content_is_not_handed_out(branch, award, certificate, tmp_path):
    added = attachments.attach(branch, Owner.RECORD, award, certificate).new_id
    with branch.write("损坏") as work:
        work.session.get(Attachment, added).content = PDF[:-1]
    with pytest.raises(BadFile, match="已损坏"):
        attachments.save_copy(branch, added, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_record_that_is_gone_takes_no_paper(branch, award, certificate):
    records.remove(branch, award)
    with pytest.raises(NotFound):
        attachments.attach(branch, Owner.RECORD, award, certificate)
    with pytest.raises(NotFound):
        attachments.remove(branch, 99)
