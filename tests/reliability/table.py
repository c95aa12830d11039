"""The table of figures: what each fault is called, how its figures read, and where the README keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

README = Path(__file__).parent.parent.parent / "README.md"
BEGIN, END = "<!-- reliability: make reliability writes this block -->", "<!-- /reliability -->"

DEEDS = {"save": "保存考勤", "settle": "锁定季度", "export": "导出", "backup": "备份", "restore": "恢复"}

# fault -> what was done, what was found
WORDS: dict[str, tuple[str, str]] = {
    "kill9": (
        "强制结束程序（kill -9）{kills} 次，其间提示保存成功 {acknowledged} 次",
        "丢失、半条或打不开 {problems} 次",
    ),
    "powercut reorder": (
        "模拟断电 {cuts} 次，未落盘的写入任意丢失、乱序、撕裂或变成乱码",
        "丢失 {lost}，半条 {half}，打不开 {unreadable}",
    ),
    "powercut prefix": (
        "模拟断电 {cuts} 次，磁盘按顺序写入",
        "丢失 {lost}，半条 {half}，打不开 {unreadable}",
    ),
    "compound": (
        "恢复途中再次断电 {cuts} 次",
        "丢失 {lost}，半条 {half}，打不开 {unreadable}",
    ),
    **{
        f"interrupted {deed}": (f"{name}途中断电 {{cuts}} 次", "既非旧状态也非新状态 {problems}")
        for deed, name in {**DEEDS, "migrate": "旧版数据升级"}.items()
        if deed != "save"
    },
    **{
        f"iofault {deed}": (
            f"{name}时让一次读写出错（故障、磁盘满、写一半、读不出），{{points}} 处",
            "受损、重复或说错 {problems}",
        )
        for deed, name in DEEDS.items()
    },
    "diskfull": (
        "磁盘在 {sizes} 种大小上写满，各做 {deeds} 件事",
        "原有内容受损、误报成功或留下残片 {problems}",
    ),
    "livecopy": ("一边录入一边备份 {copies} 次", "备份不完整 {problems}"),
    "single": (
        "程序被强制结束后再打开 {starts} 次，同时打开第二个 {starts} 次",
        "打不开 {refused}，误放行 {second}",
    ),
    "paths": ("数据放在 {paths} 种名称的文件夹（生僻字、表情、#?%、超长）", "出错 {problems}"),
    "undo": ("随机操作 {steps} 步再逐步撤销", "与原状不符 {problems}"),
    "text": ("{strings} 种文字（公式、控制符、双向符）导出再读回", "不符或变成公式 {problems}"),
    "markup": ("{payloads} 种标记代码印进档案", "没有照原样印出 {problems}"),
    "unsafe DELETE/FULL": ("对照：同样的断电 {cuts} 次，日志方式换成 DELETE/FULL", "丢失 {lost} 次"),
    "unsafe WAL/NORMAL": ("对照：换成 WAL/NORMAL", "丢失 {lost} 次"),
    "unsafe DELETE/OFF": ("对照：换成 DELETE/OFF", "丢失 {lost} 次，打不开 {unreadable} 次"),
}


def rows(results: Path) -> list[dict[str, object]]:
    """Return the figures of a run, in the table's order."""
    lines = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    order = list(WORDS)
    return sorted(lines, key=lambda line: order.index(line["fault"]))


def markdown(lines: Sequence[Mapping[str, object]]) -> str:
    """Return the table in the README's form."""
    out = ["| 做了什么 | 结果 | 用时 |", "|---|---|---|"]
    for line in lines:
        done, found = WORDS[str(line["fault"])]
        shown = {key: f"{value:,}".replace(",", " ") for key, value in line.items() if isinstance(value, int)}
        out.append(f"| {done.format(**shown)} | {found.format(**shown)} | {shown['seconds']} 秒 |")
    return "\n".join(out)


def caption(share: float) -> str:
    """Say under the table how much of the whole run this was."""
    return (
        ""
        if share >= 1
        else f"\n\n以上是一次缩短的运行（全量的 {share:.0%}）：`make reliability SHARE={share:g}`。"
    )


def put_into(readme: Path, table: str) -> None:
    """Replace the marked block of the README."""
    text = readme.read_text("utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    readme.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")
