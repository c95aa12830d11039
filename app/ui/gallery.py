"""The gallery (控件一览): every widget of the kit in every state, for the eye and for the reference pictures."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.ui import gallery_rows, theme
from app.ui.app import create_application
from app.ui.icons import pixmap
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import icon_button, plain_button, primary_button, quiet_button
from app.ui.widgets.checks_field import ChecksField
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.date_fields import DateField, PartialDateField
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import CheckField, ChoiceField, LineField, NumberField, PointsField, TextField
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.form import Form
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.labels import faded, heading, text_label
from app.ui.widgets.member_field import MemberChoice, MemberField
from app.ui.widgets.period_picker import PeriodPicker
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.spread_chart import SpreadChart
from app.ui.widgets.stat_card import StatCard
from app.ui.widgets.toast import Toast

# The gallery shows states, not the present: its day never moves, so that its pictures stay comparable.
_TODAY = date(2026, 11, 22)


def run_gallery() -> int:
    """Open the gallery and return the exit status."""
    app = create_application(sys.argv)
    window = Gallery()
    window.show()
    return app.exec()


class Gallery(QMainWindow):
    """One tab for each family of widgets."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("控件一览")
        self.resize(theme.unit(150), theme.unit(90))
        self.tabs = QTabWidget()
        for title, make in TABS:
            self.tabs.addTab(make(), title)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme.unit(3), theme.unit(2), theme.unit(3), theme.unit(2))
        column.addWidget(heading("控件一览"))
        column.addWidget(self.tabs, 1)
        self.setCentralWidget(holder)


def _basics() -> QWidget:
    return _scrolled(
        _part(
            "文字",
            heading("一级标题 党员档案"),
            heading("二级标题 逄翀", level=2),
            heading("三级标题 基本信息", level=3),
        ),
        _part("语气", *[text_label(f"{tone} 文字", tone=tone) for tone in ("", "faded", *theme.TONES)]),
        _part("状态", *[Badge(word, tone) for word, tone in gallery_rows.STATES.items()]),
        _part("按钮", *_buttons(enabled=True), *_icon_buttons()),
        _part("按钮（不可用）", *_buttons(enabled=False)),
        _part(
            "数字卡片",
            _stat("在册党员", "32", "其中预备党员 2 名"),
            _stat("逾期未补", "3", "最早已逾期 4 天", "bad"),
        ),
        _part("颜色", *[_swatch(name) for name in theme.tokens().colours]),
    )


def _forms() -> QWidget:
    row = QHBoxLayout()
    row.setSpacing(theme.unit(4))
    right, wrong = _form(), _form()
    right.set_values(
        {"name": "欧阳喆", "born": "1985-03", "joined": "2009-07-01", "points": 250, "note": "支部书记"}
    )
    wrong.set_values({"name": "", "born": "85.3", "joined": "2月30日", "member": None})
    wrong.show_error("name", "请填写姓名。", focus=False)
    wrong.show_error("born", "“85.3”的年份只有两位，请写成四位，如 1985.03。", focus=False)
    wrong.show_error("joined", "“2月30日”不是一个日期，请检查。", focus=False)
    off = _form()
    for key in ("name", "born", "joined", "group", "member", "points", "count", "note", "flag"):
        off.field(key).set_read_only(True)
    for form in (right, wrong, off):
        row.addWidget(_card(form), 1)
    holder = QWidget()
    holder.setLayout(row)
    return _scrolled(holder)


def _form() -> Form:
    form = Form()
    form.add_section("基本信息")
    form.add("name", "姓名", LineField("如 张三"), required=True)
    form.add("born", "出生年月", PartialDateField(_TODAY))
    form.add("joined", "入党日期", DateField(_TODAY), required=True, hint="以支部大会通过预备党员之日为准")
    form.add("group", "党小组", ChoiceField([(1, "第一党小组"), (2, "第二党小组")], blank="未编组"))
    form.add("member", "介绍人", MemberField([MemberChoice(1, "王伟", "ww wangwei")]))
    form.add_section("积分")
    form.add("points", "分值", PointsField())
    form.add("count", "次数", NumberField(0, 99, unit="次"))
    form.add("note", "说明", TextField("可留空", lines=2))
    form.add("flag", "", CheckField("计入本季度"))
    return form


def _choices() -> QWidget:
    period = PeriodPicker()
    period.set_options([("2026Q3", "2026年第三季度"), ("2026Q2", "2026年第二季度")], "2026Q3")
    spread = SpreadChart()
    spread.show_columns(gallery_rows.SPREAD)
    none = SpreadChart()
    none.show_columns((), empty="本季度还没有积分。")
    ticked = ChecksField(gallery_rows.SECTIONS, columns=3)
    ticked.set_value(["basics", "points"])
    off = ChecksField(gallery_rows.SECTIONS, columns=3)
    off.set_read_only(True)
    for chart in (spread, none):
        chart.setFixedSize(theme.unit(48), theme.unit(12))
    return _scrolled(
        _part("周期", period),
        _part("多选", ticked),
        _part("多选（不可用）", off),
        _part("积分分布", _card(spread), _card(none)),
    )


