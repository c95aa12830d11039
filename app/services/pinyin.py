"""Pinyin of names (姓名拼音): the key that lists are sorted by and the initials people type.

A surname is read as a surname (单 shan, 曾 zeng, 解 xie), the rest as pypinyin reads it. The result is
stored with the member and may be corrected there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache


def _table(rows: str) -> dict[str, str]:
    return dict(row.split(":") for row in rows.split())


# Surnames whose reading is not the one a dictionary gives first.
_SURNAMES = _table(
    "单:shan 仇:qiu 曾:zeng 解:xie 查:zha 区:ou 朴:piao 翟:zhai 覃:qin 盖:ge 缪:miao 种:chong 秘:bi 乐:yue "
    "员:yun 贠:yun 黑:he 折:she 洗:xian 冼:xian 郇:xun 祭:zhai 召:shao 么:yao 繁:po 句:gou 佴:nai 牟:mu 卜:bu "
    "都:du 阚:kan 隗:wei 能:nai 重:chong 炅:gui 薄:bo 粘:nian 颉:xie 蔚:yu 晟:cheng 任:ren 华:hua 尉:wei 万:wan "
    "纪:ji 宁:ning 燕:yan 应:ying 相:xiang 过:guo 葛:ge 哈:ha 令:ling 盛:sheng 石:shi 车:che 柏:bai 沈:shen "
    "宿:su 莘:shen 长:zhang 朝:chao 强:qiang 曲:qu 藏:zang 行:xing 那:na 费:fei 干:gan 阙:que 贲:ben 郗:xi"
)
# Two-character surnames whose first character would be taken for one of the above, or which read unusually.
_COMPOUND = _table(
    "单于:chan_yu 尉迟:yu_chi 万俟:mo_qi 长孙:zhang_sun 乐正:yue_zheng 令狐:ling_hu 澹台:tan_tai "
    "宰父:zai_fu 夹谷:jia_gu 鲜于:xian_yu 亓官:qi_guan 闾丘:lv_qiu 拓跋:tuo_ba 段干:duan_gan 欧阳:ou_yang "
    "呼延:hu_yan 濮阳:pu_yang 诸葛:zhu_ge 夏侯:xia_hou 皇甫:huang_fu 宇文:yu_wen 司马:si_ma 慕容:mu_rong"
)


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return the syllables of a name in small letters, parted by spaces: 张伟 -> "zhang wei".

    Characters without a reading stay as they are; the dot of minority names parts syllables like a space.
    """
    whole = "".join(unicodedata.normalize("NFKC", name).split())
    for known in (_COMPOUND.get(whole[:2]), _SURNAMES.get(whole[:1])):
        if known is not None:
            surname = known.split("_")
            return " ".join([*surname, *_read(whole[len(surname) :])])
    return " ".join(_read(whole))


def initials(name: str) -> str:
    """Return the first letters a person types to find a name: 张伟 -> "zw"."""
    return initials_of(name_key(name))


def initials_of(key: str) -> str:
    """Return the first letters of a name's key."""
    return "".join(syllable[0] for syllable in key.split())


# given names repeat far more often than whole ones
@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    syllables = _reader()(text, errors=lambda odd: odd.lower())
    parts = (part for syllable in syllables for part in _words(syllable))
    return tuple(part for part in parts if part)


def _words(syllable: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in syllable).split()


@cache
def _reader() -> Callable[..., list[str]]:
    # costs a third of a second and 65 MB: only when a name is saved
    from pypinyin import lazy_pinyin

    reader: Callable[..., list[str]] = lazy_pinyin
    return reader
