#!/usr/bin/env bash
# Opens the program; where no screen is to be had, says so and makes the sample branch instead.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    echo "本机没有图形显示，改为在 demo-out 文件夹生成演示支部的数据、表格、图表和界面截图。"
    rm -rf demo-out
    exec .venv/bin/python -m app demo demo-out
fi
exec .venv/bin/python -m app
