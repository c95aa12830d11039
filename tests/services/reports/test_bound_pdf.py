"""What is typeset in parts is one file: every page, every bookmark, the first part's properties."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pypdf
import pytest

from app.services.reports.bound_pdf import bind
from app.services.reports.typeset import typesetter

MADE = datetime(2026, 12, 31, 9)


@pytest.fixture
def part(tmp_path):
    """Typeset a part of so many pages under one bookmark."""

    def make(name: str, pages: int) -> bytes:
        body = "#pagebreak()".join(f"\nseite {at}\n" for at in range(pages))
        source = tmp_path / "part.typ"
        source.write_text(f'#set document(title: "{name}")\n= {name}\n{body}', encoding="utf-8")
        import typst

        return bytes(typst.compile(str(source), format="pdf"))

    return make


def _read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(data))


def test_pages_and_bookmarks_of_all_parts_follow_each_other(part):
    bound = _read(bind([part("Wang", 2), part("Li", 3), part("Zhao", 1)]))

    assert len(bound.pages) == 6
    assert [mark["/Title"] for mark in bound.outline] == ["Wang", "Li", "Zhao"]
    assert [bound.get_destination_page_number(mark) for mark in bound.outline] == [0, 2, 5]
    assert bound.metadata is not None
    assert bound.metadata.title == "Wang"


def test_on_two_sides_every_part_begins_on_a_new_sheet(part):
    bound = _read(bind([part("Wang", 1), part("Li", 2), part("Zhao", 1)], two_sided=True))

    assert [bound.get_destination_page_number(mark) for mark in bound.outline] == [0, 2, 4]


def test_one_part_stays_as_it_is_meant_for_keeping():
    data = {"fonts": {}, "parts": []}
    made = typesetter().pdf("archive.typ", {**data, "meta": {"two_sided": False}, "docs": []}, made_at=MADE)

    bound = bind([made, made])

    assert b"pdfaid:part" in made
    assert b"pdfaid:part" in bound
