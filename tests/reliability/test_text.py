"""Any text a person can type or paste comes out of every sheet and page as it was kept: nothing runs, nothing is cut."""

from __future__ import annotations

import shutil
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.models.kinds import RecordKind
from app.services import exports, printing, records, search
from app.services.errors import BadInput
from app.services.files import clean_text
from app.services.printing import ArchiveOptions
from app.services.records import RecordDraft
from tests import life_helpers as life
from tests import report_helpers as reports
from tests.reliability import figures

PAYLOADS = (
    "<img src='x.png'>", "<a href='file:x'>甲</a>", "&lt;b&gt;&amp;", '#include "x"', "#panic()", "[*粗*]", "$x^2$",
    "`raw`", "\\u{41}", "@ref", "= 标题", "- 列表", "/ 词: 义", "// 注", "/* 注 */", "{{x}}", "${x}", "%s %d", "{0}",
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "'引号", '"双"', "_x0041_", "_x000D_", "~", "<<<<",
)  # fmt: skip
_WORDS = st.text(st.characters(exclude_categories=()), min_size=1, max_size=60)


@pytest.fixture
def people(branch):
    life.make_member(branch, "张伟")
    return branch


def test_every_string_comes_back_out_of_a_sheet_as_it_was_kept(people, tmp_path, tell):
    tried = figures.amount(150, 5000)
    target = tmp_path / "列表.xlsx"
    kept = {clean_text(payload) for payload in PAYLOADS}

    @settings(
        max_examples=tried, deadline=None, derandomize=True, database=None, suppress_health_check=HealthCheck
    )
    @example("\ud800")
    @example("甲\r\n乙")
    @given(_WORDS)
    def keep(text):
        with suppress(BadInput):
            kept.add(clean_text(text, limit=200))

    keep()
    rows = [(f"第{number}行", text) for number, text in enumerate(sorted(kept - {""}))]
    exports.export_list(people, "核对", ["行", "文字"], rows, target)
    (sheet,) = reports.sheets(target).values()
    found = {row[1]: row[2] for row in sheet if len(row) > 2 and str(row[1]).endswith("行")}
    wrong = {text: found.get(name) for name, text in rows if found.get(name) != text}
    with zipfile.ZipFile(target) as archive:
        formulas = sum(b"<f>" in archive.read(name) for name in archive.namelist())
    tell("text", strings=len(rows), problems=len(wrong) + formulas)

    assert formulas == 0
    assert wrong == {}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_markup_in_an_archive_is_printed_as_it_stands(people, tmp_path, tell):
    (member,) = (row.id for row in printing.members.list_members(people))
    for payload in PAYLOADS:
        records.add(people, member, RecordDraft(RecordKind.AWARD, payload, "2024", note=f"注{payload}"))
    target = tmp_path / "档案.pdf"
    printing.export_archives_pdf(people, [member], ArchiveOptions(2026), target)
    text = reports.pdf_text(target)
    missing = [payload for payload in PAYLOADS if "".join(clean_text(payload).split()) not in text]
    tell("markup", payloads=len(PAYLOADS), problems=len(missing))

    assert missing == []


@pytest.mark.parametrize(
    "payload", [*PAYLOADS, "%", "_", "'; DROP TABLE member; --", "a AND", "NEAR(", "col:x", "*", '"']
)
def test_what_is_searched_for_is_taken_as_it_stands(people, payload):
    (member,) = (row.id for row in printing.members.list_members(people))
    records.add(people, member, RecordDraft(RecordKind.AWARD, f"前{payload}后", "2024"))
    records.add(people, member, RecordDraft(RecordKind.AWARD, "别的", "2023"))

    found = [hit.title for hit in search.find(people, f"前{payload}") if hit.subject is search.Subject.RECORD]

    assert len(found) == 1
