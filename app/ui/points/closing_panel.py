"""The panel beside the lists of a settlement: records of a check, a version with its changes, an objection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.points import closing_diff, scans, settlements
from app.services.points.closing_checks import CheckLine, CheckRecord, Level
from app.services.points.closing_diff import ClosingDiff
from app.services.points.objections import ObjectionRow
from app.services.points.scans import ScanRow
from app.services.points.settlements import ClosingRow
from app.ui import dialogs
from app.ui.desk import Desk
from app.ui.points.link_line import LinkLine
from app.ui.widgets.buttons import plain_button, quiet_button
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.side_panel import SidePanel

LEVEL_TONES = {Level.DONE: "ok", Level.WARN: "warn", Level.STOP: "bad"}
_MOST = 60


class ClosingPanel(SidePanel):
    """Shows what is chosen on the left.

    Args:
        desk: The desk.
        go_to: Opens a record of the check list.

    """

    def __init__(self, desk: Desk, go_to: Callable[[CheckRecord], None]) -> None:
        super().__init__("在左侧选择一行查看详情。")
        self._desk = desk
        self._go_to = go_to

    def show_check(self, line: CheckLine) -> None:
        """Show a line of the check list with the records it is about."""
        self.begin(line.title, line.text, badge=line.level.label, tone=LEVEL_TONES[line.level])
        self.set_acts([])
        if line.records:
            self.add_section("逐条处理", hint=f"{line.count} 条")
        for record in line.records[:_MOST]:
            self._link(record)
        if line.count > _MOST:
            self.add_text(f"另有 {line.count - _MOST} 条，处理后会显示。", tone="faded")
        self.end()

    def show_version(self, row: ClosingRow, *, reopen: Callable[[], object] | None) -> None:
        """Show a version: its seal, its days, what was accepted, and what changed against the former one."""
        tone = "ok" if row.binding else "neutral"
        title = f"第 {row.version} 版"
        self.begin(title, f"{row.period.label}　{row.members} 人", badge=row.state_text, tone=tone)
        self.set_acts([] if reopen is None else [plain_button("重新打开…", reopen, icon_name="lock-open")])
        intact = settlements.load(self._desk.ctx, row.id).intact
        self.add_section(
            "结算",
            [
                ("锁定", f"{row.closed_at:%Y-%m-%d %H:%M}　{row.locked_by}"),
                ("校验码", row.seal.mark.partition("　")[2].removeprefix("校验码 ")),
                ("核对", "内容与校验码一致" if intact else "内容与校验码不一致，数据可能被改动过"),
            ],
        )
        if not intact:
            self.add_text("请用备份核对，或联系维护人员。", tone="bad")
        self._published(row)
        if row.accepted:
            self.add_section("锁定时确认的提醒")
            for text in row.accepted:
                self.add_text(text, tone="warn")
        if not row.binding and row.reopened_at is not None:
            day = f"{row.reopened_at:%Y-%m-%d %H:%M}"
            self.add_section("重新打开", [("时间", day), ("原因", row.reopened_reason)])
        self._scans(row)
        self._diff(closing_diff.diff_to_former(self._desk.ctx, row.id))
        self.end()

    def show_objection(self, row: ObjectionRow, *, answer: Callable[[], object] | None) -> None:
        """Show an objection with its answer."""
        tone = "bad" if row.result is None else "neutral"
        self.begin(row.raised_by, f"{row.raised_on.isoformat()} 提出", badge=row.state_text, tone=tone)
        word = "答复…" if row.result is None else "更改答复…"
        self.set_acts([] if answer is None else [plain_button(word, answer, icon_name="message")])
        self.add_section("异议", [("涉及", row.about or "整张积分表"), ("内容", row.content)])
        if row.result is not None:
            day = "" if row.answered_on is None else row.answered_on.isoformat()
            facts = [("结果", row.result.label), ("答复", row.answer), ("答复人", row.answered_by)]
            self.add_section("答复", [*facts, ("日期", day)])
        self.end()

    def _published(self, row: ClosingRow) -> None:
        if row.published_on is None or row.last_day is None:
            return
        options = row.publication
        form = f"{options.content.label}，按{options.order.label}排列"
        facts = [
            ("公示期", f"{row.published_on.isoformat()} 至 {row.last_day.isoformat()}"),
            ("形式", f"{form}，公布排名" if options.ranking else form),
        ]
        if row.final_on is not None:
            facts.append(("定稿", row.final_on.isoformat()))
        self.add_section("公示", facts)

    def _scans(self, row: ClosingRow) -> None:
        found = scans.list_scans(self._desk.ctx, row.id)
        if not found:
            return
        self.add_section("签字扫描件", hint=f"{len(found)} 份")
        for scan in found:
            self.add_widget(self._scan_line(scan))

    def _scan_line(self, scan: ScanRow) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(ElidedLabel(f"{scan.added_at:%Y-%m-%d}　{scan.name}"), 1)
        save = quiet_button("另存…", lambda: self._save_scan(scan), icon_name="download")
        save.setAccessibleName(f"另存 {scan.name}")
        row.addWidget(save)
        return line

    def _save_scan(self, scan: ScanRow) -> None:
        path = dialogs.save_file(self, "另存扫描件", scan.name, f"扫描件 (*{Path(scan.name).suffix})")
        if path is not None:
            self._desk.actions.do(lambda ctx: scans.save_scan(ctx, scan.id, path), success=f"已保存：{path}")

    def _diff(self, found: ClosingDiff | None) -> None:
        if found is None:
            return
        self.add_section(f"与第 {found.older} 版相比", hint=f"{found.people} 人变化")
        if found.rulebook_changed:
            self.add_text("积分方案有改动。", tone="warn")
        for line in found.lines[:_MOST]:
            self.add_text(f"{line.name}　{line.what}　{line.before or '—'} → {line.after or '—'}")
        if not found.lines:
            self.add_text("没有人变化。", tone="faded")

    def _link(self, record: CheckRecord) -> None:
        opens = LinkLine(record.text, scale="base")
        opens.clicked.connect(lambda: self._go_to(record))
        self.add_widget(opens)
