"""The door to typst: templates of `resources/templates` in, PDF and page pictures out.

Data reach a template as one JSON text, never as source, so markup in a name is printed as typed.
"""

from __future__ import annotations

import json
import logging
import tempfile
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.services.errors import BadFile, Refused
from app.services.files import write_atomic
from app.services.fonts import FontRole, FontSet, find_fonts
from app.services.locations import resource

_LOG = logging.getLogger(__name__)
_LARGE = 20_000  # characters of data, an archive or two; each holds about 10 MB of memory
_REMEMBERED = 10
_PDF_PAGE = (
    '#set page(width: auto, height: auto, margin: 0pt)\n#image("paper.pdf", page: {page}, width: 210mm)'
)


class Typesetter:
    """One compiler, kept for the life of the program: opening the fonts costs more than a page."""

    def __init__(self, templates: Path, fonts: FontSet) -> None:
        """Open the fonts.

        Raises:
            Refused: There is no Chinese font.
        """
        import typst

        if not fonts.usable:
            raise Refused(fonts.warnings[0])
        self._templates = templates
        self._families = {role.name.lower(): list(fonts.families[role]) for role in FontRole}
        found = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in fonts.folders],
        )
        self._compiler = typst.Compiler(root=str(templates), font_paths=found)
        self._lock = threading.Lock()

    def pdf(self, template: str, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
        """Return the PDF; the same data and time give the same bytes.

        Raises:
            BadFile: The template was changed and no longer compiles.
        """
        # typst wants a zone; the wall clock's time is what an office reads in the file's properties
        stamp = made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)
        # PDF/A for keeping; tags for screen readers would make it five times as large
        made = self._compile(
            template, data, format="pdf", timestamp=stamp, pdf_standards=["a-2u"], pdf_tags=False
        )
        return made[0]

    def pages(self, template: str, data: Mapping[str, Any], *, ppi: float) -> list[bytes]:
        """Return one PNG a page, `ppi` pixels an inch.

        Raises:
            BadFile: The template was changed and no longer compiles.
        """
        return self._compile(template, data, format="png", ppi=ppi)

    def _compile(self, template: str, data: Mapping[str, Any], **options: Any) -> list[bytes]:
        import typst

        inputs = {"data": json.dumps({**data, "fonts": self._families}, ensure_ascii=False)}
        with self._lock:
            try:
                made = self._compiler.compile(
                    input=str(self._templates / template),
                    sys_inputs=inputs,
                    root=str(self._templates),
                    **options,
                )
            except typst.TypstError as error:
                _LOG.error("template %s does not compile: %s", template, error.diagnostic)
                raise BadFile(
                    f"打印模板“{template}”无法排版，可能被改动过。请恢复程序自带的模板后重试，详情见日志。"
                ) from error
            if len(inputs["data"]) > _LARGE:
                self._forget()
        if made is None:
            raise BadFile(f"打印模板“{template}”没有内容，请恢复程序自带的模板后重试。")
        return made if isinstance(made, list) else [made]

    def _forget(self) -> None:
        _drop_remembered(self._compiler)


def pdf_page_png(content: bytes, page: int, *, ppi: float) -> bytes:
    """Return a page (from 1) of any PDF as a PNG as wide as A4.

    Raises:
        BadFile: It cannot be read as a PDF, or has no such page.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="xianfeng-") as place:
        root = Path(place)
        write_atomic(root / "paper.pdf", content, private=True)
        write_atomic(root / "page.typ", _PDF_PAGE.format(page=page).encode())
        no_fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
        compiler = typst.Compiler(root=place, font_paths=no_fonts)
        try:
            made = compiler.compile(input=str(root / "page.typ"), format="png", ppi=ppi)
        except typst.TypstError as error:
            raise BadFile("这份 PDF 在这里显示不了，请用系统程序打开，或另存后查看。") from error
        _drop_remembered(compiler)
    assert made is not None, "a page gives a picture"
    return made[0] if isinstance(made, list) else made


def _drop_remembered(compiler: Any) -> None:
    """Let the compiler drop what it remembers of a large document: it keeps ten compilations."""
    for _ in range(_REMEMBERED + 1):
        compiler.compile(input=b"", format="pdf")


@cache
def typesetter() -> Typesetter:
    """Return the program's typesetter, opened at first use.

    Raises:
        Refused: There is no Chinese font on this computer.
    """
    return Typesetter(resource("templates"), find_fonts())
