"""The filters of the charts: those that the chosen chart understands are shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.kinds import MemberClass
from app.services.trends.asking import SPLITS, Chart, Question, Split
from app.services.trends.reading import Reader
from app.ui import theme
from app.ui.desk import Desk
from app.ui.widgets.fields import FieldProblem
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.member_field import MemberChoice, MemberField
from app.ui.widgets.period_picker import PeriodPicker
from app.ui.widgets.value_box import ValueBox

_KEPT = "trends/chart"


class Filters(QWidget):
    """Chart, period, member, group and class in one line.

    Args:
        desk: Its settings remember the chart, group and class.

    """

    changed = Signal()
    """Another filter was chosen."""

    chart_changed = Signal(object)
    """Another chart was chosen in the narrow form of the page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        kept = "" if desk.settings is None else str(desk.settings.value(_KEPT, ""))
        self.chart = Chart(kept) if kept in set(Chart) else Chart.MEMBERS
        self.kind = ValueBox()
        self.kind.setAccessibleName("图的种类")
        self.kind.fill([(chart, chart.label) for chart in Chart])
        self.picker = PeriodPicker("时段")
        self.member = MemberField()
        self.member.setFixedWidth(theme.unit(24))
        self.bar = FilterBar()
        for part in (self.kind, self.picker, self.member):
            self.bar.add_widget(part)
        self.bar.add_choice("year", "年度", [], every="", width=96)
        self.bar.add_choice("split", "分组", [], every="", width=104)
        self.bar.add_choice("group", "党小组", [], width=112)
        self.bar.add_choice("klass", "分类", [(klass, klass.label) for klass in MemberClass], width=88)
        self.bar.remember("trends", desk.settings)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.bar)
        self.bar.changed.connect(lambda _: self.changed.emit())
        self.picker.changed.connect(lambda _: self.changed.emit())
        self.member.edited.connect(self.changed)
        self.member.edit.editingFinished.connect(self.changed)
        self.kind.activated.connect(lambda _: self.chart_changed.emit(self.kind.chosen()))
        self.choose_chart(self.chart)

    def choose_chart(self, chart: Chart) -> None:
        """Show the filters of a chart without telling, and remember it."""
        self.chart = chart
        self.kind.choose(chart)
        self.picker.setVisible("period" in chart.filters)
        self.member.setVisible("member" in chart.filters)
        self.bar.set_options("split", [(split, split.label) for split in SPLITS.get(chart, ())])
        self.bar.show_only(chart.filters)
        if self._desk.settings is not None:
            self._desk.settings.setValue(_KEPT, chart.value)

    def offer(self, reader: Reader) -> None:
        """Offer what there is to choose."""
        quarters = reader.quarters()
        periods: list[tuple[str, str]] = []
        for year in reader.years():
            periods += [(each.code, each.label) for each in quarters if year.contains(each.start)]
            periods.append((year.code, year.label))
        self.picker.set_options(periods, quarters[0].code if quarters else "")
        self.bar.set_options("year", [(year.year, f"{year.year}年") for year in reader.years()])
        self.bar.set_options("group", [(group.id, group.name) for group in reader.groups()])
        people = list(reader.people().values())
        self.member.set_choices(
            MemberChoice(row.id, row.shown_name, f"{row.name_initials} {row.name_key}", row.group_name)
            for row in people
        )
        if not self.member.edit.text().strip() and people:
            self.member.set_value(people[0].id)

    def set_narrow(self, narrow: bool) -> None:
        """Offer the charts here where the page has no room for their list."""
        self.kind.setVisible(narrow)

    def question(self) -> Question:
        """Return what is asked now.

        Raises:
            FieldProblem: What was typed names no member, or several.

        """
        chosen = self.bar.values()
        year, group, klass, split = (chosen[key] for key in ("year", "group", "klass", "split"))
        return Question(
            self.chart,
            period=self.picker.code(),
            year=year if isinstance(year, int) else 0,
            group_id=group if isinstance(group, int) else None,
            klass=klass if isinstance(klass, MemberClass) else None,
            member_id=self._member_id(),
            split=split if isinstance(split, Split) else Split.MONTH,
        )

    def _member_id(self) -> int | None:
        if "member" not in self.chart.filters:
            return None
        found = self.member.value()
        if found is not None and not isinstance(found, int):
            raise FieldProblem("请从列表中选择一名党员。")
        return found
