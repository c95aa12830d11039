"""Papers of an invented branch, with the names and lengths that real branches have."""

from __future__ import annotations

import subprocess
from datetime import date, datetime
from pathlib import Path

from app.models.kinds import ActivityKind, MakeupState, Presence
from app.services.reports.life_documents import (
    ActivityPaper,
    MissedLine,
    PaperMeta,
    PersonLine,
    ReminderSheet,
    ReminderSlip,
)
from app.services.reports.life_sheets import Sheet
from tests.services.reports.conftest import BRANCH, GROUPS, NAMES

META = PaperMeta(BRANCH, "隋喆", datetime(2026, 10, 9, 9, 0))
_ABSENT = {4: Presence.SICK, 9: Presence.OFFICIAL, 13: Presence.UNEXCUSED, 20: Presence.EXEMPT}


def make_person(number: int, *, marked: bool = True) -> PersonLine:
    return PersonLine(
        name=NAMES[number % len(NAMES)],
        group=GROUPS[number % 2],
        standing="预备党员" if number == 7 else "正式党员",
        presence=_ABSENT.get(number, Presence.PRESENT) if marked else None,
        note="赴省厅参加水旱灾害防御工作会议" if marked and number == 9 else "",
        made_up=marked and number == 4,
        made_up_on=date(2026, 10, 14) if marked and number == 4 else None,
    )


def make_activity_paper(*, people: int = 32, marked: bool = True, **changes: object) -> ActivityPaper:
    values: dict = {
        "branch": BRANCH, "unit": "青溪市水利局", "body": BRANCH, "kind": ActivityKind.THEME_DAY,
        "topic": "国庆升旗仪式暨主题宣讲", "held_on": date(2026, 10, 8), "starts_at": "14:00", "ends_at": "15:30",
        "place": "机关三楼党员活动室", "host": "逄翀", "recorder": "隋喆",
        "people": tuple(make_person(number, marked=marked) for number in range(people)),
    } | changes  # fmt: skip
    return ActivityPaper(**values)


def make_missed(**changes: object) -> MissedLine:
    values: dict = {
        "held_on": date(2026, 9, 10), "kind": "主题党日", "topic": "水利工程现场学习", "absence": "公假",
        "state": MakeupState.OPEN, "limit": date(2026, 9, 15), "days_left": 2,
    } | changes  # fmt: skip
    return MissedLine(**values)


def make_slips(*slips: ReminderSlip) -> ReminderSheet:
    return ReminderSheet(BRANCH, "隋喆", date(2026, 10, 9), 2, slips)


def text_of(sheet: Sheet, folder: Path) -> str:
    """Return what an independent reader finds in the PDF, without blanks."""
    path = folder / "纸.pdf"
    path.write_bytes(sheet.pdf(META))
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return "".join(told.split())


def sizes_of(sheet: Sheet, folder: Path) -> list[str]:
    """Return the size of each page, as "width x height" in points."""
    path = folder / "纸.pdf"
    path.write_bytes(sheet.pdf(META))
    told = subprocess.run(["pdfinfo", "-l", "99", str(path)], capture_output=True, check=True).stdout.decode()
    return [
        line.split("size:")[1].split("pts")[0].strip()
        for line in told.splitlines()
        if line.startswith("Page") and " size:" in line
    ]
