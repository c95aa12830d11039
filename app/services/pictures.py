"""Portraits (证件照): any usual picture made into a small JPEG that carries nothing but the picture."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from app.services.errors import BadFile

if TYPE_CHECKING:
    from PIL import Image

LARGEST_FILE = 30 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
LARGEST_JPEG = 200 * 1024
# 2寸 (35 × 49 mm) at 400 dpi: more than any printer shows
_FRAME = (560, 784)
_QUALITIES = (90, 82, 74, 62, 50, 35)
_ORIENTATION = 0x0112  # the EXIF tag that says which side is up
_BAND = 64
_FORMATS = ("JPEG", "PNG", "BMP", "WEBP")
_NOT_A_PICTURE = "这不是可以识别的照片，请选择 JPG、PNG、BMP 或 WebP 图片。"
_TOO_LARGE = "照片超过 4000 万像素，请缩小后再选择。"


def portrait(content: bytes) -> bytes:
    """Return a picture re-encoded as an upright JPEG of at most 200 kB, without EXIF, place or comment.

    The size is checked before anything is decoded.

    Raises:
        BadFile: It is no picture, is damaged, or has more than 40 million pixels.

    """
    from PIL import UnidentifiedImageError
    from PIL.Image import DecompressionBombError, DecompressionBombWarning

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", DecompressionBombWarning)
            return _encoded(_small(content))
    except (DecompressionBombError, DecompressionBombWarning) as error:
        raise BadFile(_TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise BadFile(_NOT_A_PICTURE) from error
    # what Pillow raises on broken files: truncated data, bad chunks, impossible sizes
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise BadFile("照片文件已损坏，无法读取，请换一张。") from error


def _small(content: bytes) -> Image.Image:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=_FORMATS) as opened:
        width, height = opened.size
        if width * height > LARGEST_PIXELS:
            raise BadFile(_TOO_LARGE)
        # a JPEG is decoded at a fraction of its size where that is enough
        opened.draft("RGB", (_FRAME[1] * 2, _FRAME[1] * 2))
        reduced = _reduced(opened)
        reduced.getexif()[_ORIENTATION] = opened.getexif().get(_ORIENTATION, 1)
    upright = ImageOps.exif_transpose(reduced)
    upright.thumbnail(_FRAME)
    # on a fresh sheet: nothing of the former file's notes comes along
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    return clean


def _reduced(opened: Image.Image) -> Image.Image:
    """Return the picture on white at a whole fraction of its size, band by band: no second large copy is made."""
    from PIL import Image

    opened.load()
    width, height = opened.size
    factor = max(1, max(width, height) // (2 * _FRAME[1]))
    band = factor * _BAND
    reduced = Image.new("RGB", (-(-width // factor), -(-height // factor)), "white")
    for top in range(0, height, band):
        strip = opened.crop((0, top, width, min(top + band, height))).convert("RGBA")
        sheet = Image.new("RGB", strip.size, "white")
        sheet.paste(strip, mask=strip.getchannel("A"))
        reduced.paste(sheet.reduce(factor), (0, top // factor))
    return reduced


def _encoded(picture: Image.Image) -> bytes:
    data = b""
    for quality in _QUALITIES:
        stream = BytesIO()
        picture.save(stream, "JPEG", quality=quality, optimize=True)
        data = stream.getvalue()
        if len(data) <= LARGEST_JPEG:
            break
    return data
