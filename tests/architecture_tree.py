"""The program's source as syntax trees: what each file imports, when, and what it says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Import:
    """One imported module, by its full name; `lazy` when it happens inside a function."""

    module: str
    line: int
    lazy: bool
    typing_only: bool


@dataclass(frozen=True)
class Source:
    """One Python file; `path` is relative to the tree, with forward slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def within(self, *places: str) -> bool:
        """Tell whether the file is one of `places`; `x/` means below a folder, `x*` a beginning."""
        return any(
            self.path.startswith(place.rstrip("*")) if place[-1] in "/*" else self.path == place
            for place in places
        )

    def nodes(self, kind: type[Node]) -> Iterator[Node]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))


class Tree:
    """All Python files below `app/` and `tests/` of a project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources = {source.path: source for source in _read(root)}
        self.modules = {source.module: source for source in self.sources.values()}

    def app(self, *places: str) -> list[Source]:
        """Return the program's files, or those of them within `places`."""
        return [s for s in self.sources.values() if s.within(*(places or ("app/",)))]

    @cached_property
    def _imports(self) -> dict[str, tuple[Import, ...]]:
        return {path: tuple(self._find_imports(source)) for path, source in self.sources.items()}

    def imports(self, source: Source) -> tuple[Import, ...]:
        """Return what a file imports; `from package import module` counts as the module."""
        return self._imports[source.path]

    def _find_imports(self, source: Source) -> Iterator[Import]:
        for node, lazy, typing_only in _walk_imports(source.tree.body, lazy=False, typing_only=False):
            for name in self._targets(node):
                yield Import(name, node.lineno, lazy, typing_only)

    def _targets(self, node: ast.Import | ast.ImportFrom) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        base = node.module or ""
        full = [f"{base}.{alias.name}" for alias in node.names]
        return sorted({name if name in self.modules else base for name in full})

    def loaded_by(self, source: Source) -> dict[str, tuple[str, ...]]:
        """Return every module that importing `source` loads, with the chain of files that leads there."""
        chains: dict[str, tuple[str, ...]] = {}
        waiting = [(source, (source.path,))]
        while waiting:
            current, chain = waiting.pop()
            for item in self.imports(current):
                if item.lazy or item.typing_only or item.module in chains:
                    continue
                chains[item.module] = chain
                below = self.modules.get(item.module)
                if below is not None:
                    waiting.append((below, (*chain, below.path)))
        return chains


def _read(root: Path) -> Iterator[Source]:
    for folder in ("app", "tests"):
        for path in sorted((root / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield Source(path.relative_to(root).as_posix(), text, ast.parse(text))


def _walk_imports(
    body: list[ast.stmt], *, lazy: bool, typing_only: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, lazy, typing_only
            continue
        inside = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        checking = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            children = getattr(node, name, [])
            yield from _walk_imports(
                children, lazy=inside, typing_only=typing_only or (checking and name == "body")
            )
