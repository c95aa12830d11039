"""关于 names every component the program is built from."""

from __future__ import annotations

import re
import tomllib

from app.services.locations import resource
from app.ui.settings.about_tab import LICENCES, AboutTab
from app.ui.widgets.labels import text_label


def test_every_dependency_is_named_with_its_licence():
    with (resource().parent / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["server"]]
    named = " ".join(name for name, _ in LICENCES).casefold()

    for requirement in wanted:
        name = re.split(r"[^A-Za-z0-9-]", requirement)[0].casefold().removesuffix("-essentials")
        assert name in named, requirement
    assert all(licence for _, licence in LICENCES)


def test_they_can_be_read_in_the_window(show):
    tab = show(AboutTab())

    texts = [label.text() for label in tab.findChildren(type(text_label("")))]
    assert "pypdf　BSD 三条款" in texts
