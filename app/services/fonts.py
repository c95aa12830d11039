"""Chinese fonts on this computer by role (字体), found by their file names so that nothing heavy is imported.

The program carries no font. Every role has a chain from the fonts of official papers (仿宋_GB2312,
方正小标宋) down to the open ones, and what is missing is said before anything is printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.services.locations import resource


class FontRole(StrEnum):
    """What a font is for: 小标宋 titles, 黑体 heads and screen, 宋体 text, 楷体 and 仿宋 entries."""

    TITLE = "小标宋"
    HEI = "黑体"
    SONG = "宋体"
    KAI = "楷体"
    FANGSONG = "仿宋"


# (family, file name), best first; the same file under the name that each maker ships it
_KNOWN: Mapping[FontRole, tuple[tuple[str, str], ...]] = {
    FontRole.TITLE: (
        ("FZXiaoBiaoSong-B05S", "fzxbsjw.ttf"),
        ("FZXiaoBiaoSong-B05", "fzxbsk.ttf"),
        ("STZhongsong", "stzhongs.ttf"),
        ("Noto Serif CJK SC", "notoserifcjk-bold.ttc"),
        ("Source Han Serif SC", "sourcehanserifsc-bold.otf"),
    ),
    FontRole.HEI: (
        ("SimHei", "simhei.ttf"),
        ("Noto Sans CJK SC", "notosanscjk-regular.ttc"),
        ("Source Han Sans SC", "sourcehansanssc-regular.otf"),
        ("Microsoft YaHei", "msyh.ttc"),
        ("WenQuanYi Micro Hei", "wqy-microhei.ttc"),
        ("WenQuanYi Zen Hei", "wqy-zenhei.ttc"),
        ("Heiti SC", "stheiti medium.ttc"),
    ),
    FontRole.SONG: (
        ("SimSun", "simsun.ttc"),
        ("Noto Serif CJK SC", "notoserifcjk-regular.ttc"),
        ("Source Han Serif SC", "sourcehanserifsc-regular.otf"),
        ("Songti SC", "songti.ttc"),
        ("AR PL UMing CN", "uming.ttc"),
    ),
    FontRole.KAI: (
        ("KaiTi_GB2312", "kaiti_gb2312.ttf"),
        ("KaiTi", "simkai.ttf"),
        ("STKaiti", "stkaiti.ttf"),
        ("LXGW WenKai", "lxgwwenkai-regular.ttf"),
        ("Kaiti SC", "kaiti.ttc"),
        ("AR PL UKai CN", "ukai.ttc"),
    ),
    FontRole.FANGSONG: (
        ("FangSong_GB2312", "fangsong_gb2312.ttf"),
        ("FangSong", "simfang.ttf"),
        ("STFangsong", "stfangso.ttf"),
        ("FZFangSong-Z02S", "fzfsjw.ttf"),
    ),
}
# for characters that no ordinary font draws, such as those of Extension B and later
_RARE = (
    ("SimSun-ExtB", "simsunb.ttf"),
    ("SimSun-ExtG", "simsunextg.ttf"),
    ("BabelStone Han", "babelstonehan.ttf"),
)
_NEXT_ROLE = {
    FontRole.TITLE: (FontRole.SONG, FontRole.HEI),
    FontRole.HEI: (FontRole.SONG,),
    FontRole.SONG: (FontRole.HEI,),
    FontRole.KAI: (FontRole.SONG, FontRole.HEI),
    FontRole.FANGSONG: (FontRole.SONG, FontRole.HEI),
}
_HOW = "Windows 自带此类字体；Debian、Ubuntu、统信、麒麟可安装 fonts-noto-cjk 和 fonts-lxgw-wenkai。"


@dataclass(frozen=True, slots=True)
class FontSet:
    """What was found.

    Attributes:
        families: For each role the installed families, best first, with those of other roles behind them.
        files: The file of each family and weight.
        warnings: One Chinese sentence for each role without a font of its own.
    """

    families: Mapping[FontRole, tuple[str, ...]]
    files: tuple[Path, ...]
    warnings: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """Whether Chinese text can be printed at all."""
        return bool(self.files)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that hold the files, without repetition."""
        return tuple(dict.fromkeys(file.parent for file in self.files))

    def missing_glyphs(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the characters that none of the fonts draws: they would be printed as boxes.

        Takes some tenths of a second the first time, since fonts are opened.
        """
        wanted = {c for text in texts for c in text if ord(c) > 0x2000}  # every font has the letters below
        for file in self.files:
            if not wanted:
                break
            wanted -= _characters(file)
        return tuple(sorted(wanted))


def find_fonts(folders: Iterable[Path] | None = None) -> FontSet:
    """Look for the known fonts.

    Args:
        folders: Where to look, with everything below; by default the system's and the person's font folders.
    """
    return _find(tuple(folders) if folders is not None else _system_folders())


@cache
def _find(folders: tuple[Path, ...]) -> FontSet:
    there = _files_below(folders)
    own = {role: [family for family, file in known if file in there] for role, known in _KNOWN.items()}
    rare = [family for family, file in _RARE if file in there]
    families = {
        role: tuple(dict.fromkeys([*found, *(f for other in _NEXT_ROLE[role] for f in own[other]), *rare]))
        for role, found in own.items()
    }
    files = [there[file] for known in (*_KNOWN.values(), _RARE) for _, file in known if file in there]
    return FontSet(families, tuple(dict.fromkeys(files)), _warnings(own, families))


def _warnings(
    own: Mapping[FontRole, list[str]], families: Mapping[FontRole, tuple[str, ...]]
) -> tuple[str, ...]:
    if not any(own.values()):
        return (f"这台电脑上没有找到中文字体，打印和图表中的汉字会显示为方框。{_HOW}",)
    return tuple(
        f"没有找到{role.value}字体，打印时用“{families[role][0]}”代替。"
        for role, found in own.items()
        if not found
    )


def _files_below(folders: tuple[Path, ...]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for place, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                found.setdefault(name.lower(), Path(place, name))
    return found


def _system_folders() -> tuple[Path, ...]:
    home = Path.home()
    places = [resource("fonts")]  # a bundle may carry some
    if sys.platform == "win32":
        places.append(Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts")
        places.append(home / "AppData/Local/Microsoft/Windows/Fonts")
    elif sys.platform == "darwin":
        places += [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    else:
        places += [
            home / ".local/share/fonts",
            home / ".fonts",
            Path("/usr/local/share/fonts"),
            Path("/usr/share/fonts"),
        ]
    return tuple(places)


@cache
def _characters(file: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    font = TTFont(file, fontNumber=0, lazy=True)
    try:
        return frozenset(map(chr, font.getBestCmap() or ()))
    finally:
        font.close()
