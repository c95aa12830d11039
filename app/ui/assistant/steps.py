"""The steps of the first start: the branch, its members, its rulebook, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.services.errors import AppError
from app.services.first_start import USUAL_GROUPS
from app.services.points import rulebooks
from app.ui import dialogs, theme
from app.ui.assistant.option_card import OptionCard
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.fields import LineField
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.labels import ElidedLabel, error_line, faded, heading, text_label

_PARTED = re.compile(r"[、，,；;\s]+")
_NEXT = (
    ("党员档案", "核对名单和党小组；缺的信息随时可补。"),
    ("组织生活", "新建一次活动，按数字键登记考勤，“全部出勤”后只改例外。"),
    ("补学补领", "缺席的人已自动成为补学任务；返岗后登记返岗日期，期限自动算出。"),
    ("积分管理", "考勤、补学和档案记录的积分自动生成；其他加分减分在这里录入、审核。"),
    ("报表打印", "季末导出积分表，年末打印一人一档。"),
)


class BranchStep(QWidget):
    """第一步: unit, branch, groups, who signs and who keeps the books."""

    def __init__(self) -> None:
        super().__init__()
        self.form = Form(label_width=13)
        self.form.add(
            "unit",
            "单位名称",
            LineField("如 某某市水利局", limit=100),
            required=True,
            hint="印在报表和档案的抬头",
        )
        self.form.add("branch", "党支部名称", LineField("如 机关第一党支部", limit=100), required=True)
        groups = LineField("没有党小组可留空", limit=300)
        self.form.add("groups", "党小组", groups, hint="几个党小组用顿号分开，以后可以增改")
        self.form.add("secretary", "支部书记", LineField(limit=50))
        self.form.add("recorder", "填表人", LineField(limit=50))
        self.form.set_values({"groups": "、".join(USUAL_GROUPS)})
        column = _column(self, "先说说您的支部")
        column.addWidget(self.form)
        column.addStretch(1)

    def values(self) -> dict[str, str]:
        """Return what was filled in.

        Raises:
            FormInvalid: Something is missing; the form says what.

        """
        return {key: str(value) for key, value in self.form.values().items()}

    def groups(self) -> tuple[str, ...]:
        """Return the names of the groups."""
        text = str(self.form.field("groups").value())
        return tuple(name for name in _PARTED.split(text) if name)

    def show_problem(self, error: AppError) -> bool:
        """Show a refusal beside its field and tell whether there is one."""
        return self.form.show_error("groups" if error.field == "group" else error.field, error.message)

    def is_complete(self) -> bool:
        """Tell whether the step may be left; what is missing is shown."""
        try:
            self.values()
        except FormInvalid:
            return False
        return True


class MembersStep(QWidget):
    """第二步: a roster, by hand, or the sample branch."""

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        self.import_card = OptionCard(
            "导入花名册", "选择现有的 Excel、WPS 或 CSV 名册；完成后先预览每一行，确认了才写入。"
        )
        self.hand_card = OptionCard("以后手工录入", "在“党员档案”里逐个新增，也可以随时再导入。")
        self.demo_card = OptionCard(
            "试用演示支部", "打开一个虚构的支部，有一整年的考勤、补学和积分；单独存放，与您的数据互不影响。"
        )
        self.choose_button = plain_button("选择文件…", self._choose, icon_name="folder")
        self._file = ElidedLabel("还没有选择文件", tone="faded")
        self._problem = error_line()
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, theme.unit(0.5), 0, 0)
        row.setSpacing(theme.unit(1.5))
        row.addWidget(self.choose_button)
        row.addWidget(self._file, 1)
        self.import_card.add_widget(line)
        self.import_card.add_widget(self._problem)
        self._group = _exclusive(self, (self.import_card, self.hand_card, self.demo_card))
        self.import_card.choose()
        column = _column(self, "党员名单从哪里来")
        for card in (self.import_card, self.hand_card, self.demo_card):
            column.addWidget(card)
        column.addStretch(1)

    def is_complete(self) -> bool:
        """Tell whether the step may be left; an import needs its file."""
        lacking = self.import_card.is_chosen and self.path is None
        self._problem.setText("请先选择花名册文件，或改选“以后手工录入”。")
        self._problem.setVisible(lacking)
        return not lacking

    def take(self, path: Path) -> None:
        """Take a file for the import."""
        self.path = path
        self._file.setText(str(path))
        self._problem.hide()
        self.import_card.choose()

    def _choose(self) -> None:
        path = dialogs.open_file(self, "选择花名册", dialogs.SHEETS)
        if path is not None:
            self.take(path)


class RulebookStep(QWidget):
    """第三步: one of the presets, or none yet."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, OptionCard] = {
            preset.code: OptionCard(preset.title, preset.description, preset.figures)
            for preset in rulebooks.presets()
        }
        self.cards[""] = OptionCard("以后再选", "先登记组织生活；启用方案后，已有的考勤会补记积分。")
        self._group = _exclusive(self, self.cards.values())
        next(iter(self.cards.values())).choose()
        column = _column(self, "选一个积分方案")
        column.addWidget(faded("都是示例，从今年 1 月 1 日起计；分值和项目可以在“积分管理”里改。", wrap=True))
        for card in self.cards.values():
            column.addWidget(card)
        column.addStretch(1)

    def is_complete(self) -> bool:
        """Tell whether the step may be left."""
        return True

    def code(self) -> str:
        """Return the code of the chosen preset, empty for none yet."""
        return next(code for code, card in self.cards.items() if card.is_chosen)


class DoneStep(QWidget):
    """What to do in the first ten minutes."""

    def __init__(self) -> None:
        super().__init__()
        column = _column(self, "支部建好了，头十分钟可以这样走")
        column.setSpacing(theme.unit(0.5))
        for number, (page, text) in enumerate(_NEXT, start=1):
            column.addSpacing(theme.unit(1))
            column.addWidget(heading(f"{number}　{page}", level=3))
            column.addWidget(text_label(text, wrap=True))
        column.addSpacing(theme.unit(2))
        column.addWidget(
            faded("按 F1 看帮助；填错了按 Ctrl+Z 撤销。数据只存在这台电脑上，不联网。", wrap=True)
        )
        column.addSpacing(theme.unit(1))
        self.password = QCheckBox("现在就给数据设密码（加密保存，打开程序要登录）")
        column.addWidget(self.password)
        column.addWidget(
            faded(
                "不勾选就是不设密码，适合只有您能用的电脑；以后随时可以在“设置 → 用户与密码”设。", wrap=True
            )
        )
        column.addStretch(1)


def _column(step: QWidget, title: str) -> QVBoxLayout:
    column = QVBoxLayout(step)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.unit(1))
    column.addWidget(heading(title, level=2))
    return column


def _exclusive(parent: QWidget, cards: Iterable[OptionCard]) -> QButtonGroup:
    group = QButtonGroup(parent)
    for card in cards:
        group.addButton(card.radio)
    return group
