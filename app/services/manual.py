"""使用手册: the chapters of `resources/manual`, read from the program's own folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.services.locations import resource


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter; `text` is Markdown whose pictures lie below `folder`."""

    title: str
    text: str

    def holds(self, wanted: str) -> bool:
        """Tell whether every word of `wanted` stands in it."""
        return all(word.casefold() in self.text.casefold() for word in wanted.split())


def folder() -> Path:
    """Return where the chapters and their pictures lie."""
    return resource("manual")


def chapters() -> tuple[Chapter, ...]:
    """Return the chapters in their order; a chapter's first line is its title."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder().glob("*.md"))]
    return tuple(Chapter(text.partition("\n")[0].removeprefix("# "), text) for text in texts)
