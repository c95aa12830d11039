"""Attendance as people write it in lists (出勤, √, 事假, 1 …), and a column of it pasted from Excel."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.models.kinds import Presence

_WORDS: dict[Presence, str] = {
    Presence.PRESENT: "出勤 到 已到 实到 到会 参加 已参加 出席 正常 是 √ ✓ ✔ ☑ v y 1 补会",
    Presence.LATE: "迟到 迟",
    Presence.LEFT_EARLY: "早退 退",
    Presence.ONLINE: "线上 线 线上参加 视频 视频参加 网上 远程",
    Presence.OFFICIAL: "公假 公 公差 出差 因公 因公请假 公出 值班 培训 借调 防汛 抗旱",
    Presence.SICK: "病假 病 住院 因病 因病请假 产假",
    Presence.PRIVATE: "事假 事 请假 假 因事 因事请假 年休 年假 休假",
    Presence.UNEXCUSED: "无故缺席 无故 缺席 缺勤 缺 未到 未参加 旷 旷会 旷课 否 × ✗ ✘ x n 0",
    Presence.EXEMPT: "免于参加 免参加 免 不作要求",
}
_MEANING = {word: presence for presence, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class PastedCell:
    """One cell that could not be taken: its line in the pasted block (from 1), its text, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted block means: the member's index in the grid and his presence; what was not understood."""

    marks: tuple[tuple[int, Presence], ...]
    problems: tuple[PastedCell, ...]


def read_presence(text: str) -> Presence | None:
    """Return what a word or sign means, or None when it is not known."""
    word = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    # a full-width sign and its plain form are one
    return _MEANING.get(word) or Presence.by_label(word)


def read_pasted(text: str, names: Sequence[str], start: int = 0) -> Pasted:
    """Read a block copied from a worksheet.

    One column is taken in the order of the grid from `start` on; of two columns the first holds names. An
    empty cell leaves its member as he is.

    Args:
        text: The block as the clipboard gives it, cells parted by tabs.
        names: The names of the grid in its order, as shown (张伟#2 for the second of one name).
        start: The row from which a single column is filled in.

    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    marks: list[tuple[int, Presence]] = []
    problems: list[PastedCell] = []
    by_name = {_plain(name): index for index, name in enumerate(names)}
    for number, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split("\t")]
        word = cells[-1]
        index = start + number
        if len(cells) > 1:
            if not cells[0] and not word:
                continue
            found = by_name.get(_plain(cells[0]))
            if found is None:
                problems.append(PastedCell(number + 1, cells[0], _unknown_name(cells[0], by_name)))
                continue
            index = found
        if not word:
            continue
        presence = read_presence(word)
        if presence is None:
            problems.append(
                PastedCell(number + 1, word, f"“{word}”不是考勤用语，请写出勤、迟到、事假、缺席等")
            )
        elif index >= len(names):
            problems.append(PastedCell(number + 1, word, "超出应到名单的最后一人，请核对从哪一行开始粘贴"))
        else:
            marks.append((index, presence))
    return Pasted(tuple(marks), tuple(problems))


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _unknown_name(name: str, known: dict[str, int]) -> str:
    if any(other.split("#")[0] == _plain(name) for other in known if "#" in other):
        return f"有同名党员，请写成“{name}#1”“{name}#2”以区分"
    return f"应到名单里没有“{name}”" if name else "缺少姓名"
