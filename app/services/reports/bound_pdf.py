"""The door to pypdf: binds PDFs that were typeset in parts, so that the typesetter never holds a whole branch.

It also counts the pages of PDFs that come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from app.services.errors import BadFile


def bind(parts: Iterable[bytes], *, two_sided: bool = False) -> bytes:
    """Return one PDF of all parts in their order, with their bookmarks and the first one's properties.

    Args:
        parts: Whole PDFs; each is let go before the next one is asked for.
        two_sided: Whether an empty page follows a part with an odd number of pages, so that the next
            begins on a new sheet.

    """
    from pypdf import PdfReader, PdfWriter

    writer: PdfWriter | None = None
    for part in parts:
        if writer is None:
            # the clone keeps what says that the file is meant for keeping (PDF/A), and its properties
            writer = PdfWriter(clone_from=PdfReader(BytesIO(part)))
            continue
        if two_sided and len(writer.pages) % 2:
            writer.add_blank_page()
        writer.append(BytesIO(part))
    assert writer is not None, "a bound file has at least one part"
    bound = BytesIO()
    writer.write(bound)
    return bound.getvalue()


def page_count(content: bytes) -> int:
    """Return how many pages a PDF has.

    Raises:
        BadFile: It is no PDF, broken, or needs a password.

    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadFile("这份 PDF 设有打开密码，在这里显示不了，请用系统程序打开。")
        return len(reader.pages)
    # what a broken file makes of its own numbers and tables shows as any of these
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadFile("这份 PDF 已损坏，在这里显示不了，请用系统程序打开，或重新扫描后添加。") from error
