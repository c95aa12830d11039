#!/usr/bin/env bash
# Makes the machine and .venv ready: setup.sh run|test
# Where nothing has changed since the last time it only looks, which takes a tenth of a second.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}

# a|b: the first name that this system knows (Ubuntu 24.04 renamed some)
window=(libegl1 libgl1 libfontconfig1 libdbus-1-3 'libglib2.0-0|libglib2.0-0t64' libxkbcommon0 libx11-6
    libx11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render-util0 libxcb-shape0 libxcb-xfixes0 libxcb-xkb1 libxcb-sync1 'libcups2|libcups2t64'
    fonts-noto-cjk fonts-lxgw-wenkai)
tests=(xvfb xauth poppler-utils libreoffice-calc-nogui gcc libc6-dev)

say() { printf '%s\n' "$*" >&2; }

may_install() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# Prints those of the given packages (with alternatives) of which no form is installed.
missing() {
    local have entry name
    # one call for all is what keeps the look short
    have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
    for entry in "$@"; do
        for name in ${entry//|/ }; do
            grep -qxF -- "$name" <<<"$have" && continue 2
        done
        printf '%s\n' "$entry"
    done
}

# Installs the given packages by apt, or names the one command that does.
install() {
    local entry name wanted=() unknown=()
    if ! may_install; then
        local first=()
        for entry in "$@"; do first+=("${entry%%|*}"); done
        say "缺少系统组件，请以管理员身份运行后重试 / system packages are missing, run this as an administrator:"
        say "    sudo apt-get install -y --no-install-recommends ${first[*]}"
        exit 1
    fi
    say "正在安装系统组件 / installing: $*"
    as_root apt-get update -qq
    for entry in "$@"; do
        for name in ${entry//|/ }; do
            if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then wanted+=("$name"); continue 2; fi
        done
        unknown+=("$entry")
    done
    [ ${#unknown[@]} = 0 ] || say "本系统的软件源里没有 / not in this system's sources: ${unknown[*]}"
    [ ${#wanted[@]} = 0 ] || as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
}

system_packages() {
    [ "$(uname -s)" = Linux ] || return 0
    if ! command -v dpkg-query >/dev/null; then
        # another family of Linux: name what the window cannot do without
        ldconfig -p | grep -q 'libEGL\.so\.1' || say "缺少 libEGL / libGL，请用本系统的软件包管理器安装 / please install libEGL and libGL."
        return 0
    fi
    local wanted=("${window[@]}") lacking
    [ "$purpose" = run ] || wanted+=("${tests[@]}")
    mapfile -t lacking < <(missing "${wanted[@]}")
    [ ${#lacking[@]} = 0 ] || install "${lacking[@]}"
}

find_python() {
    local name
    for name in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "需要 Python 3.11、3.12 或 3.13，请先安装 / Python 3.11, 3.12 or 3.13 is needed: sudo apt-get install python3"
    exit 1
}

make_venv() {
    local python version
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install "python$version-venv|python3-venv"
    fi
    say "正在建立 .venv / making .venv"
    rm -rf .venv
    "$python" -m venv .venv
}

by_uv() {
    .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes .ci/requirements.lock &&
        .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --editable .
}

# Slower, but it knows the mirror and the certificates of this machine's pip.conf, which uv does not read.
by_pip() {
    local pip=(.venv/bin/python -m pip install --quiet --disable-pip-version-check)
    "${pip[@]}" --require-hashes --requirement .ci/requirements.lock
    "${pip[@]}" --no-deps --editable .
}

python_packages() {
    local stamp=.venv/.ready want
    want=$(cat .ci/requirements.lock pyproject.toml .ci/setup.sh | cksum)
    if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$want $PWD" ]; then return; fi
    .venv/bin/python -c 'import pip' 2>/dev/null || make_venv
    say "正在安装 Python 组件 / installing Python packages"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv==0.13.9'
    by_uv 2>/dev/null || by_pip
    printf '%s' "$want $PWD" >"$stamp"
}

system_packages
python_packages
