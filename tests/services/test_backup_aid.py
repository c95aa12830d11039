"""A backup opens by the script beside it, with Python alone: plain, encrypted, sealed; by password and by code."""

from __future__ import annotations

import csv
import hashlib
import json
import secrets
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from app import bootstrap
from app.models import cipher
from app.services import backup, backup_aid, backup_policy
from app.services.locations import Locations
from app.services.security import crypto, protect
from tests import life_helpers as life
from tests import report_helpers as reports

NOW = datetime(2026, 11, 22, 9, 30)
PASSWORD = "Dangjian-2026"


@pytest.fixture
def paths(tmp_path):
    return Locations(tmp_path / "数据 #1")


@pytest.fixture
def ctx(paths):
    made = bootstrap.make_context(paths, lambda: NOW)
    reports.found_branch(made)
    life.make_member(made, "欧阳喆")
    yield made
    made.store.close()


def run(copy: Path, out: Path, secret: str = "", *, alone: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the script that lies beside a copy; `alone` hides every installed package from it."""
    given = out.with_name("secret.txt")
    given.write_text(secret, encoding="utf-8")
    command = [sys.executable, *(["-I", "-S"] if alone else ["-I"]), str(copy.with_name("open_backup.py"))]
    command += [str(copy), "--out", str(out), "--password-file", str(given)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def names(out: Path) -> list[str]:
    with (out / "member.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [row["name"] for row in csv.DictReader(stream)]


def weaken(keys: Path, master: bytes, secret: str, slot: str) -> None:
    """Put the master key under a secret with little work: the way is the same, and a test need not wait."""
    content = json.loads(keys.read_text("utf-8"))
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = hash_secret_raw(secret.encode(), salt, 2, 64, 2, 32, Type.ID)
    target = content["recovery"] if slot == "recovery" else content["slots"][0]
    purpose = slot if slot == "recovery" else f"slot:{target['account']}"
    sealed = AESGCM(key).encrypt(nonce, master, purpose.encode())
    target["wrapped"] = {"salt": salt.hex(), "nonce": nonce.hex(), "data": sealed.hex(), "passes": 2,
                         "memory": 64, "lanes": 2}  # fmt: skip
    keys.write_text(json.dumps(content), encoding="utf-8")


def test_a_plain_backup_opens_with_python_alone(ctx, tmp_path):
    copy = backup_policy.make_now(ctx)
    ended = run(copy, tmp_path / "out", alone=True)
    assert ended.returncode == 0, ended.stderr
    assert "党员 1 人" in ended.stdout
    assert names(tmp_path / "out") == ["欧阳喆"]


@pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")
def test_an_encrypted_backup_opens_by_password_and_by_recovery_code(ctx, tmp_path):
    made = protect.set_password(ctx, "王书记", PASSWORD)
    copy = backup_policy.make_now(ctx)
    for at, secret in enumerate((PASSWORD, made.code.lower())):
        ended = run(copy, tmp_path / f"out{at}", secret)
        assert ended.returncode == 0, ended.stderr
        assert names(tmp_path / f"out{at}") == ["欧阳喆"]
    wrong = run(copy, tmp_path / "none", "Dangjian-2027")
    assert (wrong.returncode, (tmp_path / "none").exists()) == (1, False)
    assert "密码或恢复码不对" in wrong.stderr


@pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")
@pytest.mark.parametrize("slot", ["slot", "recovery"])
def test_an_encrypted_backup_opens_with_python_alone(ctx, tmp_path, slot):
    made = protect.set_password(ctx, "王书记", PASSWORD)
    copy = backup_policy.make_now(ctx)
    secret = PASSWORD if slot == "slot" else made.code.replace("-", "")
    weaken(copy.with_name(copy.name + ".keys"), made.login.master, secret, slot)
    ended = run(copy, tmp_path / "out", secret, alone=True)
    assert ended.returncode == 0, ended.stderr
    assert names(tmp_path / "out") == ["欧阳喆"]
    fast = run(copy, tmp_path / "fast", secret)
    assert fast.returncode == 0
    one, other = ((tmp_path / name / "xianfeng.db").read_bytes() for name in ("out", "fast"))
    assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest()


@pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")
def test_one_changed_byte_of_an_encrypted_backup_is_told_and_nothing_is_written(ctx, tmp_path):
    made = protect.set_password(ctx, "王书记", PASSWORD)
    copy = backup_policy.make_now(ctx)
    content = bytearray(copy.read_bytes())
    content[5 * 4096 + 100] ^= 1
    copy.write_bytes(content)
    ended = run(copy, tmp_path / "out", made.code)
    assert (ended.returncode, (tmp_path / "out").exists()) == (1, False)
    assert "第 6 页已损坏" in ended.stderr


def test_a_sealed_backup_opens_with_python_alone(ctx, paths, tmp_path):
    ctx.store.copy_key = bytes(range(32))
    copy = backup.back_up(paths, NOW, ctx.store)
    backup_aid.put_beside(paths.backups)
    assert crypto.is_sealed_copy(copy.read_bytes()[:64])
    keys = {"slots": [{"account": "a", "name": "王书记", "wrapped": {}}], "recovery": None}
    beside = copy.with_name(copy.name + ".keys")
    beside.write_text(json.dumps(keys), encoding="utf-8")
    weaken(beside, bytes(range(48)), PASSWORD, "slot")
    ended = run(copy, tmp_path / "out", PASSWORD, alone=True)
    assert ended.returncode == 0, ended.stderr
    assert names(tmp_path / "out") == ["欧阳喆"]


def test_an_encrypted_backup_without_its_keys_says_what_is_missing(ctx, tmp_path):
    copy = backup_policy.make_now(ctx)
    copy.write_bytes(b"\x07" * 8192)
    ended = run(copy, tmp_path / "out")
    assert ended.returncode == 1
    assert f"{copy.name}.keys" in ended.stderr
