"""自定义字段 in imported sheets: a column headed by such a field's name is read as the field wants it."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import partial

from app.models.kinds import CustomKind
from app.services import member_custom, partial_dates
from app.services.context import Context
from app.services.imports.cells import Read, Reader, is_blank, text_of
from app.services.imports.sheet import Value
from app.services.member_custom import CustomRow


def readers(ctx: Context) -> dict[str, Reader]:
    """Return how the cells under each field's name are read; what does not fit is a BadInput beside the cell."""
    with ctx.read() as session:
        return {row.name: partial(_read, row, ctx.today) for row in member_custom.list_fields_in(session)}


def _read(row: CustomRow, today: date, value: Value) -> Read:
    found = text_of(value)
    if is_blank(found):
        return None, None
    if row.kind is CustomKind.DATE:
        return partial_dates.parse(value, today=today), None
    if row.kind is CustomKind.NUMBER:
        found = unicodedata.normalize("NFKC", found)
    return member_custom.checked(row, found, today), None
