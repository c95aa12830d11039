"""The options of printed archives: whose, which year, which parts, and what stays masked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services import exports
from app.services.errors import AppError
from app.services.printing import ArchiveOptions
from app.services.reports.archive_documents import USUAL_SECTIONS, ArchiveSection, ArchiveStyle
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.reports.member_choice import MemberChoice
from app.ui.widgets.checks_field import ChecksField
from app.ui.widgets.fields import CheckField, ChoiceField
from app.ui.widgets.form import Form
from app.ui.widgets.labels import heading, rule, text_label

_REVEAL = "打印件上将显示完整的公民身份证号。"
_REVEAL_WHY = "这是敏感个人信息，请只在确有需要时显示，并妥善保管打印件。每次显示都会记入操作日志。"


class ArchivePane(QWidget):
    """Members at the left, what is printed of them at the right."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.members = MemberChoice(desk)
        self.style_choice = ChoiceField(ArchiveStyle.choices())
        self.year = ChoiceField()
        self.sections = ChecksField(
            [(section, section.label) for section in ArchiveSection],
            presets=[("常用", USUAL_SECTIONS), ("全选", ArchiveSection), ("全不选", ())],
        )
        self.sections.set_value(USUAL_SECTIONS)
        self.show_id = CheckField("显示完整公民身份证号")
        self.show_contact = CheckField("显示完整电话和住址")
        self.two_sided = CheckField("双面打印，每人从新的一张开始")
        self.files = ChoiceField([(False, "所有人存为一个 PDF"), (True, "每人存为一个 PDF")])
        self.form = self._form()
        self.problem = text_label("", tone="bad", wrap=True)
        self.problem.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(1.5))
        row.addWidget(self.members, 1)
        row.addWidget(self._options())
        self.members.changed.connect(self.changed)
        self.show_id.edited.connect(self._on_show_id)
        self.style_choice.edited.connect(self._on_style)

    def _form(self) -> Form:
        form = Form(label_width=7)
        form.add("style", "样式", self.style_choice)
        form.add("year", "年度", self.year)
        form.add("files", "存为文件", self.files, hint="每人一个时，文件名为“支部-档案编号-姓名”。")
        form.add("paper", "纸张", self.two_sided)
        form.add("show_id", "敏感信息", self.show_id)
        form.add("show_contact", "", self.show_contact, hint="默认遮盖中间几位；显示会记入操作日志。")
        form.add("sections", "打印内容", self.sections)
        return form

    def _options(self) -> QWidget:
        card = QWidget()
        card.setObjectName("card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card.setFixedWidth(theme.unit(55))
        inner = QWidget()
        inner.setObjectName("scrolled")
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(theme.unit(2), theme.unit(1), theme.unit(1), theme.unit(1))
        holder.addWidget(self.problem)
        holder.addWidget(self.form)
        holder.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        title = heading("打印选项", level=2)
        title.setContentsMargins(theme.unit(2), theme.unit(1.5), theme.unit(2), 0)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 0, 1, 1)
        column.setSpacing(theme.unit(1))
        column.addWidget(title)
        column.addWidget(rule())
        column.addWidget(area, 1)
        return card

    def refresh(self) -> None:
        """Read members and years."""
        ctx = self._desk.ctx
        self.members.load(ctx)
        self.year.set_options([(year, f"{year}年") for year in exports.years(ctx)])

    def options(self) -> ArchiveOptions:
        """Return what was chosen."""
        chosen = self.form.values()
        self.problem.hide()
        return ArchiveOptions(
            year=int(str(chosen["year"])),
            sections=frozenset(ArchiveSection(str(each)) for each in self.sections.value()),
            show_id=bool(chosen["show_id"]),
            show_contact=bool(chosen["show_contact"]),
            two_sided=bool(chosen["paper"]),
            style=ArchiveStyle(str(chosen["style"])),
        )

    def one_file_each(self) -> bool:
        """Whether every member gets a file of his own."""
        return bool(self.files.value())

    def choose(self, member_id: int) -> None:
        """Tick one member with the usual parts."""
        self.members.choose(member_id)
        self.sections.set_value(USUAL_SECTIONS)

    def refuse(self, error: AppError) -> None:
        """Show a refusal beside its field, or above all where it has none here."""
        if not self.form.show_error(error.field, error.message):
            self.problem.setText(error.message)
            self.problem.show()

    def _on_style(self) -> None:
        """Sections and sides are the whole archive's; those who share a sheet share a file."""
        style = ArchiveStyle(str(self.style_choice.value()))
        full = style is ArchiveStyle.FULL
        for field in (self.two_sided, self.sections):
            field.set_read_only(not full)
        self.files.set_read_only(style.on_a_sheet > 1)
        if style.on_a_sheet > 1:
            self.files.set_value(False)

    def _on_show_id(self) -> None:
        if self.show_id.value() and not dialogs.ask(
            self, _REVEAL, detail=_REVEAL_WHY, yes="显示身份证号", danger=True
        ):
            self.show_id.set_value(False)
