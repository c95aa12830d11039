"""Evidence (证明材料) of an entry: the papers that hang on it, and those of the record that it comes from."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from app.models.member import Attachment
from app.models.points import Entry
from app.services.attachments import Owner
from app.services.points.record_rules import RECORD_SOURCES


def attached_to(entry: type[Entry]) -> ColumnElement[bool]:
    """Return the condition by which an attachment proves an entry."""
    own = and_(Attachment.owner == Owner.ENTRY, Attachment.owner_id == entry.id)
    of_record = and_(
        Attachment.owner == Owner.RECORD,
        Attachment.owner_id == entry.source_id,
        entry.source.in_(RECORD_SOURCES),
    )
    return or_(own, of_record)
