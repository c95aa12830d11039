"""Taking back: after any row of acts, undo gives exactly what was there before each of them."""

from __future__ import annotations

import hashlib

from app.models.tables import TABLES
from app.services.undo import UndoStack
from tests.reliability import branch, figures
from tests.reliability.check import UNLOGGED

_STEPS = 12


def _state(ctx) -> str:
    """Return one hash over every row, but for the log, which keeps what was taken back."""
    told = hashlib.sha256()
    with ctx.read() as session:
        for name in sorted(set(TABLES) - UNLOGGED):
            for row in session.connection().exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY id'):
                told.update(repr(tuple(row)).encode())
    return told.hexdigest()


def test_undo_gives_back_exactly_what_was_there(folder, tell):
    histories = figures.amount(6, 500)
    ctx = branch.open_folder(folder)
    wrong = 0
    try:
        for history in range(histories):
            steps, states = UndoStack(), []
            for number in range(_STEPS):
                states.append(_state(ctx))
                steps.push(branch.act(ctx, f"history{history}", number))
            for state in reversed(states):
                steps.undo(ctx)
                wrong += _state(ctx) != state
    finally:
        ctx.store.close()
    tell("undo", histories=histories, steps=histories * _STEPS, problems=wrong)

    assert wrong == 0
