"""What lists, filters and views may ask of every member: the fields of the archive, the branch's own, what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.member import Member
from app.models.org import Org
from app.services import archive_view, member_custom, member_tags
from app.services.context import Context
from app.services.member_fields import FIELDS, MemberField, Shape
from app.services.member_history import shown_value

AGE = MemberField("age", "年龄", Shape.NUMBER, "统计")
PARTY_AGE = MemberField("party_age", "党龄", Shape.NUMBER, "统计")
PARTY_BIRTHDAY = MemberField("party_birthday", "政治生日", Shape.TEXT, "统计", hint="如 05-20")
MISSING = MemberField("missing", "缺项", Shape.TEXT, "统计")
TAGS = MemberField("tags", "标签", Shape.TEXT, "标签")
_COUNTED = {
    AGE.key: (AGE, ("birth",)),
    PARTY_AGE.key: (PARTY_AGE, ("regular", "age_correction")),
    PARTY_BIRTHDAY.key: (PARTY_BIRTHDAY, ("joined",)),
    MISSING.key: (MISSING, archive_view.MISSING_COLUMNS),
}


def fields(ctx: Context) -> list[MemberField]:
    """Return every field that a filter may ask for and a list may show, in the order of the form."""
    with ctx.read() as session:
        return fields_in(session)


def fields_in(session: Session) -> list[MemberField]:
    """Return these fields inside an open session."""
    own = [row.field for row in member_custom.list_fields_in(session)]
    known = [field for field in FIELDS if field.key != "extra"]
    return [*known, AGE, PARTY_AGE, PARTY_BIRTHDAY, MISSING, TAGS, *own]


def values_in(session: Session, keys: Iterable[str], today: date) -> dict[int, dict[str, Any]]:
    """Return the raw values of these fields by member; tags as a tuple, own fields as text."""
    wanted = list(dict.fromkeys(keys))
    columns = {key for key in wanted if key in Member.__table__.columns}
    for key in wanted:
        columns.update(_COUNTED[key][1] if key in _COUNTED else ())
    own = [key for key in wanted if key.startswith(member_custom.PREFIX)]
    if own:
        columns.add("extra")
    ordered = sorted(columns)
    query = select(Member.id, *(getattr(Member, key) for key in ordered)).where(Member.deleted_at.is_(None))
    tags = member_tags.tags_of_in(session) if TAGS.key in wanted else {}
    found: dict[int, dict[str, Any]] = {}
    for row in session.execute(query):
        values: dict[str, Any] = dict(zip(ordered, row[1:], strict=True))
        extra = values.get("extra") or {}
        for key in own:
            values[key] = str(extra.get(key.removeprefix(member_custom.PREFIX), ""))
        if AGE.key in wanted:
            values[AGE.key] = archive_view.age_of(values["birth"], today)
        if PARTY_AGE.key in wanted:
            values[PARTY_AGE.key] = archive_view.party_age_of(
                values["regular"], values["age_correction"], today
            )
        if PARTY_BIRTHDAY.key in wanted:
            values[PARTY_BIRTHDAY.key] = archive_view.party_birthday_of(values["joined"])
        if MISSING.key in wanted:
            values[MISSING.key] = "、".join(archive_view.missing_of(values))
        if TAGS.key in wanted:
            values[TAGS.key] = tags.get(row.id, ())
        found[row.id] = values
    return found


def shown(
    ctx: Context, keys: Iterable[str], *, in_full: bool = False, on: date | None = None
) -> dict[int, dict[str, str]]:
    """Return these fields by member as lists show them.

    Args:
        ctx: The context.
        keys: Which fields.
        on: The day on which ages are counted; today where not given.
        in_full: Whether ID numbers, phones and addresses are not masked; the caller logs it.

    """
    with ctx.read() as session:
        by_key = {field.key: field for field in fields_in(session)}
        wanted = [key for key in keys if key in by_key]
        groups = {row.id: row.name for row in session.execute(select(Org.id, Org.name))}
        raw = values_in(session, wanted, on or ctx.today)
    return {
        member_id: {key: _text(by_key[key], values[key], groups, in_full=in_full) for key in wanted}
        for member_id, values in raw.items()
    }


def _text(field: MemberField, value: Any, groups: Mapping[int, str], *, in_full: bool) -> str:
    if value is None or value == "" or value == ():
        return ""
    if field.key == TAGS.key:
        return "、".join(value)
    if field.key == AGE.key or field.key == PARTY_AGE.key or field.shape in (Shape.FIGURE, Shape.CHOICE):
        return str(value)
    if field.shape is Shape.MASKED and in_full:
        return str(value)
    if field.shape in (Shape.DATE, Shape.DAY):
        return value.isoformat() if isinstance(value, date) else str(value)
    return shown_value(field.key, value, dict(groups))
