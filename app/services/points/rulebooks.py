"""积分方案: the versions in the store; each is its exchange text, effective from a day on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.points import RulebookVersion
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound
from app.services.locations import resource
from app.services.points import wording
from app.services.points.adoption import check_adoption_in
from app.services.points.posting import post_days_in
from app.services.points.rulebook import content_hash, parse
from app.services.points.rulebook_view import ItemRow, RulebookView, item_rows, view
from app.services.points.versions import end_in, parsed, rulebook_on_in
from app.services.points.writing import dump


@dataclass(frozen=True, slots=True)
class PresetRow:
    """A rulebook that comes with the program (预设方案)."""

    code: str
    title: str
    description: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulebookRow:
    """A version in the list; `effective_to` is the day before the next version, None for the last."""

    id: int
    code: str
    title: str
    version: str
    effective_from: date
    effective_to: date | None
    item_count: int
    decimals: int
    retired: bool
    content_hash: str


def presets() -> list[PresetRow]:
    """Return the rulebooks that come with the program, in the order of their files."""
    return [_preset_row(path.read_text(encoding="utf-8")) for path in _preset_files()]


def preset_view(code: str) -> RulebookView:
    """Return a preset in words, for looking at it before it is adopted.

    Raises:
        NotFound: There is no such preset.

    """
    return view(parsed(_preset_text(code)))


def adopt_preset(ctx: Context, code: str, effective_from: date) -> Changes:
    """Put a preset into force from a day on; entries of activities since then are posted.

    Raises:
        NotFound: There is no such preset.
        Refused: A period since then is settled, or entries by hand use items the preset has not.

    """
    with ctx.write("启用积分方案") as work:
        work.new_ids.append(adopt_preset_in(work, code, effective_from))
    return work.changes


def adopt_preset_in(work: Work, code: str, effective_from: date) -> int:
    """Put a preset into force inside an open transaction and return the version's id."""
    return adopt_text_in(work, _preset_text(code), effective_from)


def import_toml(ctx: Context, text: str, effective_from: date | None = None) -> Changes:
    """Put a rulebook from its exchange text into force, by default from the day that it names.

    Raises:
        BadRulebook: The text has errors, each with its place.
        BadInput: Neither the text nor the caller names a day.
        Refused: A period since then is settled, or entries by hand use items it has not.

    """
    with ctx.write("导入积分方案") as work:
        work.new_ids.append(adopt_text_in(work, text, effective_from))
    return work.changes


def adopt_text_in(work: Work, text: str, effective_from: date | None) -> int:
    """Put a rulebook's text into force inside an open transaction and return the version's id.

    A version that begins on the same day is replaced.
    """
    rulebook = parse(text)
    start = effective_from or rulebook.effective_from
    if start is None:
        raise BadInput("方案没有写明施行日期，请选择从哪一天起施行。", field="effective_from")
    if start != rulebook.effective_from:
        rulebook = replace(rulebook, effective_from=start)
        text = dump(rulebook)
    end = end_in(work.session, start)
    check_adoption_in(work.session, rulebook, start, end)
    version = work.session.scalar(select(RulebookVersion).where(RulebookVersion.effective_from == start))
    if version is None:
        version = RulebookVersion(effective_from=start)
        work.session.add(version)
    version.code, version.title, version.version = rulebook.code, rulebook.title, rulebook.version
    version.text, version.content_hash = text, content_hash(text)
    version.retired, version.created_at = False, work.now
    work.session.flush()
    post_days_in(work, start, end)
    return version.id


def retire_version(ctx: Context, version_id: int) -> Changes:
    """Take a version out of force; the one before it holds again.

    Raises:
        NotFound: There is no such version.
        Refused: A period it covers is settled, or entries by hand use its items.

    """
    with ctx.write("停用积分方案") as work:
        version = version_in(work.session, version_id)
        start, end = version.effective_from, end_in(work.session, version.effective_from)
        version.retired = True
        work.session.flush()
        before = rulebook_on_in(work.session, start)
        check_adoption_in(work.session, None if before is None else before[0], start, end)
        post_days_in(work, start, end)
    return work.changes


def export_toml(ctx: Context, version_id: int) -> str:
    """Return the exchange text of a version.

    Raises:
        NotFound: There is no such version.

    """
    with ctx.read() as session:
        return version_in(session, version_id).text


def list_versions(ctx: Context) -> list[RulebookRow]:
    """Return every version, the newest first."""
    with ctx.read() as session:
        found = session.scalars(select(RulebookVersion).order_by(RulebookVersion.effective_from.desc()))
        rows: list[RulebookRow] = []
        until: date | None = None
        for version in found:
            rows.append(_row(version, None if version.retired else until))
            if not version.retired:
                until = version.effective_from - timedelta(days=1)
        return rows


def current(ctx: Context, on: date | None = None) -> RulebookRow | None:
    """Return the version in force on a day (today), or None where there is none."""
    day = on or ctx.today
    with ctx.read() as session:
        found = rulebook_on_in(session, day)
        return None if found is None else _row(found[1], end_in(session, found[1].effective_from))


def view_version(ctx: Context, version_id: int) -> RulebookView:
    """Return a version in words.

    Raises:
        NotFound: There is no such version.

    """
    with ctx.read() as session:
        return view(parsed(version_in(session, version_id).text))


def items_on(ctx: Context, day: date) -> list[ItemRow]:
    """Return the items that may be entered on a day, in the rulebook's order; none without a rulebook."""
    with ctx.read() as session:
        found = rulebook_on_in(session, day)
        return [] if found is None else [row for row in item_rows(found[0]) if not row.retired]


def vetoes_on(ctx: Context, day: date) -> list[tuple[str, str]]:
    """Return (code, words) of the vetoes (一票否决) of a day; none without a rulebook."""
    with ctx.read() as session:
        found = rulebook_on_in(session, day)
        return [] if found is None else [(veto.code, veto.text) for veto in found[0].vetoes]


def version_in(session: Session, version_id: int) -> RulebookVersion:
    """Return a stored version inside an open session.

    Raises:
        NotFound: There is no such version.

    """
    found = session.get(RulebookVersion, version_id)
    if found is None:
        raise NotFound("这个积分方案已不存在，请刷新后重试。")
    return found


def _row(version: RulebookVersion, effective_to: date | None) -> RulebookRow:
    rulebook = parsed(version.text)
    return RulebookRow(
        id=version.id,
        code=version.code,
        title=version.title,
        version=version.version,
        effective_from=version.effective_from,
        effective_to=effective_to,
        item_count=len(rulebook.items),
        decimals=rulebook.decimals,
        retired=version.retired,
        content_hash=version.content_hash,
    )


def _preset_files() -> list[Path]:
    return sorted(resource("rulebooks").glob("*.toml"))


def _preset_text(code: str) -> str:
    for path in _preset_files():
        text = path.read_text(encoding="utf-8")
        if parsed(text).code == code:
            return text
    raise NotFound(f"没有编号为“{code}”的预设方案，请从列表中选择。", field="code")


def _preset_row(text: str) -> PresetRow:
    rulebook = parsed(text)
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    figures = [
        wording.base_words(rulebook.base),
        f"{len(rulebook.categories)} 类 {len(rulebook.items)} 项",
        wording.calendar_words(rulebook.calendar),
    ]
    if rulebook.publication_workdays is not None:
        figures.append(f"公示 {rulebook.publication_workdays} 个工作日")
    return PresetRow(rulebook.code, rulebook.title, "".join(lines) or rulebook.basis, tuple(figures))
