"""The papers of organisational life on A4: documents in, PDF or page pictures out.

Sign-in sheet (签到表), attendance sheet (考勤表), minutes (会议记录), report form (纪实报告表), reminder slips
(补学提醒单), make-up register (补学登记表) and the reports. Each is one template of `resources/templates`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.models.kinds import ActivityKind, Presence
from app.services.fonts import find_fonts
from app.services.hours import hours_text
from app.services.reports.blocks import soft
from app.services.reports.life_documents import (
    ActivityPaper,
    DecisionLine,
    LifePaper,
    PaperMeta,
    PersonLine,
    ReminderSheet,
)
from app.services.reports.life_slips import slips
from app.services.reports.typeset import typesetter
from app.services.reports.words import DASH, NOTHING, day_text, percent

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper ready to be set: its template and what stands in it, as plain data."""

    template: str
    title: str
    data: dict[str, Any]

    @property
    def landscape(self) -> bool:
        """Whether its pages lie on their side."""
        return bool(self.data.get("landscape"))

    def pdf(self, meta: PaperMeta) -> bytes:
        """Return the PDF.

        Raises:
            Refused: There is no Chinese font on this computer.
            BadFile: The template was changed and no longer compiles.
        """
        return typesetter().pdf(self.template, self._filled(meta), made_at=meta.made_at)

    def pages(self, meta: PaperMeta, ppi: float) -> list[bytes]:
        """Return one PNG a page.

        Raises:
            Refused: There is no Chinese font on this computer.
            BadFile: The template was changed and no longer compiles.
        """
        return typesetter().pages(self.template, self._filled(meta), ppi=ppi)

    def warnings(self) -> tuple[str, ...]:
        """Return what should be said before printing: replaced fonts, and characters that no font draws."""
        fonts = find_fonts()
        said = list(fonts.warnings)
        missing = fonts.missing_glyphs(_texts(self.data)) if fonts.usable else ()
        if missing:
            said.append(
                f"字体中没有这些字，打印会显示为方框：{'、'.join(missing)}。请安装生僻字字体后再打印。"
            )
        return tuple(said)

    def _filled(self, meta: PaperMeta) -> dict[str, Any]:
        head = {
            "title": self.title,
            "unit": soft(meta.unit),
            "operator": soft(meta.operator) or DASH,
            "printed_on": day_text(meta.made_at.date()),
            "mark": "　".join(
                part for part in (f"打印序号：{meta.serial}" if meta.serial else "", meta.mark) if part
            ),
        }
        return {"meta": head, "doc": self.data}


def activity_sheet(paper: LifePaper, doc: ActivityPaper, operator: str) -> Sheet:
    """Return one of the four papers of an activity; `operator` is who fills the report form in (填报人)."""
    data = activity_data(doc, operator)
    return Sheet(f"{paper.value}.typ", f"{day_text(doc.held_on)}{doc.kind.label}{paper.label}", data)


def activity_data(doc: ActivityPaper, operator: str) -> dict[str, Any]:
    """Return what the templates of an activity's papers read."""
    return {
        **_facts(doc),
        **_figures(doc),
        **_words(doc),
        "operator": soft(operator) or DASH,
        "people": [_person(person) for person in doc.people],
        "kinds": [[kind.label, kind is doc.kind] for kind in ActivityKind],
    }


def reminder_sheet(doc: ReminderSheet) -> Sheet:
    """Return the reminder slips, two or three on a sheet."""
    data = {
        "branch": soft(doc.branch),
        "recorder": soft(doc.recorder),
        "issued_on": day_text(doc.issued_on),
        "slips": slips(doc),
    }
    return Sheet("reminder.typ", f"补学提醒单 {day_text(doc.issued_on)}", data)


def time_words(doc: ActivityPaper, between: str = "") -> str:
    """Return 2026年10月8日（星期四）14:00至15:30, with `between` day and hours."""
    day = f"{day_text(doc.held_on)}（星期{_WEEKDAYS[doc.held_on.weekday()]}）"
    hours = "至".join(part for part in (doc.starts_at, doc.ends_at) if part)
    return f"{day}{between}{hours}" if hours else day


def absent_words(doc: ActivityPaper) -> str:
    """Return who was absent and why, by reason: 公假：逄翀、隋喆；事假：张伟."""
    by_reason: dict[Presence, list[str]] = {}
    for person in doc.absent:
        if person.presence is not None:
            note = f"（{person.note}）" if person.note else ""
            by_reason.setdefault(person.presence, []).append(f"{person.name}{note}")
    parts = (f"{p.label}：{'、'.join(by_reason[p])}" for p in Presence if p in by_reason)
    return "；".join(parts)


