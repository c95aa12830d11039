from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfWriter

from app.models.kinds import AuditKind, RecordKind
from app.services import attachments, members, paper_view, records
from app.services.attachments import Owner, Paper
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from tests import report_helpers as reports


def pdf(*, pages: int = 3, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def keep(branch):
    """Attach a file to a record and return the paper's id."""
    member_id = members.add(branch, MemberDraft("张三")).new_id
    record_id = records.add(branch, member_id, RecordDraft(RecordKind.AWARD, "嘉奖", "2024")).new_id

    def attach(name: str, content: bytes) -> int:
        with branch.write("附上") as work:
            return attachments.attach_in(work, Owner.RECORD, record_id, Paper(name, content))

    return attach


def test_each_page_of_a_pdf_is_shown(branch, keep):
    kept = keep("决定.pdf", pdf())

    shown = paper_view.page_of(branch, kept, 2)

    assert (shown.page, shown.pages, shown.why) == (2, 3, "")
    assert Image.open(BytesIO(shown.picture)).size == pytest.approx((1075, 1521), abs=4)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("坏的.pdf", b"%PDF-1.4\n" + b"x" * 999, "PDF"),
        ("锁的.pdf", pdf(password="0000"), "打开密码"),
        ("说明.docx", b"PK\x03\x04 rest", "不能在这里预览"),
    ],
)
def test_what_cannot_be_shown_says_why(branch, keep, name, content, why):
    shown = paper_view.page_of(branch, keep(name, content))

    assert shown.picture == b""
    assert why in shown.why


def test_a_copy_for_another_program_is_the_same_file_and_is_logged(branch, keep):
    content = pdf()

    path = paper_view.copy_to_open(branch, keep("决定 1/2.pdf", content))

    assert path.read_bytes() == content
    assert path.suffix == ".pdf"
    assert "决定 1/2.pdf" in reports.log(branch, AuditKind.EXPORT)[0]
