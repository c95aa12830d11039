"""Getting the sheets of a file (取得表格) for any import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.services.errors import BadFile
from app.services.imports import sheet
from app.services.imports.heads import Vocabulary
from app.services.imports.sheet import Grid


def read(path: Path) -> list[Grid]:
    """Return the visible sheets of a file.

    Raises:
        BadFile: The file is missing, too large, encrypted, broken, or no sheet at all.

    """
    return list(sheet.read(path))


def no_heads(title: str, words: Vocabulary, examples: str, grids: Sequence[Grid]) -> BadFile:
    """Return the error for a file none of whose sheets has the heads that are looked for."""
    seen = "、".join(grid.name for grid in grids[:5])
    needed = "、".join(f"“{words.words[name]}”" for name in words.needed)
    return BadFile(
        f"没有找到{title}的表头（看过的工作表：{seen or '无'}）。表头一行至少要有{needed}"
        f"和另外{words.least - len(words.needed)}列，如：{examples}。"
    )
