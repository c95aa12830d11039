"""The panel beside the list: one member's archive in four tabs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QTabBar, QVBoxLayout, QWidget

from app.models.kinds import RecordKind
from app.services import archive_view, attachments, member_history, members, photos, records, talks
from app.services.archive_view import ArchiveView
from app.services.attachments import Owner
from app.services.errors import AppError
from app.services.member_fields import SECRETS
from app.services.member_history import HistoryLine
from app.services.member_rows import MemberRow
from app.services.members import Revealed
from app.services.record_forms import RECORD_FORMS
from app.services.records import RecordLine
from app.services.reports.words import span_text
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.members.columns import state_tone
from app.ui.members.photo import PhotoView, choose_portrait
from app.ui.members.record_dialog import record_dialog
from app.ui.members.year_tab import YearTab
from app.ui.widgets.buttons import give_menu, icon_button, plain_button, quiet_button
from app.ui.widgets.labels import faded, text_label
from app.ui.widgets.side_panel import SidePanel

BASICS, RECORDS, YEAR, HISTORY = range(4)
_TABS = ("基本信息", "记录", "年度", "变更")
_MOST_HISTORY = 200


class ArchivePanel(SidePanel):
    """Shows the archive of the member chosen in the list; what only one tab needs is read when it is opened."""

    edit_asked = Signal()
    print_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("在左侧选择一名党员，查看一人一档。")
        self._desk = desk
        self._row: MemberRow | None = None
        self._view: ArchiveView | None = None
        self._revealed: Revealed | None = None
        self._talks_asked = False
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("档案的各部分")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in _TABS:
            self.tabs.addTab(title)
        self.edit_button = plain_button("修改", self.edit_asked.emit, icon_name="pencil")
        self.print_button = plain_button("打印档案", self.print_asked.emit, icon_name="printer")
        self.set_acts([self.edit_button, self.print_button])
        self.year_tab = YearTab(desk, self)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, self.tabs)
        self.tabs.currentChanged.connect(lambda _: self._show_tab())
        self.year_tab.refreshed.connect(self._on_year)

    def show_member(self, row: MemberRow | None) -> None:
        """Show another member, or nobody."""
        if row is None or self._row is None or row.id != self._row.id:
            self._revealed = None
            self._talks_asked = False
        self._row = row
        if row is None:
            self._view = None
            self.clear()
            return
        self._view = archive_view.view(self._desk.ctx, row.id)
        self._show_tab()

    def show_record(self, record_id: int) -> None:
        """Go to a record, so that Enter changes it."""
        self.tabs.setCurrentIndex(RECORDS)
        boxes = self.findChildren(_RecordBox, f"record-{record_id}")
        if boxes:
            # one that was shown before may still be on its way out
            box = boxes[-1]
            # what was just put into the panel is laid out with the next turn of Qt's loop
            QTimer.singleShot(0, box, box.take_focus)

    def forget(self) -> None:
        """Read anew what was kept of the year: something has changed."""
        self.year_tab.forget()

    def _on_year(self) -> None:
        if self.tabs.currentIndex() == YEAR:
            self._show_tab()

    def _show_tab(self) -> None:
        row, view = self._row, self._view
        if row is None or view is None:
            return
        words = [row.sex.label if row.sex else "", row.group_name, row.kind.label, row.party_post]
        self.begin(row.shown_name, " · ".join(filter(None, words)), badge=row.state, tone=state_tone(row))
        shows: dict[int, Callable[[], None]] = {
            BASICS: partial(self._show_basics, view),
            RECORDS: partial(self._show_records, view),
            YEAR: partial(self.year_tab.fill, self, row),
            HISTORY: partial(self._show_history, row),
        }
        shows[self.tabs.currentIndex()]()
        self.end()

    # 基本信息

    def _show_basics(self, view: ArchiveView) -> None:
        self.add_widget(self._head(view))
        for title, facts in view.sections:
            self.add_section(title, [(fact.label, self._shown(fact.key, fact.value)) for fact in facts])
        if self._revealed is None and any(
            f.key in SECRETS and f.value for _, part in view.sections for f in part
        ):
            self.add_widget(_at_left(quiet_button("显示完整号码和住址", self._reveal, icon_name="eye")))

    def _head(self, view: ArchiveView) -> QWidget:
        """Return the photo with what the archive lacks beside it."""
        jpeg = photos.photo(self._desk.ctx, view.member.id)
        if view.missing:
            words = f"国家采集项已填 {view.filled} / {view.asked}，还缺：{'、'.join(view.missing)}"
        else:
            words = f"国家采集项 {view.asked} 项已填全"
        beside = QVBoxLayout()
        beside.setSpacing(theme.unit(0.5))
        beside.addWidget(text_label(words, tone="warn" if view.missing else "ok", wrap=True, selectable=True))
        beside.addStretch(1)
        beside.addWidget(
            quiet_button("更换照片" if jpeg else "添加照片", self._choose_photo, icon_name="photo"),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(1.5))
        row.addWidget(PhotoView(jpeg), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)
        return holder

    def _choose_photo(self) -> None:
        if self._row is None:
            return
        member_id = self._row.id
        try:
            jpeg = choose_portrait(self)
        except AppError as error:
            self._desk.bus.say(error.message, "bad")
            return
        if jpeg is not None:
            self._desk.actions.do(
                lambda ctx: photos.set_photo(ctx, member_id, jpeg), success="已保存照片，可撤销。"
            )

    def _shown(self, key: str, value: str) -> str:
        return getattr(self._revealed, key) if self._revealed is not None and key in SECRETS else value

    def _reveal(self) -> None:
        if self._row is not None:
            self._revealed = members.reveal(self._desk.ctx, self._row.id)
            self._desk.bus.say("已显示完整号码；本次查看已记入操作日志。", "info")
            self._show_tab()

    # 档案记录

    def _show_records(self, view: ArchiveView) -> None:
        add = plain_button("新增记录", icon_name="plus")
        menu = QMenu(add)
        for kind in RecordKind:
            menu.addAction(kind.label, partial(self._add_record, kind))
        give_menu(add, menu)
        self.add_widget(_at_left(add))
        held = {line.kind for line in view.records}
        papers = attachments.counts(self._desk.ctx, Owner.RECORD)
        for kind in (kind for kind in RecordKind if kind in held):
            lines = [line for line in view.records if line.kind is kind]
            if kind is RecordKind.TALK and self._talks_asked:
                lines = records.list_records(self._desk.ctx, view.member.id, kind)
            self.add_section(kind.label, hint=f"{len(lines)} 条")
            for line in lines:
                self.add_widget(
                    _RecordBox(
                        line,
                        papers.get(line.id, 0),
                        partial(self._edit_record, line),
                        partial(self._remove, line),
                    )
                )
            if kind is RecordKind.TALK and not self._talks_asked:
                self.add_widget(_at_left(quiet_button("显示谈话内容", self._ask_talks, icon_name="eye")))
        lacking = [kind.label for kind in RecordKind if kind not in held]
        if lacking:
            self.add_section("还没有记录的部分")
            self.add_text("、".join(lacking), tone="faded")

    def _add_record(self, kind: RecordKind) -> None:
        if self._row is not None:
            record_dialog(self._desk, self._row.id, kind, parent=self).exec()

    def _ask_talks(self) -> None:
        """Show the talks in full from now on, if that is allowed; the log keeps it."""
        row = self._row
        if row is None:
            return
        try:
            found = talks.reveal(self._desk.ctx, row.id)
        except AppError as error:
            self._desk.bus.say(error.message, "bad")
            return
        self._talks_asked = True
        self._desk.bus.say("已显示谈话内容；本次查看已记入操作日志。", "info")
        self._show_tab()
        if found:
            self.show_record(found[0].id)

    def _edit_record(self, line: RecordLine) -> None:
        if line.kind is RecordKind.TALK and not self._talks_asked:
            # what is not shown cannot be changed
            self._ask_talks()
            return
        record_dialog(self._desk, line.member_id, line.kind, line, parent=self).exec()

    def _remove(self, line: RecordLine) -> None:
        question = f"移除这条{line.kind.label}记录“{line.title}”？"
        if dialogs.ask(
            self, question, detail="移除后不再显示和打印，可以用 Ctrl+Z 撤销。", yes="移除", danger=True
        ):
            self._desk.actions.do(lambda ctx: records.remove(ctx, line.id), success="已移除，可撤销。")

    # 变更记录

    def _show_history(self, row: MemberRow) -> None:
        lines = member_history.history(self._desk.ctx, row.id)
        before: tuple[object, ...] = ()
        for line in lines[:_MOST_HISTORY]:
            head = (line.at, line.operator, line.act)
            if head != before:
                self.add_section(line.act, hint=f"{line.at:%Y-%m-%d %H:%M}　{line.operator}")
                before = head
            self.add_widget(_HistoryBox(line, partial(self._revert, line)))
        if len(lines) > _MOST_HISTORY:
            self.add_text(f"只显示最近 {_MOST_HISTORY} 条，共 {len(lines)} 条。", tone="faded")

    def _revert(self, line: HistoryLine) -> None:
        question = f"把“{line.field}”还原为“{line.before or '（空）'}”？"
        detail = "只还原这一项，其他内容保持现在的样子；还原也会记入变更记录，可以撤销。"
        if dialogs.ask(self, question, detail=detail, yes="还原"):
            self._desk.actions.do(
                lambda ctx: member_history.revert(ctx, line.event_id, line.key),
                success=f"已还原{line.field}，可撤销。",
            )


class _HistoryBox(QWidget):
    """One changed field; with a button to take the change back where that can be done alone."""

    def __init__(self, line: HistoryLine, revert: Callable[[], None]) -> None:
        super().__init__()
        change = f"{line.before} → {line.after or '（空）'}" if line.before else line.after
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(0.5))
        row.addWidget(text_label(f"{line.field}：{change}", wrap=True, selectable=True), 1)
        if line.key:
            button = icon_button("arrow-back-up", f"还原“{line.field}”", revert)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)


class _RecordBox(QWidget):
    """One record: what, when, by whom; with buttons to change and to remove it."""

    def __init__(
        self, line: RecordLine, papers: int, edit: Callable[[], None], remove: Callable[[], None]
    ) -> None:
        super().__init__()
        self.setObjectName(f"record-{line.id}")
        self._edit_button = icon_button("pencil", f"修改“{line.title}”", edit)
        words = QVBoxLayout()
        words.setSpacing(theme.unit(0.25))
        words.addWidget(text_label(line.title, wrap=True, selectable=True))
        span = span_text(line.starts, line.ends, open_ended=line.open_ended)
        facts = [span, line.issuer, *_details(line), f"附件 {papers} 份" if papers else ""]
        if any(facts):
            words.addWidget(faded(" · ".join(filter(None, facts)), wrap=True, small=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.unit(0.25), 0, theme.unit(0.5))
        row.setSpacing(theme.unit(0.5))
        row.addLayout(words, 1)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._edit_button, 0, top)
        row.addWidget(icon_button("x", f"移除“{line.title}”", remove), 0, top)

    def take_focus(self) -> None:
        """Show it in the panel and let its pencil take the keys."""
        around: QWidget | None = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self)
        self._edit_button.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _at_left(button: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(button)
    row.addStretch(1)
    return holder


def _details(line: RecordLine) -> list[str]:
    draft = line.draft
    shown = {"title", "starts", "ends", "issuer"}
    return [
        value if field.words else f"{field.label}：{value}"
        for field in RECORD_FORMS[line.kind]
        if field.key not in shown and (value := getattr(draft, field.key))
    ]
