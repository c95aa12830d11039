"""The lists of a settlement: check list, versions and objections, and how its primary button is dressed."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from app.services.points.closing_checks import CheckLine, Level
from app.services.points.objections import ObjectionRow
from app.services.points.settlements import ClosingRow
from app.ui.desk import Desk
from app.ui.icons import icon
from app.ui.points.closing_panel import LEVEL_TONES
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.table_model import Column


def check_table(desk: Desk) -> DataTable[CheckLine]:
    """Return the check list."""
    table: DataTable[CheckLine] = DataTable(
        [
            Column(
                "level",
                "状态",
                lambda line: line.level.label,
                width=104,
                sort=lambda line: list(Level).index(line.level),
                tone=lambda line: LEVEL_TONES[line.level],
                badge=True,
            ),
            Column("title", "检查项", lambda line: line.title, width=120),
            Column("text", "情况", lambda line: line.text, width=0, tip=lambda line: line.text),
            Column(
                "count",
                "条数",
                lambda line: str(line.count) if line.count else "",
                width=64,
                align="right",
                sort=lambda line: line.count,
            ),
        ],
        name="closing_checks",
        settings=desk.settings,
        key=lambda line: line.key,
    )
    table.setAccessibleName("结算检查清单")
    table.set_empty("没有可以检查的内容", "先启用积分方案。", icon="checklist")
    return table


def version_table(desk: Desk) -> DataTable[ClosingRow]:
    """Return the numbered versions of a period."""
    table: DataTable[ClosingRow] = DataTable(
        [
            Column(
                "version",
                "版本",
                lambda row: f"第 {row.version} 版",
                width=84,
                sort=lambda row: row.version,
            ),
            Column(
                "state",
                "状态",
                lambda row: row.state_text,
                width=96,
                tone=lambda row: "ok" if row.binding else "neutral",
                badge=True,
            ),
            Column("closed", "锁定时间", lambda row: f"{row.closed_at:%Y-%m-%d %H:%M}", width=150),
            Column("members", "人数", lambda row: str(row.members), width=64, align="right"),
            Column("mark", "校验码", lambda row: row.seal.mark.rpartition("校验码 ")[2], width=150),
            Column("note", "重开原因", lambda row: row.reopened_reason, width=0, tone=lambda _: "faded"),
        ],
        name="closing_versions",
        settings=desk.settings,
        key=lambda row: row.id,
    )
    table.setAccessibleName("结算版本")
    table.set_empty("还没有锁定过", "检查通过后锁定，会生成第 1 版。", icon="lock")
    return table


def objection_table(desk: Desk) -> DataTable[ObjectionRow]:
    """Return the objections to the version that binds."""
    table: DataTable[ObjectionRow] = DataTable(
        [
            Column("day", "提出日期", lambda row: row.raised_on.isoformat(), width=104),
            Column("by", "提出人", lambda row: row.raised_by, width=92),
            Column("about", "涉及党员", lambda row: row.about or "整张表", width=92),
            Column("content", "内容", lambda row: row.content, width=0, tip=lambda row: row.content),
            Column(
                "state",
                "结果",
                lambda row: row.state_text,
                width=92,
                tone=lambda row: "bad" if row.result is None else "neutral",
                badge=True,
            ),
        ],
        name="closing_objections",
        settings=desk.settings,
        key=lambda row: row.id,
    )
    table.setAccessibleName("异议")
    table.set_empty("没有异议", "公示期间收到的异议在这里登记和答复。", icon="message")
    return table


def dress(button: QPushButton, text: str, icon_name: str) -> None:
    """Give the primary button another word and icon."""
    button.setText(text)
    button.setIcon(icon(icon_name, "on_accent"))
