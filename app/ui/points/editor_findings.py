"""What the check says while a rulebook is edited; a line leads to its place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services.points import drafting
from app.services.points.findings import Finding, Severity
from app.services.points.rules import Rulebook
from app.ui import theme
from app.ui.icons import icon
from app.ui.widgets.labels import plain_tip, text_label

_ROLE = Qt.ItemDataRole.UserRole


class FindingsList(QWidget):
    """Errors first, then warnings; one quiet line where there are none."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.head = text_label("")
        self.head.setProperty("heading", "3")
        self.list = QListWidget()
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setAccessibleName("检查结果")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(2), theme.unit(1), theme.unit(1), theme.unit(0.5))
        column.setSpacing(theme.unit(0.5))
        column.addWidget(self.head)
        column.addWidget(self.list)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)

    def show_findings(self, rulebook: Rulebook, findings: Sequence[Finding]) -> None:
        """Show what was found in a rulebook."""
        errors = sum(finding.level is Severity.ERROR for finding in findings)
        warnings = len(findings) - errors
        parts = [f"{errors} 处错误，改正后才能保存"] if errors else []
        parts += [f"{warnings} 条提醒，可以保留"] if warnings else []
        self.head.setText(f"检查：{'；'.join(parts) or '没有问题'}")
        self.list.clear()
        for finding in findings:
            bad = finding.level is Severity.ERROR
            text = drafting.line_of(rulebook, finding)
            sign = icon("alert-circle", "bad") if bad else icon("alert-triangle", "warn")
            line = QListWidgetItem(sign, text)
            line.setData(_ROLE, finding)
            line.setToolTip(plain_tip(text))
            self.list.addItem(line)
        lines = min(len(findings), 4)
        self.list.setVisible(bool(findings))
        self.setFixedHeight(theme.unit(4.5) + theme.unit(3.25) * lines)

    def _on_chosen(self, line: QListWidgetItem) -> None:
        self.chosen.emit(line.data(_ROLE))
