"""The small papers hold what they must on as many sheets as they promise, judged by another reader."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.kinds import RecordKind
from app.services.reports.archive import archive_pages_png, archive_pdf
from app.services.reports.archive_documents import ArchiveStyle, RecordRow

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")

SMALL = [style for style in ArchiveStyle if style is not ArchiveStyle.FULL]


def pages(pdf: bytes, folder: Path) -> list[str]:
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout
    return [re.sub(r"\s", "", page) for page in text.decode().split("\f")[:-1]]


@pytest.mark.parametrize(("style", "sheets"), [("leaf", 26), ("card", 3), ("label", 2)])
def test_as_many_members_on_a_sheet_as_promised(full_doc, meta, tmp_path, style, sheets):
    names = [f"逄翀{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄"]
    docs = [replace(full_doc, name=name) for name in names]

    found = pages(archive_pdf(docs, replace(meta, style=ArchiveStyle(style))), tmp_path)

    assert len(found) == sheets
    assert [name for name in names if name not in "".join(found)] == []


def test_one_card_one_table_stays_on_its_page_however_much_the_year_held(full_doc, meta, tmp_path):
    long = "在防汛抗旱一线连续值守并组织群众转移安置工作中表现突出" * 4
    awards = tuple(RecordRow(title=f"{long}{at}", started=f"{meta.year}-03-01") for at in range(5))
    records = {**full_doc.records, RecordKind.AWARD: awards}
    further = tuple((f"另一项目{at}", "安徽省宣城市宣州区") for at in range(20))
    basics = replace(full_doc.basics, further=further)
    crowded = replace(full_doc, life=full_doc.life * 3, records=records, basics=basics)

    found = pages(archive_pdf([crowded], replace(meta, style=ArchiveStyle.LEAF)), tmp_path)

    assert len(found) == 1
    assert "另有2项" in found[0]
    assert found[0].count("年月日") == 2


@pytest.mark.parametrize("style", SMALL)
def test_an_empty_archive_and_odd_names_can_be_printed(empty_doc, meta, tmp_path, style):
    odd = replace(empty_doc, name="#strong[x] <b>&")

    found = pages(archive_pdf([empty_doc, odd], replace(meta, style=style)), tmp_path)

    assert "#strong[x]<b>&" in "".join(found)
    assert archive_pages_png([empty_doc], replace(meta, style=style), 40)


@pytest.mark.parametrize("style", SMALL)
def test_the_id_number_is_never_shown_unless_asked(full_doc, meta, tmp_path, style):
    number = full_doc.basics.id_number
    masked = "".join(pages(archive_pdf([full_doc], replace(meta, style=style)), tmp_path))

    assert number
    assert number not in masked
