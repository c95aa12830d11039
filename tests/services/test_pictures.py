from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, JpegImagePlugin

from app.services import pictures
from app.services.errors import BadFile


def encoded(kind="JPEG", size=(900, 1200), mode="RGB", colour="steelblue", **values):
    stream = BytesIO()
    Image.new(mode, size, colour).save(stream, kind, **values)
    return stream.getvalue()


def noise(size):
    stream = BytesIO()
    Image.effect_noise(size, 120).convert("RGB").save(stream, "PNG")
    return stream.getvalue()


def opened(data):
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("BMP", "RGB"), ("WEBP", "RGB")]
)
def test_any_usual_picture_becomes_a_small_jpeg(kind, mode):
    made = opened(pictures.portrait(encoded(kind, mode=mode, colour=1 if mode == "P" else "red")))

    assert (made.format, made.mode) == ("JPEG", "RGB")
    assert made.size == (560, 747)


def test_the_richest_picture_stays_below_200_kb():
    assert len(pictures.portrait(noise((1600, 2240)))) <= 200 * 1024


def test_nothing_but_the_picture_is_kept():
    exif = Image.Exif()
    exif[0x010F] = "某牌相机"
    exif[0x8825] = {1: "N", 2: (30.0, 56.0, 21.0)}
    data = encoded(exif=exif, comment=b"home address")
    assert opened(data).getexif()

    made = opened(pictures.portrait(data))

    assert not made.getexif()
    assert set(made.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert isinstance(made, JpegImagePlugin.JpegImageFile)


def test_a_picture_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(pictures.portrait(encoded(size=(1200, 900), exif=exif))).size == (560, 747)


def test_clear_ground_becomes_white():
    made = opened(pictures.portrait(encoded("PNG", mode="RGBA", colour=(0, 0, 0, 0))))
    assert made.getpixel((10, 10)) == (255, 255, 255)


def test_a_small_picture_is_not_blown_up():
    assert opened(pictures.portrait(encoded(size=(120, 160)))).size == (120, 160)


def bomb(width, height):
    """A PNG of a few bytes that says it is huge."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(8000, 6000), (12000, 9000), (60000, 60000)])
def test_an_image_bomb_is_refused_before_it_is_decoded(width, height):
    with pytest.raises(BadFile, match="4000 万像素"):
        pictures.portrait(bomb(width, height))


@pytest.mark.parametrize("data", [b"", b"MZ\x90\0", b"%PDF-1.7", b"<svg xmlns='x'/>", b"GIF89a" + b"\0" * 40])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(BadFile, match="不是可以识别的照片"):
        pictures.portrait(data)


@pytest.mark.parametrize("data", [encoded()[:3000], noise((300, 300))[:500], bomb(500, 500)])
def test_a_broken_picture_is_refused(data):
    with pytest.raises(BadFile, match="已损坏"):
        pictures.portrait(data)
