"""Arguments: without a command the window opens, with one the same services run without a window."""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from app import __version__

COMMANDS = ("demo", "score", "workdays", "import_roster", "export_points", "print_archive", "backup")


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser whose help is Chinese, and that says what is wrong in one line and exits with 2."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**{**words, "add_help": False, "formatter_class": _Help})
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明后退出")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"命令写法不对：{_in_chinese(message)}。用 --help 查看用法。\n")


# What argparse says, and how a secretary would be told.
_WORDS = (
    ("the following arguments are required:", "还缺少"),
    ("unrecognized arguments:", "不认得"),
    ("expected one argument", "后面要跟一个值"),
    ("invalid choice:", "没有这个选项"),
    ("choose from", "可选"),
    ("argument ", "参数 "),
    ("invalid int value:", "应为整数："),
)


def _in_chinese(message: str) -> str:
    for english, chinese in _WORDS:
        message = message.replace(english, chinese)
    return message


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or pipe may not take Chinese in its own encoding.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    arguments = list(sys.argv[1:] if argv is None else argv)
    if _wants_window(arguments):
        return _open_window(arguments)
    if arguments[:1] == ["read-sheet"]:
        from app.services.imports import reading_child

        return reading_child.main(arguments[1:])
    if arguments == ["gallery"]:
        from app.ui.gallery import run_gallery

        return run_gallery()
    parser = _command_parser()
    args = parser.parse_args(arguments)
    from app.services.errors import AppError
    from app.services.security import command_line

    command_line.use(args.user, args.password_file)
    try:
        status: int = args.run(args)
    except AppError as error:
        print(error.message, file=sys.stderr)
        return 2
    return status


def _open_window(arguments: list[str]) -> int:
    from app.bootstrap import run_window

    # to make a parser costs 2 % of the start: the two ways in which icons call the program need none
    match arguments:
        case []:
            return run_window(None)
        case ["--data", folder]:
            return run_window(Path(folder))
    return run_window(_window_parser().parse_args(arguments).data)


def _wants_window(arguments: list[str]) -> bool:
    """Tell whether no command is named; looks at words only, so that no command is imported."""
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--data" and rest:
            rest.pop(0)
        elif not word.startswith("--data="):
            return False
    return True


def _base(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="数据文件夹，默认用系统为本程序准备的位置")
    parser.add_argument(
        "--version", action="version", version=f"先锋档案 {__version__}", help="显示版本号后退出"
    )


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="xianfeng", description="先锋档案")
    _base(parser)
    return parser


def _command_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="xianfeng",
        description="先锋档案：一人一档、积分、补学补领。不带命令时打开窗口。",
        epilog="例：xianfeng --data 支部数据 export-points 2026Q3 三季度.xlsx",
    )
    _base(parser)
    parser.add_argument("--user", metavar="用户名", help="数据设有密码时，以谁的身份登录")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="存有密码的文件；不给时从终端询问")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)
    for name in COMMANDS:
        importlib.import_module(f"app.commands.{name}").add_parser(commands)
    commands.add_parser("gallery", help="打开界面控件一览")
    return parser


if __name__ == "__main__":
    sys.exit(main())
