"""Rulebooks as files (导入导出): the exchange text, and the workbook that a secretary can edit."""

from __future__ import annotations

from pathlib import Path

from app.models.kinds import AuditKind
from app.services.audit import log_event
from app.services.context import Context
from app.services.errors import BadFile
from app.services.files import write_atomic
from app.services.points.findings import BadRulebook, Finding, Severity
from app.services.points.rulebook import read
from app.services.points.rulebooks import export_toml
from app.services.points.rules import Rulebook
from app.services.points.versions import parsed

TOML = ".toml"


def read_file(path: Path) -> tuple[Rulebook, tuple[Finding, ...]]:
    """Return the rulebook of a file with the warnings of its check; nothing is saved.

    Raises:
        BadFile: The file cannot be read or is neither exchange text nor workbook.
        BadRulebook: It has errors, each with its line, its key, or its cell.

    """
    if path.suffix.lower() == TOML:
        rulebook, findings = read(_text_of(path))
    else:
        from app.services.imports.rulebook_book import read_book

        rulebook, findings = read_book(path)
    errors = [finding for finding in findings if finding.level is Severity.ERROR]
    if errors:
        raise BadRulebook(errors)
    return rulebook, findings


def export_file(ctx: Context, version_id: int, path: Path) -> None:
    """Write a version as exchange text (.toml) or as a workbook (.xlsx).

    Raises:
        NotFound: There is no such version.
        FileBusy: The file cannot be written.

    """
    text = export_toml(ctx, version_id)
    if path.suffix.lower() == TOML:
        data = text.encode()
    else:
        from app.services.reports.excel_rulebook import rulebook_workbook

        data = rulebook_workbook(parsed(text))
    write_atomic(path, data)
    log_event(ctx, AuditKind.EXPORT, f"导出积分方案 {path.name}")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"“{path.name}”无法读取，请选择以 UTF-8 保存的 .toml 积分方案文件。") from error
