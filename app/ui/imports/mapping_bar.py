"""列的对应: what each column of the sheet fills, chosen by hand above the preview."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.imports.engine import Look
from app.services.imports.heads import LEFT_OUT
from app.ui import theme
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.value_box import ValueBox


class MappingBar(QScrollArea):
    """One choice a column, side by side in the order of the sheet; `changed` tells the whole mapping."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[int, ValueBox] = {}
        self._heads: Mapping[int, str | None] = {}
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(theme.unit(10.5))
        self.setAccessibleName("列的对应")

    def show_look(self, look: Look) -> None:
        """Show the columns of a sheet as they are understood now."""
        words = look.subject.words
        unknown = "存入其他信息" if look.subject.keeps_unknown else "没有用到"
        options = [*([(LEFT_OUT, "不导入")] if look.subject.keeps_unknown else []), *words.choices()]
        self._heads = {column.place: column.field for column in look.heads.columns}
        body = QWidget()
        body.setObjectName("scrolled")
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(1))
        self.boxes = {}
        for column in look.mapped.columns:
            if self._heads[column.place] in words.not_stored:
                continue
            box = ValueBox()
            box.setAccessibleName(f"“{column.head}”对应")
            box.fill(options, none=unknown)
            box.choose(column.field)
            box.setFixedWidth(theme.unit(16))
            box.currentIndexChanged.connect(lambda _=0: self._tell())
            self.boxes[column.place] = box
            part = QVBoxLayout()
            part.setSpacing(theme.unit(0.5))
            part.addWidget(ElidedLabel(column.head, tone="warn" if column.field is None else ""))
            part.addWidget(box)
            row.addLayout(part)
        row.addStretch(1)
        self.setWidget(body)

    def mapping(self) -> dict[int, str | None]:
        """Return what was chosen where it differs from what was found."""
        chosen = {place: _field(box) for place, box in self.boxes.items()}
        return {place: name for place, name in chosen.items() if name != self._heads.get(place)}

    def _tell(self) -> None:
        self.changed.emit(self.mapping())


def _field(box: ValueBox) -> str | None:
    chosen = box.chosen()
    return None if chosen is None else str(chosen)
