"""组织生活合订本: a period's activities, bound as one on A4, and their list as a workbook."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLayout

from app.services import life_exports, life_volume
from app.services.activity_rows import ActivityRow
from app.services.context import Context
from app.services.reports.life_volume_sheet import TITLE
from app.ui.desk import Desk
from app.ui.life_prints import LifePrints
from app.ui.reports import catalogue
from app.ui.reports.periods import quarters_and_years
from app.ui.reports.sheet_pane import Sheet, SheetPane, Shown
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.table_model import Column

_DASH = "—"


class VolumePane(SheetPane):
    """A sheet pane whose button at the right sets the whole volume."""

    def __init__(self, desk: Desk) -> None:
        self.volume_button = plain_button("合订本：预览、PDF 和打印", self._on_volume, icon_name="printer")
        super().__init__(desk, catalogue.VOLUME, _sheet())
        self._prints = LifePrints(desk, self)

    @property
    def prints(self) -> LifePrints:
        """The way to the preview."""
        return self._prints

    def _options(self) -> QLayout:
        row = super()._options()
        row.addWidget(self.volume_button)
        return row

    def refresh(self) -> None:
        """Read what was held; nothing can be bound where nothing was."""
        super().refresh()
        self.volume_button.setEnabled(bool(self.table.rows()))

    def _on_volume(self) -> None:
        self._prints.open_volume(self.period())


def _sheet() -> Sheet:
    return Sheet(
        title=TITLE,
        hint="封面、目录、每次活动的会议记录和考勤表、议定事项落实情况，合成一份；“导出 Excel”得到活动一览表。",
        columns=_columns(),
        read=_read,
        export=_export,
        file_name=lambda ctx, period: life_exports.report_file_name(life_volume.list_table(ctx, period)),
        periods=quarters_and_years,
        empty=("这一期还没有召开组织生活", "在“组织生活”里新建活动并登记考勤后，这里可以合订。"),
    )


def _read(ctx: Context, period: str) -> Shown:
    rows = life_volume.held(ctx, period)
    unmarked = sum(bool(row.count.unmarked) for row in rows)
    unwritten = sum(not row.minutes for row in rows)
    parts = [
        f"{unmarked} 次活动的考勤没有录完" if unmarked else "",
        f"{unwritten} 次没有录会议记录，合订本上留空" if unwritten else "",
    ]
    caution = "；".join(part for part in parts if part)
    return Shown(rows, f"已召开 {len(rows)} 次", f"{caution}。" if caution else "")


def _export(ctx: Context, period: str, path: Path) -> Path:
    return life_exports.export_report(ctx, life_volume.list_table(ctx, period), path)


def _columns() -> list[Column[ActivityRow]]:
    return [
        Column("held_on", "日期", lambda row: row.held_on.isoformat(), width=104),
        Column("kind", "类型", lambda row: row.kind.label, width=96),
        Column("topic", "主题", lambda row: row.topic, width=0, tip=lambda row: row.topic),
        Column(
            "there",
            "实到/应到",
            lambda row: f"{row.count.present}/{row.count.expected}",
            width=92,
            align="right",
            tone=lambda row: "warn" if row.count.unmarked else "",
        ),
        Column(
            "minutes",
            "会议记录",
            lambda row: "已录" if row.minutes else _DASH,
            width=88,
            tone=lambda row: "" if row.minutes else "faded",
        ),
        Column(
            "decisions",
            "议定事项",
            lambda row: f"{len(row.resolved)} 项" if row.resolved else _DASH,
            width=88,
        ),
    ]