def _lists() -> QWidget:
    filters = FilterBar()
    filters.add_choice("state", "状态", [(word, word) for word in gallery_rows.STATES])
    filters.add_choice("group", "党小组", [(1, "第一党小组"), (2, "第二党小组")])
    filters.add_search("姓名或拼音首字母")
    table: DataTable[gallery_rows.Sample] = DataTable(gallery_rows.COLUMNS, key=lambda row: row.number)
    table.set_rows(gallery_rows.ROWS)
    table.selectRow(2)
    panel = SidePanel()
    panel.begin("欧阳喆", "第二党小组　正式党员", badge="逾期", tone="bad")
    panel.set_acts([primary_button("认领任务"), plain_button("免补")])
    panel.add_section("缺席的活动", gallery_rows.FACTS, hint="双击打开")
    panel.add_section("经过")
    panel.add_text("返岗后第 2 个工作日为 2026-03-11（含 3 月 7 日调休上班）。")
    panel.end()
    row = QHBoxLayout()
    row.setSpacing(theme.unit(1.5))
    row.addWidget(_card(table), 1)
    row.addWidget(_card(panel))
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, theme.unit(2), 0, 0)
    column.setSpacing(theme.unit(1.5))
    column.addWidget(filters)
    column.addLayout(row, 1)
    return holder


def _grids() -> QWidget:
    grid = EditableGrid(gallery_rows.GRID_COLUMNS)
    grid.set_rows(gallery_rows.GRID_ROWS)
    grid.grid.set_problem(3, "points", "不是数字：请填写数字，最多两位小数，如 2 或 0.5。")
    grid.go_to(1, 1)
    said = faded("")
    grid.status.connect(said.setText)
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, theme.unit(2), 0, 0)
    column.addWidget(_card(grid), 1)
    column.addWidget(said)
    return holder


def _empties() -> QWidget:
    empty = EmptyState()
    empty.say(
        "还没有组织生活", "新建一次活动，应到党员会自动列出，缺席会变成补学任务。", icon="calendar-event", action="新建活动",
        slot=lambda: None,
    )  # fmt: skip
    table: DataTable[gallery_rows.Sample] = DataTable(gallery_rows.COLUMNS)
    table.set_rows([])
    table.set_empty("没有符合条件的记录", "请放宽筛选条件，或清除搜索文字。", icon="search")
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, theme.unit(2), 0, 0)
    column.setSpacing(theme.unit(2))
    column.addWidget(_card(empty), 1)
    column.addWidget(_card(table), 1)
    return holder


def _messages() -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    for level, text in gallery_rows.MESSAGES:
        host = QWidget()
        host.setMinimumHeight(theme.unit(10))
        column.addWidget(host)
        Toast(host).say(text, level, action="撤销" if level == "ok" else "", slot=lambda: None)
    column.addStretch(1)
    return holder


TABS: tuple[tuple[str, Callable[[], QWidget]], ...] = (
    ("基础", _basics),
    ("表单", _forms),
    ("选择", _choices),
    ("列表", _lists),
    ("录入表格", _grids),
    ("空白", _empties),
    ("提示", _messages),
)
"""Title and maker of each tab."""


def _buttons(*, enabled: bool) -> list[QWidget]:
    made: list[QWidget] = [
        primary_button("新增党员", icon_name="plus"),
        primary_button("保存"),
        plain_button("导出", icon_name="download"),
        plain_button("取消"),
        quiet_button("查看经过", icon_name="history"),
    ]
    for button in made:
        button.setEnabled(enabled)
    return made


def _icon_buttons() -> list[QWidget]:
    return [icon_button("pencil", "修改"), icon_button("x", "关闭")]


def _stat(title: str, value: str, caption: str, tone: str = "") -> QWidget:
    card = StatCard(title, lambda: None)
    card.show_value(value, caption, tone)
    card.setFixedWidth(theme.unit(26))
    return card


def _swatch(name: str) -> QWidget:
    block = text_label()
    picture = pixmap("circle-check", "text", theme.unit(2))
    picture.fill(theme.colour(name))
    block.setPixmap(picture)
    block.setToolTip(name)
    return block


def _part(title: str, *widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(faded(title, small=True))
    row = QHBoxLayout()
    row.setSpacing(theme.unit(1.5))
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    column.addLayout(row)
    return holder


def _card(widget: QWidget) -> QWidget:
    card = QWidget()
    card.setObjectName("card")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(card)
    pad = theme.unit(2) if isinstance(widget, Form) else 1
    column.setContentsMargins(pad, pad, pad, pad)
    column.addWidget(widget)
    if isinstance(widget, Form):
        column.addStretch(1)
    return card


def _scrolled(*parts: QWidget) -> QScrollArea:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, theme.unit(2), theme.unit(1), 0)
    column.setSpacing(theme.unit(2.5))
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    area = QScrollArea(widgetResizable=True)
    area.setWidget(body)
    return area
