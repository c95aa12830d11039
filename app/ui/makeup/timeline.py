"""The steps of one make-up as a vertical line: what was done when, what comes next, by when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.models.kinds import MakeupState
from app.services.makeup_rows import MakeupRow
from app.ui import theme
from app.ui.icons import pixmap
from app.ui.makeup.words import PROVISIONAL, is_provisional
from app.ui.widgets.labels import faded, text_label


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One line: its word, when, what else, and how it stands ("done", "now", "later", "late")."""

    word: str
    when: str
    detail: str
    standing: str


_ICONS = {
    "done": ("circle-check", "ok"),
    "now": ("clock", "info"),
    "late": ("alert-circle", "bad"),
    "later": ("clock", "disabled"),
    "off": ("ban", "faded"),
}
_TONES = {"done": "", "now": "info", "late": "bad", "later": "disabled", "off": "faded"}


def steps_of(row: MakeupRow) -> list[TimelineStep]:
    """Return the steps of a task from the absence to its end."""
    absent = "、".join(dict.fromkeys(a.presence.label for a in row.absences if a.presence is not None))
    steps = [TimelineStep("缺席", f"{row.first.held_on:%Y-%m-%d}", absent, "done")]
    reached = [row.returned_on, row.claimed_on, row.reported_on, row.verified_on]
    limits = [None, row.claim_due, row.complete_due, None]
    details = ["", _claim_detail(row), row.material, f"核验人 {row.verifier}" if row.verifier else ""]
    ended = row.state in (MakeupState.EXEMPT, MakeupState.CANCELLED)
    is_next = not ended
    for word, day, limit, detail in zip(
        ("返岗", "认领", "上报", "核验"), reached, limits, details, strict=True
    ):
        if day is not None:
            late = "（迟）" if limit is not None and day > limit else ""
            steps.append(TimelineStep(word, f"{day:%Y-%m-%d}{late}", detail, "done"))
            continue
        standing = ("late" if row.overdue else "now") if is_next else "later"
        when = "" if limit is None else f"期限 {limit:%Y-%m-%d}"
        note = PROVISIONAL if word == "认领" and is_provisional(row) else ""
        if not ended:
            steps.append(TimelineStep(word, when, note, standing))
        is_next = False
    if ended:
        steps.append(TimelineStep(row.state.label, "", row.reason, "off"))
    elif row.state is MakeupState.DONE:
        steps.append(TimelineStep("已补", "", row.late_words, "done"))
    return steps


class Timeline(QWidget):
    """The steps with an icon each."""

    def __init__(self, steps: list[TimelineStep]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.unit())
        grid.setVerticalSpacing(theme.unit(0.5))
        grid.setColumnStretch(2, 1)
        at = 0
        for step in steps:
            name, tint = _ICONS[step.standing]
            mark = QLabel()
            mark.setPixmap(pixmap(name, tint, theme.size("icon"), self.devicePixelRatioF()))
            tone = _TONES[step.standing]
            grid.addWidget(mark, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text_label(step.word, tone=tone), at, 1)
            grid.addWidget(text_label(step.when, tone=tone or "faded"), at, 2)
            at += 1
            if step.detail:
                grid.addWidget(faded(step.detail, wrap=True, small=True), at, 1, 1, 2)
                at += 1


def _claim_detail(row: MakeupRow) -> str:
    form = "" if row.form is None else row.form.label
    return "；".join(part for part in (row.task_text, form) if part)
