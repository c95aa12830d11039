"""The links of 操作日志: what a line's hash covers, how a line is read back, how a head is shortened for paper.

Every column of a line and of its action goes into an HMAC-SHA256 together with the link before. Lines from
before there was a key carry the plain hash of that time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

GENESIS = "0" * 64
_SHORT = 12
_GROUP = 4

_LINES = text(
    "SELECT e.id, e.uuid, e.action_id, e.kind, e.table_name, e.row_id, e.before, e.after, e.note, e.chain,"
    " a.uuid, a.label, a.operator, a.at"
    " FROM audit_event AS e LEFT JOIN action AS a ON a.id = e.action_id ORDER BY e.id"
)


class Line(NamedTuple):
    """A line with its action, each column as it is stored (`before` and `after` as their JSON text)."""

    id: int
    uuid: str
    action_id: int
    kind: str
    table: str | None
    row_id: int | None
    before: str | None
    after: str | None
    note: str | None
    chain: str
    action: str | None
    label: str | None
    operator: str | None
    at: str | None


def stored_lines(session: Session) -> Iterator[Line]:
    """Read the whole log in its order, as it is stored."""
    for row in session.execute(_LINES):
        yield Line(*row)


def key_id(key: bytes) -> str:
    """Return the name of a key, which tells nothing about it."""
    return hmac.digest(key, b"xianfeng audit key", "sha256").hex()[:16]


def link(key: bytes, former: str, line: Line) -> str:
    """Return the hash of a line after the one whose hash is `former`."""
    # the rows before and after are long and text already: taken as they are, with their lengths
    head = _dump([former, *line[:6], line.note, line.action, line.label, line.operator, line.at])
    content = f"{head}{_counted(line.before)}{_counted(line.after)}"
    return _hmac(key, content)


def segment_seal(key: bytes, values: Mapping[str, Any]) -> str:
    """Return what authenticates the columns of a segment."""
    plain = [
        values["id"], values["uuid"], values["starts_after"], values["key_id"], values["former_head"],
        str(values["former_state"].value), values["at"].isoformat(timespec="seconds"),
    ]  # fmt: skip
    return _hmac(key, _dump(plain))


def seal_text(key: bytes, values: list[str]) -> str:
    """Return what authenticates a few texts."""
    return _hmac(key, _dump(values))


def plain_link(former: str, line: Line) -> str:
    """Return the keyless hash a line had before the log was sealed by a key."""
    opening = _dump([former, line.action, line.label, line.operator, line.at, line.uuid])[:-1]
    own = _dump([line.kind, line.table, line.row_id])[1:-1]
    content = f"{opening}, {own}, {line.before or 'null'}, {line.after or 'null'}, {_dump(line.note)}]"
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def short(head: str) -> str:
    """Return the form of a head that people compare on paper, e.g. `3F2A-91C0-7B1D`."""
    start = head[:_SHORT].upper()
    return "-".join(start[at : at + _GROUP] for at in range(0, _SHORT, _GROUP))


def of_short(written: str) -> str | None:
    """Return the beginning of a head from its short form, None where it is none."""
    plain = "".join(written.split()).replace("-", "").lower()
    if len(plain) < _SHORT or len(plain) > len(GENESIS) or set(plain) - set("0123456789abcdef"):
        return None
    return plain


def _counted(stored: str | None) -> str:
    return "-" if stored is None else f"{len(stored)}:{stored}"


def _hmac(key: bytes, content: str) -> str:
    return hmac.digest(key, content.encode("utf-8", "surrogatepass"), "sha256").hex()


_dump = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