def _facts(doc: ActivityPaper) -> dict[str, Any]:
    return {
        "branch": soft(doc.branch),
        "body": soft(doc.body),
        "kind": doc.kind.label,
        "topic": soft(doc.topic),
        "time": time_words(doc, "\n"),
        "time_line": time_words(doc),
        "place": soft(doc.place),
        "host": soft(doc.host),
        "recorder": soft(doc.recorder),
        "recorder_line": soft(doc.recorder) or "　　　　",
        "lecturer": soft(doc.lecturer),
        "joint": soft(doc.joint),
        "observers": [_guest(each) for each in doc.observers],
        "observer_words": soft("、".join(doc.observers)),
        "study_hours": hours_text(doc.study_hours) if doc.study_hours else "",
        "minutes": soft(doc.minutes),
        "decisions": [
            {"text": soft(it.text), "owner": soft(it.owner) or DASH, "due": _due(it) or DASH}
            for it in doc.decisions
        ],
        "day": day_text(doc.held_on),
    }


def _guest(text: str) -> dict[str, str]:
    """Return name and post apart: 王敏（区水利站站长）."""
    name, _, post = text.partition("（")
    return {"name": soft(name.strip()), "post": soft(post.removesuffix("）"))}


def _figures(doc: ActivityPaper) -> dict[str, Any]:
    """Return the counts; without complete attendance the pen fills them in."""
    known = doc.marked
    return {
        "expected": doc.expected,
        "present": len(doc.present) if known else None,
        "on_leave": doc.on_leave if known else None,
        "unexcused": doc.unexcused if known else None,
        "exempt": sum(person.presence is Presence.EXEMPT for person in doc.people),
        "made_up": doc.made_up,
    }


def _words(doc: ActivityPaper) -> dict[str, Any]:
    known = doc.marked
    hours = f"{hours_text(doc.study_hours)} 学时" if doc.study_hours else NOTHING
    decisions = (f"{n}.{it.text}{_seen_to(it)}" for n, it in enumerate(doc.decisions, start=1))
    return {
        "expected_words": f"{doc.expected} 人",
        "present_words": _by_standing(doc.present) if known else "　　人",
        "on_leave_words": _count(doc.on_leave, known=known),
        "unexcused_words": _count(doc.unexcused, known=known),
        "made_up_words": _count(doc.made_up, known=known),
        "rate": percent(len(doc.present), doc.expected) if known else "　　%",
        "absent_words": soft(absent_words(doc)) or (NOTHING if known else ""),
        "lecturer_words": soft(doc.lecturer) or DASH,
        "hours_words": hours,
        "kind_words": f"{doc.kind.label}（{soft(doc.subkind)}）" if doc.subkind else doc.kind.label,
        "decision_words": soft("\n".join(decisions)) or (NOTHING if doc.minutes else ""),
        "attachment_words": soft("；".join(doc.attachments)) or NOTHING,
    }


def _count(number: int, *, known: bool) -> str:
    return f"{number} 人" if known else "　　人"


def _seen_to(it: DecisionLine) -> str:
    parts = (
        f"责任人：{it.owner}" if it.owner else "",
        f"时限：{it.due}" if it.due else "",
        f"{it.done}办结" if it.done else "",
    )
    said = "，".join(part for part in parts if part)
    return f"（{said}）" if said else ""


def _due(it: DecisionLine) -> str:
    return "\n".join(part for part in (it.due, f"{it.done}办结" if it.done else "") if part)


def _by_standing(people: Sequence[PersonLine]) -> str:
    """Return 实到 with its parts where probationary members were there: 30 人（正式 28、预备 2）."""
    probationary = sum("预备" in person.standing for person in people)
    parts = f"（正式 {len(people) - probationary}、预备 {probationary}）" if probationary else ""
    return f"{len(people)} 人{parts}"


def _person(person: PersonLine) -> dict[str, str]:
    presence = person.presence
    state = ""
    if presence is not None:
        state = "present" if presence.attended else "leave" if presence.on_leave else ""
        state = "absent" if presence is Presence.UNEXCUSED else state
    plain = presence in (None, Presence.PRESENT)
    said = [presence.label] if presence is not None and not plain else []
    if person.note:
        said.append(person.note)
    if person.made_up:
        said.append(f"{_short_day(person.made_up_on)}已补")
    return {
        "name": soft(person.name),
        "group": soft(person.group) or DASH,
        "standing": person.standing,
        "state": state,
        "note": soft("，".join(said)),
        "known": "" if presence is None or presence in _SIGNED else presence.label,
    }


# who was there in person signs; what is known of the others stands in the cell
_SIGNED = (Presence.PRESENT, Presence.LATE, Presence.LEFT_EARLY)


def _short_day(day: date | None) -> str:
    return "" if day is None else f"{day.month}月{day.day}日"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
