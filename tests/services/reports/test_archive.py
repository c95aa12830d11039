"""Archives are judged by what another program (poppler) reads in the PDF."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.models.kinds import RecordKind
from app.services.errors import Cancelled
from app.services.reports.archive import archive_pages_png, archive_pdf, archive_warnings
from app.services.reports.archive_documents import (
    USUAL_SECTIONS,
    ArchiveSection,
    LifeEvent,
    Opinions,
    RecordRow,
)
from app.services.reports.archive_sections import sections_of
from app.services.reports.documents import PointSheet

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


def pages(pdf: bytes, folder: Path) -> list[str]:
    file = folder / "archive.pdf"
    file.write_bytes(pdf)
    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, check=True
    ).stdout.decode()
    return text.split("\f")[:-1]


def words(pdf: bytes, folder: Path) -> str:
    return re.sub(r"\s", "", "".join(pages(pdf, folder)))


def test_every_name_is_found_rare_characters_included(full_doc, meta, point_sheet: PointSheet, tmp_path):
    names = [*(row.name for row in point_sheet.rows), "施𬭎"]
    docs = [replace(full_doc, name=name, number=f"QX-{n:03d}") for n, name in enumerate(names)]
    text = words(archive_pdf(docs, meta), tmp_path)
    assert [name for name in names if name not in text] == []


def test_each_member_has_own_page_numbers_and_a_bookmark(full_doc, empty_doc, meta, tmp_path):
    pdf = archive_pdf([full_doc, empty_doc], meta)
    found = pages(pdf, tmp_path)
    totals = [re.search(r"第\s*(\d+)\s*页\s*共\s*(\d+)\s*页", page) for page in found]
    numbers = [match and (int(match[1]), int(match[2])) for match in totals]
    first = found.index(next(page for page in found[1:] if "党员个人档案" in page))
    assert numbers == [
        None, *((n, first - 1) for n in range(1, first)),
        None, *((n, len(found) - first - 1) for n in range(1, len(found) - first)),
    ]  # fmt: skip
    assert pdf.count(b"/Outlines") > 0


def test_contents_name_the_page_of_each_section(full_doc, meta, tmp_path):
    found = pages(archive_pdf([full_doc], meta), tmp_path)
    contents = dict(re.findall(r"(\S*[一二三四五六七八九十]、\S+)\s[ .]*\s(\d+)\n", found[1]))
    assert len(contents) == 13
    for title, number in contents.items():
        assert title in found[int(number)]


def test_id_phone_and_address_are_masked_unless_asked(full_doc, meta, tmp_path):
    masked = words(archive_pdf([full_doc], meta), tmp_path)
    open_text = words(archive_pdf([full_doc], replace(meta, show_id=True, show_contact=True)), tmp_path)
    for secret in ("342501198806120028", "13856301234", "状元北路18号"):
        assert secret not in masked
        assert secret in open_text


def test_empty_archive_has_no_blank_cells(empty_doc, meta, tmp_path):
    text = words(archive_pdf([empty_doc], meta), tmp_path)
    assert "出生日期—" in text
    assert "处分日期处分名称决定机关事由文号无" in text
    assert "建档日期：—" in text


def test_markup_in_names_is_printed_as_typed(full_doc, meta, tmp_path):
    hostile = '#strong[王]*伟*$x$<b>_@a_"\\'
    text = words(archive_pdf([replace(full_doc, name=hostile, branch='#panic("x")')], meta), tmp_path)
    assert hostile in text
    assert '#panic("x")' in text


def test_signature_page_is_whole_and_last(full_doc, meta, tmp_path):
    for summary in ("", "一年来认真履职。" * 10, "一年来认真履职。" * 200):
        doc = replace(full_doc, opinions=Opinions(summary=summary))
        last = pages(archive_pdf([doc], meta), tmp_path)[-1]
        assert all(label in last for label in ("本人签字：", "党支部书记签字：", "（盖章）"))


def test_restricted_sections_are_printed_only_when_chosen(full_doc, meta, tmp_path):
    talk = replace(full_doc.records[RecordKind.AWARD][0], title="提醒谈话")
    doc = replace(full_doc, records={**full_doc.records, RecordKind.TALK: (talk,)})
    assert "提醒谈话" not in words(archive_pdf([doc], meta), tmp_path)
    chosen = replace(meta, sections=USUAL_SECTIONS | {ArchiveSection.TALKS})
    assert "提醒谈话" in words(archive_pdf([doc], chosen), tmp_path)
    only = pages(archive_pdf([doc], replace(meta, sections=frozenset({ArchiveSection.SIGNATURE}))), tmp_path)
    assert len(only) == 1
    assert "一、2026年度鉴定" in only[0]


def test_further_fields_and_own_ones_are_printed_where_they_are_filled(full_doc, meta, tmp_path):
    further = (
        ("出生地", "安徽省泾县"),
        ("毕业院校及专业", "河海大学水利水电工程专业" * 3),
        ("婚姻状况", "已婚"),
    )
    doc = replace(
        full_doc, basics=replace(full_doc.basics, further=further), own=(("标签", "骨干"), ("驻村年数", "2"))
    )
    usual = words(archive_pdf([doc], meta), tmp_path)
    for label, value in further:
        assert label in usual
        assert value[:10] in usual
    assert "驻村年数" not in usual
    chosen = replace(meta, sections=USUAL_SECTIONS | {ArchiveSection.OWN})
    assert "标签骨干驻村年数2" in words(archive_pdf([doc], chosen), tmp_path)


def test_the_appraisal_names_the_meetings_the_member_was_at(full_doc, meta, tmp_path):
    met = (
        LifeEvent(date(2026, 1, 20), "组织生活会", "年度组织生活会", "出勤"),
        LifeEvent(date(2026, 2, 3), "主题党日", "植树护河", "出勤"),
    )
    section = replace(meta, sections=frozenset({ArchiveSection.APPRAISAL}))
    text = words(archive_pdf([replace(full_doc, life_events=met)], section), tmp_path)
    assert "2026年1月20日组织生活会年度组织生活会出勤" in text
    assert "植树护河" not in text


@pytest.mark.parametrize("kind", [kind for kind in RecordKind if kind is not RecordKind.STEP])
def test_every_kind_of_record_has_its_place(full_doc, meta, kind):
    doc = replace(full_doc, records={kind: (RecordRow(title="唯一的一条"),)})
    whole = replace(meta, sections=frozenset(ArchiveSection))
    assert "唯一的一条" in str(sections_of(doc, whole))


def test_two_sided_printing_starts_each_member_on_a_right_hand_page(empty_doc, meta, tmp_path):
    found = pages(archive_pdf([empty_doc, empty_doc], replace(meta, two_sided=True)), tmp_path)
    covers = [number for number, page in enumerate(found, start=1) if "党员个人档案" in page]
    assert all(number % 2 == 1 for number in covers)
    assert len(covers) == 2


def test_footer_names_operator_day_and_serial_and_the_head_warns(full_doc, meta, tmp_path):
    page = re.sub(r"\s", "", pages(archive_pdf([full_doc], meta), tmp_path)[2])
    for part in ("打印：隋喆", "2026年11月22日", "打印序号：DY-2026-0017", "内部事项注意保管"):
        assert part in page


def test_same_archive_printed_again_is_the_same_file(full_doc, meta):
    assert archive_pdf([full_doc], meta) == archive_pdf([full_doc], meta)


def test_photo_is_set_and_other_bytes_leave_the_frame_empty(full_doc, meta, tmp_path):
    from io import BytesIO

    stream = BytesIO()
    Image.new("RGB", (60, 84), (10, 200, 10)).save(stream, "JPEG")
    page = archive_pages_png([replace(full_doc, photo=stream.getvalue())], meta, 40)[2]
    colours = {c for _, c in Image.open(BytesIO(page)).convert("RGB").getcolors(1_000_000)}
    assert any(g > 180 and r < 40 and b < 40 for r, g, b in colours)
    assert "（2寸）" in words(archive_pdf([replace(full_doc, photo=b"GIF89a")], meta), tmp_path)


def test_pages_have_the_size_of_a4_at_the_asked_resolution(empty_doc, meta):
    from io import BytesIO

    assert Image.open(BytesIO(archive_pages_png([empty_doc], meta, 110)[0])).size == (909, 1286)


def test_cancelling_stops_before_typesetting(full_doc, meta):
    class Stop:
        def step(self, done: int, total: int, text: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        archive_pdf([full_doc], meta, Stop())


def test_characters_that_no_font_draws_are_named_before_printing(full_doc, meta):
    assert archive_warnings([full_doc], meta) == tuple(w for w in archive_warnings([], meta))
    last = archive_warnings([replace(full_doc, name="王\U00032fff")], meta)[-1]
    assert last.startswith("字体中没有这些字，打印会显示为方框：\U00032fff。")
