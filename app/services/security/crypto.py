"""The one door to Argon2id and AES-GCM: keys from passwords, keys wrapped by keys, sealed copies."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from app.services.errors import BadFile, Refused

_NONCE = 12
_SALT = 16
_KEY = 32
_COPY_MARK = b"XIANFENG-COPY-1\n"

PASSES, MEMORY_KIB, LANES = 3, 64 * 1024, 4
"""Argon2id as RFC 9106 has it for machines with little memory: some 0.2 s for one guess."""


class WrongSecret(Refused):
    """The password or code does not open this slot."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A secret under a password or code, with what is needed to derive the wrapping key again; all hex."""

    salt: str
    nonce: str
    data: str
    passes: int = PASSES
    memory: int = MEMORY_KIB
    lanes: int = LANES

    def plain(self) -> dict[str, Any]:
        """Return the fields for the key file."""
        return asdict(self)


def wrap(secret: bytes, password: str, purpose: str) -> Wrapped:
    """Put a secret under a password; `purpose` must be given again to take it out."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    key = _derived(password, salt, PASSES, MEMORY_KIB, LANES)
    return Wrapped(salt.hex(), nonce.hex(), _encrypt(key, nonce, secret, purpose.encode()).hex())


def unwrap(wrapped: Wrapped, password: str, purpose: str) -> bytes:
    """Take a secret out again.

    Raises:
        WrongSecret: It is not this password.

    """
    key = _derived(password, bytes.fromhex(wrapped.salt), wrapped.passes, wrapped.memory, wrapped.lanes)
    return _decrypt(key, bytes.fromhex(wrapped.nonce), bytes.fromhex(wrapped.data), purpose.encode())


def seal(secret: bytes, key: bytes, purpose: str) -> str:
    """Put a short secret under another key; hex."""
    nonce = secrets.token_bytes(_NONCE)
    return (nonce + _encrypt(key, nonce, secret, purpose.encode())).hex()


def unseal(sealed: str, key: bytes, purpose: str) -> bytes:
    """Take a short secret out again.

    Raises:
        WrongSecret: It was not put under this key.

    """
    whole = bytes.fromhex(sealed)
    return _decrypt(key, whole[:_NONCE], whole[_NONCE:], purpose.encode())


def sealed_copy(content: bytes, key: bytes) -> bytes:
    """Return a copy of a data file that only this key opens (where the file itself cannot be encrypted)."""
    nonce = secrets.token_bytes(_NONCE)
    return _COPY_MARK + nonce + _encrypt(key, nonce, content, _COPY_MARK)


def is_sealed_copy(start: bytes) -> bool:
    """Tell whether a file that begins so is such a copy."""
    return start.startswith(_COPY_MARK)


def open_copy(content: bytes, key: bytes) -> bytes:
    """Return what a sealed copy holds.

    Raises:
        BadFile: It was sealed by another key, or changed.

    """
    start = len(_COPY_MARK)
    nonce = content[start : start + _NONCE]
    try:
        return _decrypt(key, nonce, content[start + _NONCE :], _COPY_MARK)
    except WrongSecret as error:
        raise BadFile("这份加密备份不是用本机的密钥做的，或者已经损坏。") from error


def _derived(password: str, salt: bytes, passes: int, memory: int, lanes: int) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        password.encode("utf-8", "surrogatepass"), salt, passes, memory, lanes, _KEY, Type.ID
    )


def _encrypt(key: bytes, nonce: bytes, content: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(nonce, content, purpose)


def _decrypt(key: bytes, nonce: bytes, content: bytes, purpose: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(nonce, content, purpose)
    except InvalidTag as error:
        raise WrongSecret("密码不对，请重新输入。") from error
