"""What happens to the sample branch on which day: read from `resources/sample`, the same at every run."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from app.models.kinds import ActivityKind, AwayKind, Kind, MemberClass, Presence, Sex
from app.services.locations import resource
from app.services.workdays import Calendar

K = TypeVar("K", bound=Kind)

YEAR = 2026
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
TODAY = date(YEAR, 12, 28)
"""The day on which somebody who tries the sample branch finds himself: a quarter about to be settled."""


@dataclass(frozen=True, slots=True)
class Person:
    """One invented member."""

    name: str
    sex: Sex
    id_number: str
    birth: str
    ethnicity: str
    native_place: str
    group: str
    klass: MemberClass
    education: str
    joined: str
    regular: str
    party_post: str
    post: str
    phone: str
    archive_no: str


@dataclass(frozen=True, slots=True)
class People:
    """The branch and its members in the branch's order."""

    unit: str
    branch: str
    groups: tuple[str, ...]
    secretary: str
    recorder: str
    members: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """An activity that is due on a day; `number` counts the activities of its kind in the year from 0."""

    kind: ActivityKind
    held_on: date
    topic: str
    place: str
    hours: int


@dataclass(frozen=True, slots=True)
class Leave:
    """A time away from the post; `back` None means that it lasts beyond the year."""

    member: str
    kind: AwayKind
    start: date
    back: date | None
    planned_back: date | None
    note: str


def people() -> People:
    """Read the branch and its members."""
    data = tomllib.loads(resource("sample", "members.toml").read_text("utf-8"))
    members = tuple(
        Person(
            name=row["name"],
            sex=_labelled(Sex, row["sex"]),
            id_number=row["id_number"],
            birth=row["birth"],
            ethnicity=row["ethnicity"],
            native_place=row["native_place"],
            group=row["group"],
            klass=_labelled(MemberClass, row["class"]),
            education=row["education"],
            joined=row["joined"],
            regular=row["regular"],
            party_post=row.get("party_post", ""),
            post=row["post"],
            phone=row["phone"],
            archive_no=row["archive_no"],
        )
        for row in data["member"]
    )
    return People(
        data["unit"], data["branch"], tuple(data["groups"]), data["secretary"], data["recorder"], members
    )


def meetings(calendar: Calendar) -> list[Meeting]:
    """Return the year's activities in order; one that would fall on a day off moves to the next workday."""
    data = tomllib.loads(resource("sample", "year.toml").read_text("utf-8"))
    found = [
        Meeting(
            kind=ActivityKind(series["kind"]),
            held_on=_workday(calendar, date(YEAR, month, series["day"])),
            topic=data["topics"][series["kind"]][at],
            place=series["place"],
            hours=series["hours"],
        )
        for series in data["series"]
        for at, month in enumerate(series["months"])
    ]
    return sorted(found, key=lambda meeting: (meeting.held_on, meeting.kind.value))


def leaves() -> list[Leave]:
    """Return the times away from the post."""
    data = tomllib.loads(resource("sample", "year.toml").read_text("utf-8"))
    return [
        Leave(
            member=row["member"],
            kind=AwayKind(row["kind"]),
            start=row["start"],
            back=row.get("back"),
            planned_back=row.get("planned_back"),
            note=row.get("note", ""),
        )
        for row in data["away"]
    ]


def days() -> Iterator[date]:
    """Yield every day of the year."""
    for number in range((LAST - FIRST).days + 1):
        yield FIRST + timedelta(days=number)


def lot(*words: object) -> int:
    """Return a number from 0 to 99 that depends on the words alone, so that every run is the same."""
    return zlib.crc32("|".join(str(word) for word in words).encode()) % 100


def presence(person: Person, meeting: Meeting) -> Presence:
    """Draw how a member who is at the post attends: mostly well, each with an own reliability."""
    if person.klass is MemberClass.RETIRED and lot("old", person.archive_no, meeting.held_on) < 45:
        return Presence.EXEMPT
    if person.klass is MemberClass.MOBILE:
        return Presence.ONLINE if lot("far", person.archive_no, meeting.held_on) < 80 else Presence.PRIVATE
    number = lot(person.archive_no, meeting.held_on, meeting.kind)
    # A few members are busier than others, which gives the year's charts something to show.
    slack = lot("slack", person.archive_no) // 12
    for limit, state in (
        (84 - slack, Presence.PRESENT),
        (87 - slack, Presence.LATE),
        (88 - slack, Presence.LEFT_EARLY),
        (90 - slack, Presence.ONLINE),
        (94, Presence.OFFICIAL),
        (97, Presence.SICK),
        (99, Presence.PRIVATE),
    ):
        if number < limit:
            return state
    return Presence.UNEXCUSED


def _workday(calendar: Calendar, day: date) -> date:
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return day


def _labelled(kind: type[K], word: str) -> K:
    found = kind.by_label(word)
    if found is None:
        raise ValueError(word)
    return found
