"""The panel of an activity's details: minutes, decisions with owner and limit, papers."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import activities, decisions
from app.services.activity_rows import ActivityRow
from app.services.attachments import Owner
from app.services.decisions import Decision
from app.services.hours import hours_text
from app.ui import theme
from app.ui.activities.columns import state_words
from app.ui.desk import Desk
from app.ui.life_papers_field import LivePapers
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.labels import text_label
from app.ui.widgets.side_panel import SidePanel


class DetailsPanel(SidePanel):
    """Reads one activity; papers are kept and decisions closed right here."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("在左侧选一次活动，这里是会议记录、决议和附件。")
        self._desk = desk
        self.papers: LivePapers | None = None

    def show_activity(self, row: ActivityRow) -> None:
        """Show another activity."""
        word, tone = state_words(row)
        self.begin(row.topic, f"{row.held_on:%Y-%m-%d}　{row.kind.label}", badge=word, tone=tone)
        facts = [
            ("子类型", row.subkind),
            ("时间", "—".join(part for part in (row.starts_at, row.ends_at) if part)),
            ("地点", row.place),
            ("主持人", row.host),
            ("记录人", row.recorder),
            ("主讲人", row.lecturer),
            ("学时", hours_text(row.study_hours) if row.study_hours else ""),
            ("联合开展", row.joint),
            ("列席人员", "、".join(row.observers)),
        ]
        self.add_section("基本情况", [fact for fact in facts if fact[1]])
        open_ones = sum(item.done_on is None for item in row.resolved)
        self.add_section("决议", hint=f"未办结 {open_ones} 项" if row.resolved else "在“修改”里填写")
        for number, item in enumerate(row.resolved):
            self.add_widget(self._decision(row, number, item))
        self.add_section("附件", hint="会议照片、签到表、课件")
        self.papers = LivePapers(
            self._desk,
            Owner.ACTIVITY,
            row.id,
            lambda ctx, papers: activities.change_papers(ctx, row.id, papers),
        )
        self.add_widget(self.papers)
        self.add_section("会议记录", hint="" if row.minutes else "在“修改”里填写")
        if row.minutes:
            self.add_text(row.minutes)
        self.end()

    def _decision(self, row: ActivityRow, number: int, item: Decision) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.unit())
        line.addWidget(text_label(f"{number + 1}. {item.text}\n{_words(item)}", wrap=True), 1)
        today = self._desk.ctx.today
        if item.done_on is None:
            late = item.is_overdue(today)
            line.addWidget(text_label("逾期" if late else "未办结", tone="bad" if late else "warn"))
            line.addWidget(quiet_button("办结", partial(self._finish, row.id, number), icon_name="check"))
        else:
            line.addWidget(text_label("已办结", tone="ok"))
        return holder

    def _finish(self, activity_id: int, number: int) -> None:
        self._desk.actions.do(
            lambda ctx: decisions.finish(ctx, activity_id, number, ctx.today), success="决议已办结。"
        )


def _words(item: Decision) -> str:
    parts = [f"责任人 {item.owner or '未定'}"]
    if item.due is not None:
        parts.append(f"{item.due:%Y-%m-%d} 前")
    if item.done_on is not None:
        parts.append(f"{item.done_on:%Y-%m-%d} 办结")
    return "，".join(parts)
