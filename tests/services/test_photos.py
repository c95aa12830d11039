from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from app.services import archives, members, photos
from app.services.errors import BadFile, NotFound
from app.services.member_checks import MemberDraft
from app.services.reports.archive_basics import photo_svg
from app.services.undo import UndoStack


@pytest.fixture
def member(branch):
    return members.add(branch, MemberDraft("张三")).new_id


@pytest.fixture
def picture(tmp_path):
    def made(colour="red"):
        path = tmp_path / f"{colour}.png"
        Image.new("RGB", (700, 980), colour).save(path)
        return path

    return made


def colour_of(jpeg):
    return Image.open(BytesIO(jpeg)).getpixel((5, 5))


def test_photo_is_kept_and_printed_in_the_archive(branch, member, picture):
    photos.set_photo(branch, member, photos.read_portrait(picture()))

    printed = archives.archive_doc(branch, member, 2026).photo

    assert printed == photos.photo(branch, member)
    assert "image/jpeg" in photo_svg(printed)


def test_another_photo_takes_the_place_of_the_former_and_can_be_taken_back(branch, member, picture):
    red = photos.read_portrait(picture("red"))
    photos.set_photo(branch, member, red)
    step = photos.set_photo(branch, member, photos.read_portrait(picture("blue")))
    assert colour_of(photos.photo(branch, member))[2] > 200

    undo = UndoStack()
    undo.push(step)
    undo.undo(branch)

    assert photos.photo(branch, member) == red


def test_photo_can_be_taken_off(branch, member, picture):
    photos.set_photo(branch, member, photos.read_portrait(picture()))
    photos.set_photo(branch, member, None)

    assert photos.photo(branch, member) is None


def test_photo_is_saved_with_the_form_in_one_step(branch, picture):
    jpeg = photos.read_portrait(picture())
    made = members.add(branch, MemberDraft("李四"), photo=jpeg)
    assert photos.photo(branch, made.new_id) == jpeg
    assert made.tables == {"member", "attachment"}

    members.change(branch, made.new_id, members.draft_of(branch, made.new_id), photo=None)
    assert photos.photo(branch, made.new_id) is None


def test_form_without_a_word_of_the_photo_leaves_it(branch, member, picture):
    photos.set_photo(branch, member, photos.read_portrait(picture()))
    members.change(branch, member, members.draft_of(branch, member))

    assert photos.photo(branch, member)


def test_photo_of_nobody_is_refused(branch, picture, tmp_path):
    with pytest.raises(NotFound):
        photos.set_photo(branch, 99, photos.read_portrait(picture()))
    with pytest.raises(BadFile, match="无法读取"):
        photos.read_portrait(tmp_path / "没有.jpg")
