"""Whom a line means (人员匹配): by ID number, else by name and what else the line says of the person."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.member import Member
from app.models.org import Org
from app.services import id_numbers, partial_dates
from app.services.imports.table import Candidate
from app.services.shown_names import shown_names


@dataclass(frozen=True, slots=True)
class Person:
    """A member as lines of sheets name him."""

    id: int
    name: str
    shown_name: str
    id_number: str
    birth: str
    employee_no: str
    group: str
    left_on: date | None

    @property
    def told_apart(self) -> str:
        """The words by which people of one name are told apart."""
        facts = [
            partial_dates.show(self.birth) + "生" if self.birth else "",
            f"身份证号末四位 {self.id_number[-4:]}" if self.id_number else "",
            self.group,
            f"{self.left_on.isoformat()} 离开" if self.left_on else "",
        ]
        return "，".join([self.shown_name, *filter(None, facts)])


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a line means; `reason` says why nobody, `candidates` who it could be."""

    person: Person | None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


class People:
    """Everybody on the roster and everybody who left, found by what a line says."""

    def __init__(self, session: Session, picks: Mapping[int, int | None]) -> None:
        columns = (Member.id, Member.name, Member.id_number, Member.birth, Member.employee_no)
        query = (
            select(*columns, Member.left_on, Org.name.label("group"))
            .outerjoin(Org, Org.id == Member.group_id)
            .where(Member.deleted_at.is_(None))
            .order_by(Member.position, Member.id)
        )
        found = session.execute(query).all()
        shown = shown_names((row.id, row.name) for row in found)
        self._picks = picks
        self._by_name: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_number: dict[str, Person] = {}
        for row in found:
            person = Person(
                row.id, row.name, shown[row.id], row.id_number or "", row.birth or "", row.employee_no or "",
                row.group or "", row.left_on,
            )  # fmt: skip
            for name in {_plain(person.name), _plain(person.shown_name)}:
                self._by_name[name].append(person)
            if person.id_number:
                self._by_number[id_numbers.standard(person.id_number)] = person

    def meant(self, number: int, values: Mapping[str, Any]) -> Meant:
        """Return whom the line of this number means by `name`, `id_number`, `birth`, `employee_no` and `group`."""
        name, said = _plain(values["name"]), values.get("id_number")
        if said is not None:
            person = self._by_number.get(said.standard)
            if person is not None and _plain(person.name) != name:
                return Meant(None, f"身份证号属于“{person.name}”，与姓名不同，请核对。")
            if person is not None:
                return Meant(person)
        alike = [person for person in self._by_name.get(name, ()) if _agrees(person, values)]
        if not alike:
            known = bool(self._by_name.get(name))
            why = "的身份信息与档案不同" if known else "不在党员名册中"
            return Meant(None, f"“{values['name']}”{why}，请先核对或导入花名册。")
        on_roster = [person for person in alike if person.left_on is None]
        if len(alike) == 1 or len(on_roster) == 1:
            return Meant((on_roster or alike)[0])
        picked = next((person for person in alike if person.id == self._picks.get(number)), None)
        return Meant(picked, "" if picked else _several(alike), tuple(_candidates(alike)))


def _several(alike: Sequence[Person]) -> str:
    return f"同名的党员有{len(alike)}名，请在右侧选择是哪一名，或补填身份证号。"


def _candidates(alike: Sequence[Person]) -> list[Candidate]:
    return [Candidate(person.id, person.told_apart) for person in alike]


def _agrees(person: Person, values: Mapping[str, Any]) -> bool:
    said, birth = values.get("id_number"), values.get("birth")
    if said is not None and person.id_number:
        return False  # two numbers are two people
    if birth and person.birth and not partial_dates.agree(birth, person.birth):
        return False
    staff, group = values.get("employee_no"), values.get("group")
    if staff and person.employee_no and staff != person.employee_no:
        return False
    return not (group and person.group and group != person.group)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
