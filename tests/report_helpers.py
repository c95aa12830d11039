"""A small branch with a third quarter worth printing, and independent readers of what is written."""

from __future__ import annotations

import html
import re
import subprocess
import zipfile
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.models.audit import AuditEvent
from app.models.kinds import AuditKind, MemberKind, Presence
from app.services import orgs
from app.services.context import Context
from app.services.points import rulebooks
from tests import life_helpers as life
from tests.services.imports.workbooks import number_for
from tests.services.points import samples

HELD = date(2026, 9, 10)
ID_NUMBER = number_for("19850301")
PHONE = "13805630001"
_FOOT = re.compile(r"<oddFooter>(.*?)</oddFooter>", re.S)
NAMES = ["张伟#1", "逄翀", "张伟#2", "李秀兰"]


def settle(ctx: Context) -> list[int]:
    """Give a branch with two groups four members, a rulebook and one theme day that 逄翀 missed."""
    rulebooks.adopt_preset(ctx, "jiguan", date(2026, 1, 1))
    people = [
        life.make_member(
            ctx,
            "张伟",
            archive_no="A-01",
            id_number=ID_NUMBER,
            phone=PHONE,
            birth="1985-03-01",
            joined="2009-07-01",
            regular="2010-07-01",
            address="江州市滨河路12号",
        ),
        life.make_member(ctx, "逄翀", "第二党小组", archive_no="A-02"),
        life.make_member(
            ctx, "张伟", "第二党小组", archive_no="A-03", id_number=number_for("19900711"), birth="1990-07-11"
        ),
        life.make_member(ctx, "李秀兰", kind=MemberKind.PROBATIONARY, joined="2026-05"),
    ]
    activity = life.make_activity(ctx, held_on=HELD, topic="重温入党誓词")
    marked = dict.fromkeys(["张伟#1", "张伟#2", "李秀兰"], Presence.PRESENT)
    life.mark(ctx, activity, **marked, 逄翀=Presence.SICK)
    life.complete(ctx, life.only_task(ctx).id, date(2026, 9, 14), date(2026, 9, 15))
    samples.approve_all(ctx)
    return people


def found_branch(ctx: Context) -> None:
    """Make unit, branch and groups as the assistant does."""
    with ctx.write("建立支部") as work:
        orgs.set_branch_in(work, "机关第一党支部")
        orgs.group_in(work, "第一党小组")
        orgs.group_in(work, "第二党小组")


def sheets(path: Path) -> dict[str, list[list[object]]]:
    """Read a workbook with a reader that has nothing to do with its writer."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def page_feet(path: Path) -> list[str]:
    """Return the foot of every worksheet as it is printed, from the file's own XML."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        texts = [archive.read(name).decode("utf-8") for name in names]
    return [html.unescape(found[1]) for text in texts if (found := _FOOT.search(text))]


def pdf_text(path: Path) -> str:
    """Return what can be read in a PDF, without blanks."""
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return "".join(told.split())


def log(ctx: Context, *kinds: AuditKind) -> list[str]:
    """Return the notes of the log of these kinds."""
    with ctx.read() as session:
        query = select(AuditEvent.note).where(AuditEvent.kind.in_(kinds)).order_by(AuditEvent.id)
        return [note or "" for note in session.scalars(query)]
