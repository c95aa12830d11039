"""Rules of passwords and the form of recovery codes (恢复码); knows no file and no clock."""

from __future__ import annotations

import secrets
import unicodedata

from app.services.errors import BadInput

SHORTEST = 8
LONGEST = 128
CLASSES = 3
RULE = "至少 8 位，大写字母、小写字母、数字、符号四类中含三类，且不能包含用户名。"

# No letters that are mistaken for digits when they are copied from paper.
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS, _GROUP = 6, 5
_MISREAD = str.maketrans({"O": "Q", "0": "Q", "I": "J", "1": "J", "L": "J", "U": "V"})
"""What a reader may take a letter of the alphabet for; none of these is in it."""


def check_password(password: str, name: str, *, field: str = "password") -> str:
    """Return a password that keeps the rule, normalised.

    Raises:
        BadInput: It does not.

    """
    plain = normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise BadInput(f"密码应为 {SHORTEST} 到 {LONGEST} 位。", field=field)
    if name and name.casefold() in plain.casefold():
        raise BadInput("密码不能包含用户名，请换一个。", field=field)
    if _classes(plain) < CLASSES:
        raise BadInput("密码应含大写字母、小写字母、数字、符号四类中的三类。", field=field)
    return plain


def normal(password: str) -> str:
    """Return the one form of what was typed, whatever input method wrote it."""
    return unicodedata.normalize("NFKC", password)


def new_code() -> str:
    """Return a fresh recovery code, e.g. `7K2MQ-…` in six groups: some 147 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def read_code(written: str) -> str:
    """Return the plain letters of a recovery code as somebody typed it.

    Raises:
        BadInput: It has too few or too many letters, or one that no code has.

    """
    letters = [c for c in normal(written).upper() if c.isalnum()]
    plain = "".join(letters).translate(_MISREAD)
    if len(plain) != _GROUPS * _GROUP or set(plain) - set(_ALPHABET):
        raise BadInput(f"恢复码是 {_GROUPS} 组、每组 {_GROUP} 个字母或数字，请对照纸面核对。", field="code")
    return plain


def last_group(code: str) -> str:
    """Return the part of a code that is typed back to show that it was written down."""
    return code.rsplit("-", 1)[-1]


def _classes(password: str) -> int:
    return sum(
        (
            any(c.isupper() for c in password),
            any(c.islower() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() for c in password)
            or any(c.isalpha() and c.lower() == c.upper() for c in password),
        )
    )
