"""`score`: try a rulebook on a file of facts and print every member's score (积分试算)."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.errors import AppError, BadFile
from app.services.points.facts_file import read_facts
from app.services.points.findings import BadFacts, BadRulebook
from app.services.points.rulebook import parse
from app.services.points.rules import Rulebook
from app.services.points.rules_numbers import number_text
from app.services.points.scoring import score
from app.services.points.scoring_cards import Scorecard, Step

if TYPE_CHECKING:
    # the private name is the only one argparse has for it
    from argparse import _SubParsersAction

BAD_INPUT = 2
_LARGEST_FILE = 256 * 1024 * 1024


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = subparsers.add_parser(
        "score",
        help="用积分方案试算一份数据",
        description="按一套积分方案试算一份事实文件，输出每名党员的得分（JSON）。",
    )
    parser.add_argument("--rulebook", metavar="R.toml", required=True, help="积分方案文件")
    parser.add_argument("--facts", metavar="F.json", required=True, help="党员名单与积分记录")
    parser.add_argument("--explain", action="store_true", help="逐步说明每个分数的来历")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the scores as JSON; on bad input only its reasons, one a line on standard error, and return 2."""
    try:
        answer = _answer(Path(args.rulebook), Path(args.facts), explain=args.explain)
    except (BadRulebook, BadFacts) as bad:
        for finding in bad.findings:
            print(_one_line(finding.line), file=sys.stderr)
        return BAD_INPUT
    except AppError as bad:
        print(_one_line(bad.message), file=sys.stderr)
        return BAD_INPUT
    text = json.dumps(answer, ensure_ascii=False, indent=1)
    # half a character, which JSON may hold as an escape, cannot be printed
    print(text.encode("utf-8", "replace").decode("utf-8"))
    return 0


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _answer(rulebook_path: Path, facts_path: Path, *, explain: bool) -> dict[str, Any]:
    rulebook = parse(_text(rulebook_path, "积分方案文件"))
    trial = read_facts(_text(facts_path, "数据文件"), rulebook)
    scored = score(
        rulebook,
        trial.members,
        trial.facts,
        trial.period,
        last_year=trial.last_year,
        as_of=trial.as_of,
        explain=explain,
    )
    return {
        "rulebook": rulebook.code,
        "period": trial.period.code,
        "members": [_card(rulebook, card, explain=explain) for card in scored.cards],
    }


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise BadFile(f"{name}“{path.name}”过大，无法读取。")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as missing:
        raise BadFile(f"{name}“{path.name}”不存在，请检查路径。") from missing
    except UnicodeDecodeError as wrong:
        raise BadFile(f"{name}“{path.name}”不是 UTF-8 文本，请另存为 UTF-8 后重试。") from wrong
    except (OSError, ValueError) as error:
        raise BadFile(f"{name}“{path.name}”无法读取，请检查它是不是文件、有没有权限。") from error


def _card(rulebook: Rulebook, card: Scorecard, *, explain: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "name": card.member,
        "total": number_text(card.total),
        "base": number_text(card.base),
        "categories": {code: number_text(points) for code, points in card.categories.items()},
        "items": {code: number_text(points) for code, points in card.items.items()},
        "grade": card.grade,
        "rank": card.rank,
        "void": list(card.void),
        "veto": card.veto,
    }
    # a dict in the order of the rulebook reads better than one in the order of evaluation
    answer["categories"] = {c.code: answer["categories"][c.code] for c in rulebook.categories}
    if explain:
        answer["steps"] = _steps(card)
    return answer


def _steps(card: Scorecard) -> list[dict[str, Any]]:
    inside = {part.period.code: part for part in card.parts}
    answer = []
    for step in card.steps:
        told = _step(step)
        if step.code in inside:
            told["steps"] = _steps(inside[step.code])
        answer.append(told)
    return answer


def _step(step: Step) -> dict[str, Any]:
    return {
        "stage": step.stage.value,
        "code": step.code,
        "text": step.text,
        "facts": list(step.facts),
        "value": number_text(step.value),
        "not_counted": number_text(step.cut),
        "running": number_text(step.running),
    }
