"""数据与备份: where the data are, copies, restore, check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.models.kinds import Role
from app.services import backup, backup_second, safekeeping
from app.services.backup import FileReport
from app.services.context import Changes, Context
from app.services.errors import AppError
from app.services.safekeeping import Comparison
from app.services.security.copies import Locked
from app.services.security.crypto import WrongSecret
from app.services.security.rights import explained
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.doctor_dialog import DoctorDialog
from app.ui.settings.frame import button_row, column_tab
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import faded, heading, rule, text_label
from app.ui.widgets.password_field import PasswordField

DATABASE = "先锋档案备份 (*.db)"
_BACKUPS = (
    "每天第一次打开、退出、导入、成批修改、合并、结算之前自动备份并检查；保留最近 10 份、最近 7 天和 12 个月"
    "各一份、每年一份。第二备份放在 U 盘或另一台电脑上，插着时每天更新一次，久不更新会在工作台提醒。"
)
_RESTORED = "已恢复。程序现在关闭，请重新打开。"


class DataTab(QWidget):
    """Nothing here is saved with the page's button; every act speaks for itself.

    Args:
        desk: Gives the store and the way to the sample branch and back.
        may_leave: Asks before what is typed on the page is thrown away.

    """

    def __init__(self, desk: Desk, may_leave: Callable[[], bool]) -> None:
        super().__init__()
        self._desk = desk
        self._may_leave = may_leave
        self.folder = text_label("", wrap=True, selectable=True)
        self.last = text_label("")
        self.outcome = text_label("", wrap=True)
        self.outcome.hide()
        self.folder_button = plain_button("打开数据文件夹", self._on_folder, icon_name="folder")
        self.backup_button = plain_button("立即备份…", self._on_backup, icon_name="device-floppy")
        self.second = text_label("", wrap=True)
        self.second_button = plain_button("第二备份…", self._on_second, icon_name="folder")
        self.restore_button = plain_button("用备份恢复…", self._on_restore, icon_name="history")
        self.check_button = plain_button("检查数据", self._on_check, icon_name="checklist")
        self.doctor_button = plain_button("数据体检…", self._on_doctor, icon_name="list-check")
        self.demo_button = plain_button("", self._on_demo, icon_name="eye")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            column_tab(
                self._facts(),
                button_row(self.folder_button),
                *_part("备份", _BACKUPS),
                button_row(self.backup_button, self.second_button),
                *_part(
                    "恢复",
                    "先列出会增加和减少什么，确认后才替换；现有数据会先自动另存一份。恢复后需要重新打开程序。",
                ),
                button_row(self.restore_button),
                *_part(
                    "检查",
                    "检查数据文件是否完好、引用是否齐全、操作日志是否被改动过；体检则核对所填内容是否相符。",
                ),
                button_row(self.check_button, self.doctor_button),
                self.outcome,
                *_part("演示支部", "一个虚构的 32 人支部，走完了一整年；单独存放，与您的数据互不影响。"),
                button_row(self.demo_button),
            )
        )

    def _facts(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.unit(2))
        grid.setVerticalSpacing(theme.unit())
        grid.setColumnStretch(1, 1)
        facts = (("数据文件夹", self.folder), ("最近一次自动备份", self.last), ("第二备份", self.second))
        for row, (label, value) in enumerate(facts):
            grid.addWidget(faded(label), row, 0)
            grid.addWidget(value, row, 1)
        return holder

    def load(self, ctx: Context) -> None:
        """Say where the data are and when they were last copied."""
        paths = safekeeping.folders(ctx)
        last = backup.latest(paths)
        self.folder.setText(str(paths.data))
        allowed = ctx.may(Role.MANAGE)
        self.restore_button.setEnabled(allowed)
        self.restore_button.setToolTip("" if allowed else explained(ctx.roles, Role.MANAGE))
        place, made = backup_second.folder_of(ctx), backup_second.last(paths)
        when = f"，上次 {made:%Y年%m月%d日 %H:%M}" if made else "，还没有做过"
        self.second.setText(
            "还没有选位置（U 盘、移动硬盘或共享文件夹）" if place is None else f"{place}{when}"
        )
        demo = self._desk.leave_demo is not None
        self.demo_button.setText("退出演示，回到本支部" if demo else "打开演示支部")
        self.demo_button.setEnabled(demo or self._desk.start_demo is not None)
        self.last.setText(f"{last:%Y年%m月%d日 %H:%M}" if last else "还没有，退出程序时会自动备份")

    def _on_demo(self) -> None:
        change = self._desk.leave_demo or self._desk.start_demo
        if change is not None and self._may_leave():
            change()

    def _on_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text()))

    def _on_backup(self) -> None:
        ctx = self._desk.ctx
        target = dialogs.save_file(self, "备份到", f"先锋档案备份 {ctx.now:%Y-%m-%d %H%M}.db", DATABASE)
        if target is None:
            return

        def saved(report: FileReport) -> None:
            self._say(f"已备份并检查：{target}（{_counts(report)}）。", "ok")

        self._desk.actions.run(
            "正在备份",
            lambda ctx, _progress: safekeeping.save_copy(ctx, target),
            success="备份已完成并通过检查。",
            done=saved,
        )

    def _on_second(self) -> None:
        """Choose the medium and copy at once: a choice that cannot be written is seen now."""
        folder = dialogs.choose_folder(self, "选择 U 盘、移动硬盘或共享文件夹")
        if folder is None or not self._may_leave():
            return

        def chosen(_changes: Changes) -> None:
            self._desk.actions.run(
                "正在写第二备份",
                lambda ctx, _progress: backup_second.copy(ctx),
                success="第二备份已写好并读回核对；以后每天插着它时自动更新。",
                done=lambda _made: self.load(self._desk.ctx),
            )

        self._desk.actions.do(lambda ctx: backup_second.choose(ctx, folder), done=chosen)

    def _on_restore(self) -> None:
        source = dialogs.open_file(self, "选择备份文件", DATABASE)
        if source is not None:
            self._look_into(source, "")

    def _look_into(self, source: Path, secret: str) -> None:
        self._desk.actions.run(
            "正在查看备份",
            lambda ctx, _progress: safekeeping.compare(ctx, source, secret),
            done=lambda found: self._ask_restore(source, secret, found),
            refused=lambda error: self._not_opened(source, error),
        )

    def _not_opened(self, source: Path, error: AppError) -> None:
        """Ask for the password of a copy that comes from elsewhere; a wrong one is asked for again."""
        if not isinstance(error, (Locked, WrongSecret)):
            self._desk.bus.say(error.message, "bad")
            return
        form = Form()
        form.add("secret", "密码或恢复码", PasswordField(), required=True)
        dialog = FormDialog(
            self._desk,
            "打开加密备份",
            form,
            lambda _ctx, values: values["secret"],
            button="打开",
            note=error.message,
            parent=self,
        )
        if dialog.exec():
            self._look_into(source, dialog.answer)

    def _ask_restore(self, source: Path, secret: str, found: Comparison) -> None:
        detail = "\n".join(
            [
                *found.lines(),
                "",
                "备份之后所做的修改都会丢失；现有数据会先另存到备份文件夹。",
                "恢复后程序会关闭，请重新打开。",
            ]
        )
        if not dialogs.ask(self, f"用“{source.name}”替换现有数据？", detail=detail, yes="恢复", danger=True):
            return
        self._desk.jobs.start(
            "正在恢复",
            lambda _progress: safekeeping.restore(self._desk.ctx, source, secret),
            succeeded=self._restored,
            failed=lambda error: self._say(error.message, "bad"),
            cancellable=False,
        )

    def _restored(self, former: Path | None) -> None:
        kept = "" if former is None else f"恢复前的数据另存为：\n{former}"
        dialogs.tell(self, _RESTORED, detail=kept)
        # what is open still shows the former data and perhaps an older schema
        self.window().close()

    def _on_check(self) -> None:
        self._desk.actions.run(
            "正在检查数据", lambda ctx, _progress: safekeeping.check(ctx), done=self._checked
        )

    def _on_doctor(self) -> None:
        DoctorDialog(self._desk, self).exec()

    def _checked(self, problems: tuple[str, ...]) -> None:
        if problems:
            self._say("\n".join(problems), "bad")
        else:
            self._say("数据完好：文件结构、引用和操作日志都没有问题。", "ok")

    def _say(self, text: str, tone: str) -> None:
        self.outcome.setText(text)
        self.outcome.setProperty("tone", tone)
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)
        self.outcome.show()


def _part(title: str, text: str) -> tuple[QWidget, QWidget, QWidget]:
    return rule(), heading(title, level=3), faded(text, wrap=True)


def _counts(report: FileReport) -> str:
    return f"党员 {report.members} 人，活动 {report.activities} 次，积分记录 {report.entries} 条"
