"""What the sample branch writes down of its meetings: minutes, decisions with owner and day, guests, lecturers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from app.services.decisions import Decision
from app.services.locations import resource
from app.services.sample import plan


@dataclass(frozen=True, slots=True)
class Written:
    """What goes into the form of an activity beside time and place."""

    minutes: str
    decisions: tuple[Decision, ...] = ()
    observers: str = ""
    joint: str = ""
    lecturer: str = ""


def of_meeting(meeting: plan.Meeting) -> Written:
    """Return what is written down of a meeting; the same at every run."""
    words = _words()
    minutes = words["minutes"].get(meeting.kind.value, words["minutes"]["other"])
    guests = words["guests"].get(meeting.kind.value, {})
    return Written(
        minutes=minutes.format(topic=meeting.topic),
        decisions=tuple(_decisions(meeting, words["decisions"])),
        observers=guests.get("observers", ""),
        joint=guests.get("joint", "") if meeting.held_on.month in guests.get("months", ()) else "",
        lecturer=guests.get("lecturer", ""),
    )


def _decisions(meeting: plan.Meeting, known: list[dict[str, Any]]) -> list[Decision]:
    found = []
    for each in known:
        if each["kind"] == meeting.kind.value and each["month"] == meeting.held_on.month:
            due = meeting.held_on + timedelta(days=each["days"])
            found.append(Decision(each["text"], each["owner"], min(due, date(plan.YEAR, 12, 31))))
    return found


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads(resource("sample", "papers.toml").read_text("utf-8"))
