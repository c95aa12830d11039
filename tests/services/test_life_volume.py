from __future__ import annotations

import subprocess
from datetime import date

import pytest

from app.models.kinds import ActivityKind, AuditKind, Presence
from app.services import life_exports, life_volume
from app.services.decisions import Decision
from app.services.errors import BadInput, Cancelled
from tests import life_helpers as life
from tests import report_helpers as reports


def pdf_words(path, *, first=1, last=99):
    """Return what an independent reader finds on these pages, without blanks."""
    command = ["pdftotext", "-f", str(first), "-l", str(last), str(path), "-"]
    return "".join(subprocess.run(command, capture_output=True, check=True).stdout.decode().split())


@pytest.fixture
def quarter(branch):
    """Three activities of the third quarter, entered out of their order, one of another quarter, one planned."""
    for name in ("逄翀", "欧阳㛃", "张伟"):
        life.make_member(branch, name)
    for day, kind, topic in (
        (date(2026, 9, 10), ActivityKind.ASSEMBLY, "九月党员大会"),
        (date(2026, 7, 3), ActivityKind.THEME_DAY, "七一重温誓词"),
        (date(2026, 8, 5), ActivityKind.LECTURE, "防汛党课"),
        (date(2026, 10, 9), ActivityKind.THEME_DAY, "十月党日"),
        (date(2026, 12, 9), ActivityKind.THEME_DAY, "十二月党日"),
    ):
        life.make_activity(
            branch,
            day,
            kind,
            topic,
            minutes="会议学习了有关精神。",
            decisions=(Decision("修订补学办法", "逄翀", date(2026, 12, 30)),)
            if kind is ActivityKind.ASSEMBLY
            else (),
        )
    life.mark(
        branch,
        life_volume.held(branch, "2026Q3")[0].id,
        逄翀=Presence.PRESENT,
        欧阳㛃=Presence.SICK,
        张伟=Presence.PRESENT,
    )
    return branch


def test_a_quarter_is_bound_by_date_with_contents_records_attendance_and_decisions(quarter, tmp_path):
    path = life_exports.save_pdf(quarter, life_volume.volume_job(quarter, "2026Q3"), tmp_path / "册.pdf")

    text = pdf_words(path)
    for words in (
        "组织生活合订本",
        "2026年第三季度",
        "3次",
        "应到3人次，实到2人次",
        "主题党日记录",
        "【防汛党课】考勤表",
        "议定事项落实情况",
        "修订补学办法",
    ):
        assert words in text, words
    assert text.index("七一重温誓词") < text.index("防汛党课") < text.index("九月党员大会")
    assert "十月党日" not in text
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    assert "Pages:           9" in told


def test_the_contents_name_the_pages_on_which_the_records_begin(quarter, tmp_path):
    path = life_exports.save_pdf(quarter, life_volume.volume_job(quarter, "2026Q3"), tmp_path / "册.pdf")

    contents = pdf_words(path, first=2, last=2)

    assert "七一重温誓词2/33" in contents, "present of expected, then page 3"
    assert "九月党员大会—7" in contents
    assert "九月党员大会" in pdf_words(path, first=7, last=7)
    assert "第2页共9页" in contents


def test_binding_is_logged_and_can_be_cancelled_while_it_is_gathered(quarter, tmp_path):
    class Stop:
        def step(self, done: int, total: int, _text: str) -> None:
            assert total == 4
            if done == 1:
                raise Cancelled("已取消。")

    with pytest.raises(Cancelled):
        life_volume.volume_job(quarter, "2026Q3", Stop())
    life_exports.save_pdf(quarter, life_volume.volume_job(quarter, "2026Q3"), tmp_path / "册.pdf")

    assert reports.log(quarter, AuditKind.PRINT) == [
        "存为 PDF：2026年第三季度组织生活合订本，3 次活动，打印序号 2026-0001"
    ]


def test_a_quarter_without_meetings_cannot_be_bound(quarter):
    with pytest.raises(BadInput, match="2026年第一季度没有已召开的组织生活"):
        life_volume.volume_job(quarter, "2026Q1")


def test_the_list_of_activities_has_their_figures_and_marks_open_attendance(quarter):
    report = life_volume.list_table(quarter, "2026Q3")

    first, second, third = report.rows
    assert first.cells[1:4] == (date(2026, 7, 3), "主题党日", "七一重温誓词")
    assert first.cells[5:10] == (3, 2, 1, 0, 0)
    assert (first.tone, second.tone) == ("", "warn")
    assert third.cells[10:] == (1, 0)
    assert "2 次活动的考勤没有录完" in report.notes[0]
