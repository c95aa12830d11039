"""The part of the check that looks at what is posted by itself (自动记分): source, conditions and the item's kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.models.kinds import ActivityKind, Presence, RecordKind
from app.services.points.findings import Finding, warning
from app.services.points.key_words import key_word
from app.services.points.record_rules import CONDITIONS, FITTING
from app.services.points.rules import Item

MAKEUP_WORDS = ("按期补", "逾期补", "已补", "逾期")
HONOUR_WORDS = (RecordKind.AWARD.label, RecordKind.PENALTY.label)
_WORDS: Mapping[str, tuple[str, ...]] = {
    "activity": tuple(kind.label for kind in ActivityKind),
    "presence": tuple(presence.label for presence in Presence),
    "makeup": MAKEUP_WORDS,
    "record": HONOUR_WORDS,
}
"""The words of conditions that are a closed list; names, levels and results are the branch's own."""


def check_source(item: Item, place: str) -> Iterator[Finding]:
    """Yield what keeps the entries of an item from coming by themselves."""
    if item.source is None:
        if item.when:
            yield warning(
                f"{place} · when", "写了自动记分的条件`when`却没有写来源`source`，不会自动产生积分记录。"
            )
        return
    if item.kind not in FITTING[item.source]:
        yield warning(
            f"{place} · source",
            f"来源是“{item.source.label}”，而“{item.kind.label}”的数值要由人判断，不会自动产生积分记录；"
            "请换一种计分办法，或改为手工录入。",
        )
    known = CONDITIONS[item.source]
    for key, words in item.when.items():
        if key not in known:
            unused = f"来源“{item.source.label}”的自动记分条件里没有"
            yield warning(
                f"{place} · when",
                f"{unused}“{key_word(key)}”`{key}`，没有使用。",
                f"{unused}“{key_word(key)}”，没有使用。",
            )
        elif key in _WORDS:
            for word in words:
                if word not in _WORDS[key]:
                    yield warning(
                        f"{place} · when · {key}",
                        f"自动记分条件`when`中的“{word}”不是程序里的说法，不会自动产生积分记录。",
                    )
