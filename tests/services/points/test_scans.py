from __future__ import annotations

import pytest

from app.models.kinds import AuditKind
from app.services.errors import BadFile, NotFound, Refused
from app.services.points import scans, settlements
from tests import report_helpers as reports
from tests.services.points import closing_kit as kit


@pytest.fixture
def closing_id(branch):
    kit.settle(branch)
    return kit.lock(branch)


def test_a_signed_scan_is_kept_and_given_back(branch, closing_id, tmp_path):
    source = tmp_path / "签字页.pdf"
    source.write_bytes(b"%PDF-1.7 signed")
    scan_id = scans.attach_scan(branch, closing_id, source).new_id
    (row,) = scans.list_scans(branch, closing_id)
    assert (row.id, row.name, row.size) == (scan_id, "签字页.pdf", 15)
    assert settlements.versions(branch, kit.QUARTER)[0].scans == 1
    copy = scans.save_scan(branch, scan_id, tmp_path / "副本.pdf")
    assert copy.read_bytes() == b"%PDF-1.7 signed"
    assert reports.log(branch, AuditKind.EXPORT) == ["导出签字扫描件“签字页.pdf”"]


def test_other_files_and_the_same_file_twice_are_refused(branch, closing_id, tmp_path):
    text = tmp_path / "说明.txt"
    text.write_bytes(b"hello")
    with pytest.raises(BadFile, match="不是 PDF"):
        scans.attach_scan(branch, closing_id, text)
    with pytest.raises(BadFile, match="无法读取"):
        scans.attach_scan(branch, closing_id, tmp_path / "没有.pdf")
    picture = tmp_path / "签字.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n...")
    scans.attach_scan(branch, closing_id, picture)
    with pytest.raises(Refused, match="已经附"):
        scans.attach_scan(branch, closing_id, picture)
    with pytest.raises(NotFound):
        scans.save_scan(branch, 99, tmp_path / "x.png")


def test_a_huge_file_is_refused_before_it_is_read(branch, closing_id, tmp_path):
    huge = tmp_path / "大.pdf"
    with huge.open("wb") as stream:
        stream.truncate(scans.LARGEST + 1)
    with pytest.raises(BadFile, match="20 MB"):
        scans.attach_scan(branch, closing_id, huge)
