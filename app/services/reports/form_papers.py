"""An A4 form for the pen, ready to be set by the typesetter."""

from __future__ import annotations

from app.services.reports.blocks import soft
from app.services.reports.form_documents import PaperForm
from app.services.reports.life_sheets import Sheet

_WRITTEN_LINES = 12
"""Rows of the table at least, so that a pen finds room."""


def form_paper(form: PaperForm) -> Sheet:
    """Return the form as a paper."""
    blank = [[""] * len(form.heads)] * max(0, _WRITTEN_LINES - len(form.rows) if form.heads else 0)
    return Sheet(
        "form.typ",
        form.title,
        {
            "whose": soft(form.whose),
            "facts": [[[label, soft(value)] for label, value in row] for row in form.facts],
            "heads": list(form.heads),
            "widths": list(form.widths),
            "rows": [*([soft(text) for text in row] for row in form.rows), *blank],
            "opinions": [
                {"label": it.label, "text": soft(it.text), "signature": it.signature} for it in form.opinions
            ],
            "note": form.note,
        },
    )
