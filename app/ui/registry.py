"""The pages of the main window; a page's module is imported when the page is first opened."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.page import Page


class PageSpec(NamedTuple):
    """One entry of the navigation.

    Args:
        key: What `desk.show_page` is called with.
        title: The word in the navigation.
        icon: Name of its icon.
        module: Where its class is.
        class_name: The class, constructed with the desk.

    """

    key: str
    title: str
    icon: str
    module: str
    class_name: str

    def make(self, desk: Desk) -> Page:
        """Import the page's module and build the page."""
        page: Page = getattr(importlib.import_module(self.module), self.class_name)(desk)
        return page


def _page(key: str, title: str, icon: str, class_name: str) -> PageSpec:
    return PageSpec(key, title, icon, f"app.ui.{key}.page", class_name)


# In the order of a secretary's day.
PAGES: tuple[PageSpec, ...] = (
    _page("home", "工作台", "layout-dashboard", "HomePage"),
    _page("members", "党员档案", "users", "MembersPage"),
    _page("activities", "组织生活", "calendar-event", "ActivitiesPage"),
    _page("makeup", "补学补领", "school", "MakeupPage"),
    _page("points", "积分管理", "coins", "PointsPage"),
    _page("trends", "季度分析", "chart-bar", "TrendsPage"),
    _page("reports", "报表打印", "printer", "ReportsPage"),
    _page("settings", "设置", "settings", "SettingsPage"),
)
