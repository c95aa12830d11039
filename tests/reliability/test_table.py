"""The README's table is what a run has written: its block is there, and every line of it reads."""

from __future__ import annotations

import json
import shutil
import string

import pytest

from tests.reliability import table


def test_the_readme_has_one_block_for_the_table():
    text = table.README.read_text("utf-8")

    assert (text.count(table.BEGIN), text.count(table.END)) == (1, 1)


@pytest.mark.parametrize("fault", table.WORDS)
def test_a_run_is_told_in_words(fault, tmp_path):
    names = {name for part in table.WORDS[fault] for _, name, _, _ in string.Formatter().parse(part) if name}
    results = tmp_path / "results.jsonl"
    results.write_text(json.dumps({"fault": fault, "seconds": 7, **dict.fromkeys(names, 12345)}), "utf-8")
    readme = shutil.copy(table.README, tmp_path / "README.md")

    table.put_into(readme, table.markdown(table.rows(results)))

    assert "12 345" in readme.read_text("utf-8")
    assert "7 秒" in readme.read_text("utf-8")
