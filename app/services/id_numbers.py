"""The citizen's identity number (公民身份号码, GB 11643-1999): check, read, mask."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul

from app.models.kinds import Sex
from app.services.errors import BadInput

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
# The first two digits: provinces, 71 and 81-83 for residents of Taiwan, Hong Kong and Macao, 91 for foreigners.
_PROVINCES = frozenset(
    str(code)
    for codes in (
        *(range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66)),
        *((71, 81, 82, 83, 91),),
    )
    for code in codes
)
_SCIENTIFIC = re.compile(r"[\d.]+[eE]\+?\d+")
_MASKED_SHORTEST = 9


@dataclass(frozen=True, slots=True)
class IdFacts:
    """What a valid number says.

    `number` is the number as written (15 or 18 places, capital X), `standard` its 18-place form for comparing.
    """

    number: str
    standard: str
    birth: date
    sex: Sex


# one number is asked about several times: by its field, against birth and sex, before saving; a long roster
# goes through all of its numbers each time
@lru_cache(maxsize=16_384)
def check(text: str, *, field: str | None = "id_number") -> IdFacts:
    """Return what the number says.

    Raises:
        BadInput: It was turned into a rounded figure, has a wrong length or character, an unknown province,
            an impossible date of birth, or a wrong check digit.

    """
    number = clean(text)
    if _SCIENTIFIC.fullmatch(number):
        raise BadInput(
            f"身份证号被表格软件变成了“{number}”，后面几位已经丢失；请把该列设为文本格式后重新填写。",
            field=field,
        )
    body = number[:-1] if len(number) == 18 else number
    if len(number) not in (15, 18):
        raise BadInput(f"身份证号应为18位，现在是{len(number)}位，请核对。", field=field)
    if not (body.isascii() and body.isdigit()):
        raise BadInput("身份证号含有不该有的字符，只能是数字，末位可以是 X。", field=field)
    if number[:2] not in _PROVINCES:
        raise BadInput(f"身份证号开头“{number[:2]}”不是省级代码，请核对。", field=field)
    standard = number if len(number) == 18 else _widen(number)
    try:
        birth = date(int(standard[6:10]), int(standard[10:12]), int(standard[12:14]))
    except ValueError:
        raise BadInput(f"身份证号中的出生日期“{standard[6:14]}”不存在，请核对。", field=field) from None
    if check_digit(standard) != standard[-1]:
        raise BadInput("身份证号校验位不对，可能有一位写错，请对照身份证核对。", field=field)
    return IdFacts(number, standard, birth, Sex.MALE if int(standard[16]) % 2 else Sex.FEMALE)


def from_cell(value: object, *, field: str | None = "id_number") -> str:
    """Return the number a cell holds, as text.

    Raises:
        BadInput: The cell holds a figure of more places than a figure can keep.

    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # a figure keeps 15 places: an old number survives, the 18-place one has lost its end
        if value == value and abs(value) < 1e15 and value == int(value):
            return str(int(value))
        raise BadInput(
            f"身份证号被存成了数字（{value:.4G}），后面几位已经丢失；请把该列设为文本格式后重新填写。",
            field=field,
        )
    return clean(str(value))


def clean(text: str) -> str:
    """Return the number without spaces, apostrophes and full-width forms, with a capital X."""
    plain = text if text.isascii() and text.isalnum() else _plain(text)
    return plain.upper()


def check_digit(number: str) -> str:
    """Return the check digit (ISO 7064 MOD 11-2) that the first 17 digits of `number` ask for."""
    return _CHECK_DIGITS[sum(map(mul, _WEIGHTS, map(int, number[:17]))) % 11]


def standard(number: str) -> str:
    """Return the 18-place form of a stored number; one that was taken although it is wrong stays as it is."""
    return _widen(number) if len(number) == 15 and number.isascii() and number.isdigit() else number


def mask(text: str) -> str:
    """Return the number for screens and lists: 3418**********1234."""
    if len(text) < _MASKED_SHORTEST:
        return "*" * len(text)
    return text[:4] + "*" * (len(text) - 8) + text[-4:]


def _plain(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text)
    return "".join(c for c in wide if not c.isspace() and c not in "'‘’`\u200b\ufeff-")


def _widen(old: str) -> str:
    """Return the 18-place form of a 15-place number; all of its holders were born in the 20th century."""
    body = f"{old[:6]}19{old[6:]}"
    return body + check_digit(body)
