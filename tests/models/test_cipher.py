"""Encrypted files: the content cannot be read without the key, and a changed byte is seen."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import cipher
from app.models.cipher import CipherKey
from app.models.kinds import OrgKind
from app.models.org import Org
from app.models.schema import FileState, copy_file, file_state, upgrade_file
from app.models.store import Store

pytestmark = pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")


@pytest.fixture
def key() -> CipherKey:
    return CipherKey(os.urandom(48).hex())


@pytest.fixture
def encrypted(tmp_path: Path, key: CipherKey) -> Path:
    path = tmp_path / "支部 100%#?.db"
    upgrade_file(path, key)
    store = Store.open(path, key=key)
    with store.write() as session:
        session.add(Org(kind=OrgKind.BRANCH, name="机关第一党支部"))
    store.close()
    return path


def names(path: Path, key: CipherKey | None) -> list[str]:
    store = Store.open(path, key=key)
    with store.read() as session:
        found = list(session.scalars(select(Org.name)))
    store.close()
    return found


def test_the_file_tells_nothing_and_opens_with_its_key(encrypted: Path, key: CipherKey) -> None:
    content = encrypted.read_bytes()
    assert "机关第一党支部".encode() not in content
    assert b"CREATE TABLE" not in content
    assert cipher.is_encrypted(encrypted)
    assert names(encrypted, key) == ["机关第一党支部"]
    assert file_state(encrypted, key) is FileState.CURRENT


def test_another_key_or_none_opens_nothing(encrypted: Path) -> None:
    before = encrypted.read_bytes()
    assert file_state(encrypted) is FileState.FOREIGN
    assert file_state(encrypted, CipherKey(os.urandom(48).hex())) is FileState.FOREIGN
    assert encrypted.read_bytes() == before


def test_every_changed_page_is_seen(encrypted: Path, key: CipherKey) -> None:
    assert cipher.faults(encrypted, key) == []
    sound = encrypted.read_bytes()
    for place in range(700, len(sound), 9973):
        changed = bytearray(sound)
        changed[place] ^= 1
        encrypted.write_bytes(changed)
        assert cipher.faults(encrypted, key), place


def test_a_file_goes_from_plain_to_encrypted_and_back_with_all_its_rows(
    encrypted: Path, key: CipherKey, tmp_path: Path
) -> None:
    plain, again = tmp_path / "plain.db", tmp_path / "again.db"
    cipher.export(encrypted, key, plain, None)
    cipher.export(plain, None, again, key)
    assert not cipher.is_encrypted(plain)
    assert cipher.contents(plain, None) == cipher.contents(encrypted, key) == cipher.contents(again, key)
    assert file_state(plain) is file_state(again, key) is FileState.CURRENT
    assert names(plain, None) == ["机关第一党支部"]


def test_a_copy_may_have_another_key(encrypted: Path, key: CipherKey, tmp_path: Path) -> None:
    for target_key in (key, None, CipherKey(os.urandom(48).hex())):
        copy_file(encrypted, tmp_path / "copy.db", key, target_key)
        assert names(tmp_path / "copy.db", target_key) == ["机关第一党支部"]
        (tmp_path / "copy.db").unlink()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_key_never_shows_in_a_trace(key: CipherKey) -> None:
    assert key.hex not in repr(key)
    with pytest.raises(ValueError, match="96"):
        CipherKey("12")


def test_an_exchange_waits_for_those_inside_and_lets_others_wait(encrypted: Path, key: CipherKey) -> None:
    store = Store.open(encrypted, key=key)
    inside, go_on, order = threading.Event(), threading.Event(), []

    def reader() -> None:
        with store.read() as session:
            inside.set()
            go_on.wait(5)
            with store.read() as again:
                order.append(len(list(again.scalars(select(Org.id)))))
            session.scalars(select(Org.id)).all()

    def replace() -> CipherKey:
        order.append("exchanged")
        return key

    first = threading.Thread(target=reader)
    first.start()
    inside.wait(5)
    second = threading.Thread(target=store.exchange, args=(encrypted, replace))
    second.start()
    assert order == []
    go_on.set()
    first.join(5)
    second.join(5)
    assert order == [1, "exchanged"]
    with store.read() as session:
        assert session.scalar(select(Org.name)) == "机关第一党支部"
    store.close()
