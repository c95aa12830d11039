"""The house keeps its rules; and each rule bites when a file breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import architecture_rules as rules
from tests.architecture_tree import Tree

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def project() -> Tree:
    return Tree(PROJECT)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_house_keeps(rule, project):
    assert list(rule(project)) == []


GOOD = {
    "app/__init__.py": '"""App."""\n',
    "app/models/kinds.py": '"""Kinds."""\n',
    "app/models/member.py": '"""Members."""\n\n\nclass Member:\n    __tablename__ = "member"\n',
    "app/services/errors.py": '"""Errors."""\n',
    "app/services/members.py": (
        '"""Members."""\n\nfrom sqlalchemy import select\n\nfrom app.models.member import Member\n\n\n'
        "def find_in(work: int) -> Member: ...\n\n\ndef rows(ctx: int) -> list[int]: ...\n"
    ),
    "app/services/workdays.py": '"""Workdays."""\n\nfrom datetime import date\n\nfrom app.services.errors import E\n',
    "app/ui/main_window.py": '"""Window."""\n\nfrom PySide6.QtWidgets import QMainWindow\n\nfrom app.models.kinds import K\n',
    "app/ui/widgets/grid.py": '"""Grid."""\n\nfrom app.ui import theme\n',
    "app/ui/members/page.py": (
        '"""Page."""\n\nfrom app.services import members\nfrom app.ui.members import columns\n'
        "from app.ui.widgets import grid\n\n\n"
        'class Page:\n    WATCHES = frozenset({"member"})\n    mark = icon("plus")\n'
    ),
    "app/ui/members/columns.py": '"""Columns."""\n',
    "resources/icons/plus.svg": "<svg/>",
    "tests/test_members.py": "def test_nothing():\n    pass\n",
}


def _tree(root: Path, files: dict[str, str]) -> Tree:
    for name, text in {**GOOD, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Tree(root)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_rule_lets_a_good_house_pass(rule, tmp_path):
    assert list(rule(_tree(tmp_path, {}))) == []


@pytest.mark.parametrize(
    ("rule", "path", "line"),
    [
        (rules.layers, "app/models/x.py", "from app.services import members"),
        (rules.layers, "app/services/x.py", "from app.ui import main_window"),
        (rules.layers, "app/services/x.py", "import app.ui.main_window"),
        (rules.layers, "app/services/x.py", "def f():\n    from app.ui.main_window import W"),
        (rules.layers, "app/services/x.py", "from app.bootstrap import start"),
        (rules.layers, "app/services/x.py", "from tests.factories import member"),
        (rules.layers, "app/services/workdays.py", "from app.services import members"),
        (rules.layers, "app/services/workdays.py", "from app.models.member import Member"),
        (rules.layers, "app/ui/x.py", "from app.models.member import Member"),
        (rules.layers, "app/ui/x.py", "from app.commands import workdays"),
        (rules.layers, "app/ui/archive/page.py", "from app.ui.members.columns import NAME"),
        (rules.layers, "app/ui/archive/page.py", "from app.ui.members import columns"),
        (rules.layers, "app/ui/widgets/x.py", "from app.ui.members import columns"),
        (rules.layers, "app/ui/widgets/x.py", "from app.ui import main_window"),
        (rules.layers, "app/models/migrations/versions/s0001.py", "from app.models.member import Member"),
        (rules.layers, "app/models/migrations/versions/s0001.py", "from app.models.kinds import K"),
        (rules.layers, "app/commands/x.py", "from app.models.member import Member"),
        (rules.doors, "app/services/x.py", "from PySide6.QtCore import QDate"),
        (rules.doors, "app/models/x.py", "import PySide6"),
        (rules.doors, "app/ui/x.py", "from sqlalchemy.orm import Session"),
        (rules.doors, "app/commands/x.py", "import sqlalchemy"),
        (rules.doors, "app/services/members.py", "def f():\n    import openpyxl"),
        (rules.doors, "app/services/reports/excel_points.py", "import matplotlib"),
        (rules.doors, "app/ui/trends/page.py", "from matplotlib.figure import Figure"),
        (rules.doors, "app/services/x.py", "import urllib.request"),
        (rules.pure_rules, "app/services/workdays.py", "from sqlalchemy import select"),
        (rules.pure_rules, "app/services/workdays.py", "from pathlib import Path"),
        (rules.pure_rules, "app/services/periods.py", "import time"),
        (rules.pure_rules, "app/services/points/scoring.py", "text = open('x')"),
        (rules.first_paint, "app/ui/main_window.py", "from app.services import members"),
        (rules.first_paint, "app/ui/widgets/x.py", "import numpy"),
        (rules.first_paint, "app/bootstrap.py", "from app.services.members import rows"),
        (rules.first_paint, "app/ui/actions.py", "try:\n    import openpyxl\nfinally:\n    pass"),
        (rules.no_cycles, "app/models/member.py", "from app.services.members import rows"),
        (rules.absolute_imports, "app/ui/x.py", "from . import main_window"),
        (rules.absolute_imports, "tests/test_x.py", "from app.models.kinds import *"),
        (rules.file_length, "app/ui/x.py", "x = 1\n" * 401),
        (rules.file_length, "tests/test_x.py", "x = 1\n" * 401),
        (rules.docstrings, "app/ui/x.py", "x = 1"),
        (rules.names, "app/services/x.py", "today = date.today()"),
        (rules.names, "app/services/x.py", "today = datetime.date.today()"),
        (rules.names, "app/ui/x.py", "clock = datetime.now"),
        (rules.names, "app/ui/x.py", "day = QDate.currentDate()"),
        (rules.names, "app/ui/x.py", "self.setStyleSheet('')"),
        (rules.names, "app/ui/x.py", "QMessageBox.warning(None, '', '')"),
        (rules.names, "app/ui/x.py", "name = QtWidgets.QFileDialog.getOpenFileName()"),
        (rules.names, "app/ui/x.py", "app.processEvents()"),
        (rules.names, "app/services/x.py", "path.write_bytes(b'')"),
        (rules.catch_all, "app/services/x.py", "try:\n    pass\nexcept Exception:\n    pass"),
        (rules.catch_all, "app/services/x.py", "try:\n    pass\nexcept (OSError, BaseException):\n    pass"),
        (rules.catch_all, "app/services/x.py", "try:\n    pass\nexcept:\n    pass"),
        (rules.no_machine_in_source, "app/services/x.py", "folder = '/" + "home/wang/data'"),
        (rules.no_machine_in_source, "app/services/x.py", "folder = 'C:" + "\\\\Users'"),
        (rules.no_machine_in_source, "app/services/x.py", "# see http" + "://example.org"),
        (rules.watches, "app/ui/x/page.py", "class P:\n    WATCHES = frozenset({'member', 'memebr'})"),
        (rules.watches, "app/ui/x/page.py", "class P:\n    WATCHES: frozenset[str] = frozenset({'memebr'})"),
        (rules.icons, "app/ui/x.py", "mark = icons.icon('plsu', 'text')"),
        (rules.icons, "app/ui/x.py", "spec = Spec('members', icon='plsu')"),
        (rules.icons, "app/ui/x.py", "self.add_primary('新增', self._add, icon_name='plsu')"),
        (
            rules.no_mapped_class_leaves,
            "app/services/x.py",
            "from app.models.member import Member\ndef all(ctx) -> list[Member]: ...",
        ),
        (
            rules.no_mapped_class_leaves,
            "app/services/x.py",
            "from app.models.member import Member\ndef first(ctx) -> 'Member | None': ...",
        ),
    ],
)
def test_rule_bites(rule, path, line, tmp_path):
    tree = _tree(tmp_path, {path: f"{line}\n"})

    found = list(rule(tree))

    assert found
    assert any(path in sentence for sentence in found)


@pytest.mark.parametrize(
    ("rule", "path", "line"),
    [
        (rules.first_paint, "app/ui/main_window.py", "def later():\n    from app.services import members"),
        (
            rules.first_paint,
            "app/ui/main_window.py",
            "if TYPE_CHECKING:\n    from app.services import members",
        ),
        (rules.no_cycles, "app/models/member.py", "def f():\n    from app.services.members import rows"),
        (rules.doors, "app/services/reports/excel_points.py", "import openpyxl"),
        (rules.names, "app/bootstrap.py", "clock = datetime.now"),
        (rules.names, "app/services/x.py", "late = task.today() or self.now()"),
        (rules.catch_all, "app/ui/jobs.py", "try:\n    pass\nexcept Exception:\n    pass"),
        (rules.no_machine_in_source, "app/ui/x.py", "space = 'http" + "://www.w3.org/2000/svg'"),
    ],
)
def test_rule_lets_the_named_exception_pass(rule, path, line, tmp_path):
    assert list(rule(_tree(tmp_path, {path: f"{line}\n"}))) == []
