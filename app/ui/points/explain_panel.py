"""积分说明: the panel that shows where a member's points come from, line by line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from app.services.context import Context
from app.services.life_exports import LifeJob
from app.services.points import form_jobs
from app.services.points.sources import focus_of
from app.services.points.totals import ExplainSection, ExplainStep, Explanation, FactLink
from app.ui import theme
from app.ui.desk import Desk
from app.ui.life_prints import LifePrints
from app.ui.points.frame import plain_column
from app.ui.points.link_line import LinkLine
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.labels import ElidedLabel, faded, text_label
from app.ui.widgets.side_panel import SidePanel

_MOST_LINKS = 6


class ExplainPanel(SidePanel):
    """One member's figure: each step with what counted (记入), what did not (不记入), and the sum so far."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("选一名党员，这里逐条说明积分从哪里来。")
        self._desk = desk
        self.prints = LifePrints(desk, self)
        self.application: QPushButton | None = None
        self._member_id = 0

    def show_explanation(self, told: Explanation, member_id: int, *, waiting: bool) -> None:
        """Show an explanation; `waiting` says that entries which are not approved are counted in."""
        self._member_id = member_id
        tone = "gold" if told.grade == "优秀" else "neutral"
        counted = "结算时的说明" if told.kept else "含未审定" if waiting else "只计审定"
        self.begin(told.name, f"{told.period.label}　{counted}", badge=told.grade, tone=tone)
        self.set_acts(
            [
                quiet_button(
                    "打开党员档案",
                    lambda: self._desk.show_page("members", member_id=member_id),
                    icon_name="user",
                ),
                self._application(member_id, told.period.code),
            ]
        )
        total = text_label(f"{told.total} 分")
        total.setProperty("scale", "figure")
        self.add_widget(total)
        if told.exempt:
            self.add_text("按积分方案不参加积分管理，以下记录仅供查阅，不评等次、不排名。", tone="warn")
        for section in told.sections:
            self._section(section, many=len(told.sections) > 1)
        if told.later:
            self.add_section("结算后的更正", hint="不改动本期，计入记账日所在的一期")
            for line in told.later:
                self.add_text(line)
        self.end()

    def _application(self, member_id: int, period: str) -> QPushButton:
        """Return the way to the member's 积分申请表, with what has been entered so far."""

        def make(ctx: Context) -> LifeJob:
            return form_jobs.form_job(form_jobs.application_form(ctx, member_id, period))

        self.application = quiet_button("积分申请表", lambda: self.prints.open(make), icon_name="printer")
        return self.application

    def _section(self, section: ExplainSection, *, many: bool) -> None:
        if many:
            self.add_section(section.title, hint=f"{section.total} 分")
        else:
            self.add_section("积分说明")
        if not section.steps:
            self.add_text("这一期还没有积分记录。", tone="faded")
            return
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.unit(1.5))
        grid.setVerticalSpacing(theme.unit(1))
        grid.setColumnStretch(0, 1)
        for at, head in enumerate(("事由", "记入", "累计")):
            grid.addWidget(faded(head, small=True), 0, at, _side(at))
        for row, step in enumerate(section.steps, 1):
            grid.addWidget(self._reason(step), row, 0)
            grid.addWidget(_figure(step.counted, _tone(step)), row, 1, _side(1))
            grid.addWidget(_figure(step.running, "faded"), row, 2, _side(2))
        self.add_widget(holder)

    def _reason(self, step: ExplainStep) -> QWidget:
        holder = QWidget()
        column = plain_column(holder, spacing=0.25)
        column.addWidget(text_label(step.text, wrap=True))
        if step.cut:
            column.addWidget(text_label(f"不记入 {step.cut.lstrip('+')} 分", tone="warn"))
        for link in step.links[:_MOST_LINKS]:
            column.addWidget(self._link(link))
        more = len(step.links) - _MOST_LINKS
        if more > 0:
            column.addWidget(faded(f"另有 {more} 条", small=True))
        return holder

    def _link(self, link: FactLink) -> QWidget:
        focus = focus_of(link.page, link.focus_id, self._member_id)
        if not focus:
            return ElidedLabel(link.text, tone="faded", scale="small")
        opens = LinkLine(link.text)
        opens.clicked.connect(lambda: self._desk.show_page(link.page, **focus))
        return opens


def _side(column: int) -> Qt.AlignmentFlag:
    top = Qt.AlignmentFlag.AlignTop
    return top | (Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)


def _figure(text: str, tone: str) -> QLabel:
    label = text_label(text, tone=tone)
    label.setMinimumWidth(theme.unit(5))
    label.setAlignment(Qt.AlignmentFlag.AlignRight)
    return label


def _tone(step: ExplainStep) -> str:
    if step.counted.startswith("-"):
        return "bad"
    return "ok" if step.counted.startswith("+") else "faded"
