"""A sheet is made without a trace in the system's temporary folder, and is what openpyxl itself would write."""

from __future__ import annotations

import tempfile
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from app.services.reports.excel_memory import workbook_bytes


def _book():
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "王建国"
    sheet["A1"].hyperlink = "file.pdf"
    sheet["B1"].comment = Comment("请核对", "先锋档案")
    sheet.merge_cells("C1:D2")
    stream = BytesIO()
    Picture.new("RGB", (4, 4)).save(stream, "PNG")
    sheet.add_image(Image(stream), "E5")
    book.create_sheet("第二张")["A1"] = 3
    return book


def test_the_file_is_as_openpyxl_writes_it():
    usual = BytesIO()
    _book().save(usual)
    usual.seek(0)
    mine, theirs = load_workbook(BytesIO(workbook_bytes(_book()))), load_workbook(usual)

    assert mine.sheetnames == theirs.sheetnames
    for one, other in zip(mine, theirs, strict=True):
        assert [*one.values] == [*other.values]
        assert one.merged_cells.ranges == other.merged_cells.ranges
        assert len(one._images) == len(other._images)
    assert mine.active["B1"].comment.text == "请核对"
    assert mine.active["A1"].hyperlink.target == "file.pdf"


def test_nothing_goes_through_the_temporary_folder(monkeypatch, tmp_path):
    gone = tmp_path / "gone"
    monkeypatch.setattr(tempfile, "tempdir", str(gone))

    assert workbook_bytes(_book()).startswith(b"PK")
