"""What a start has to tell: a damaged file and the copy that can take its place, a bad place, a failed copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from app.services.locations import Locations
    from app.services.security.login import Login
    from app.services.startup import Start
    from app.ui.desk import Desk

_UNCLEAN = "上次没有正常退出（断电或死机），已检查全部数据：完好，没有丢失已保存的内容。"


def tell_start(desk: Desk, window: QWidget, found: Start) -> None:
    """Tell what the check at the start has found; nothing where all is well and nothing was unusual."""
    from app.ui import dialogs

    if found.problems:
        detail = "\n".join(
            [
                *found.problems,
                "",
                "请不要继续录入。为保住完好的备份，在处理好之前不再自动备份。",
                "请到“设置 → 数据与备份”，用一份完好的备份恢复。",
            ]
        )
        dialogs.tell(window, "启动检查发现数据有问题", detail=detail, bad=True)
        desk.show_page("settings", tab="data")
        return
    if found.warning:
        dialogs.tell(window, "请把数据换个地方存放", detail=found.warning)
    if found.trouble:
        desk.bus.say(found.trouble, "warn")
    elif found.unclean:
        desk.bus.say(_UNCLEAN, "info")


def rescued(window: QWidget, paths: Locations, session: Login | None, now: datetime) -> bool:
    """Offer the best copy in the place of a damaged file; tell whether the data can be opened now."""
    from app.services import startup_rescue
    from app.services.errors import AppError
    from app.ui import dialogs

    if not startup_rescue.is_damaged(paths, session):
        return False
    offer = startup_rescue.best(paths, session)
    if offer is None:
        return False
    detail = (
        f"找到完好的备份：\n{offer.words}。\n\n"
        "损坏的文件会改名留在原处（xianfeng.db.damaged-…），不会删除。备份之后录入的内容需要补录。"
    )
    if not dialogs.ask(window, "数据文件已损坏，打不开。用备份恢复吗？", detail=detail, yes="用这份备份恢复"):
        return False
    try:
        aside = startup_rescue.rescue(paths, offer, now, session)
    except AppError as error:
        dialogs.tell(window, error.message, bad=True)
        return False
    dialogs.tell(window, "已用备份恢复。", detail=f"损坏的文件另存为：\n{aside}")
    return True
