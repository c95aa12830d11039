"""A kill while the key changes (设密码, 取消密码, 更换主密钥) leaves the former or the new side, and every record."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime

import pytest

from app import bootstrap
from app.models import cipher
from app.services import backup
from app.services.locations import Locations
from app.services.security import protect
from tests import life_helpers as life
from tests import report_helpers as reports
from tests.reliability import figures

pytestmark = pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")

NOW = datetime(2026, 11, 22, 9, 30)
PASSWORD = "Dangjian-2026"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("act", ["set", "remove", "renew"])
def test_a_kill_at_any_point_leaves_the_former_or_the_new_side(tmp_path, act):
    paths = Locations(tmp_path / "数据")
    ctx = bootstrap.make_context(paths, lambda: NOW)
    reports.found_branch(ctx)
    life.make_member(ctx, "欧阳喆")
    backup.back_up(paths, NOW)
    if act != "set":
        protect.set_password(ctx, "王书记", PASSWORD)
    ctx.store.close()
    every = figures.every(12)
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.services.security.kill_points",
            act,
            str(paths.data),
            PASSWORD,
            str(every),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    points, tried, former, other = (int(number) for number in ended.stdout.split())
    print(act, points, tried, former, other)
    assert tried * every >= points
    assert former
    assert other
