"""Taking back: after any row of acts, undo gives exactly what was there before each of them."""

from __future__ import annotations

from app.services.undo import UndoStack
from tests.reliability import branch, check, figures

_STEPS = 12


def test_undo_gives_back_exactly_what_was_there(folder, tell):
    histories = figures.amount(6, 500)
    ctx = branch.open_folder(folder)
    wrong = 0
    try:
        for history in range(histories):
            steps, states = UndoStack(), []
            for number in range(_STEPS):
                states.append(check.digest(ctx))
                steps.push(branch.act(ctx, f"history{history}", number))
            for state in reversed(states):
                steps.undo(ctx)
                wrong += check.digest(ctx) != state
    finally:
        ctx.store.close()
    tell("undo", histories=histories, steps=histories * _STEPS, problems=wrong)

    assert wrong == 0
