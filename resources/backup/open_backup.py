"""打开先锋档案的备份，不需要先锋档案本身：python open_backup.py 备份.db

Turns a backup of 先锋档案, plain or encrypted, into a plain SQLite file and CSV tables. One file, Python's own
library only. Where the packages argon2-cffi and cryptography are installed it is faster.

The format. A copy is a SQLite 3 database; an encrypted one is SQLCipher 4 with a raw key, or (mark XIANFENG-COPY-1)
the whole file under AES-256-GCM. Beside it lies NAME.db.keys (JSON): every slot holds the 48 bytes of the master key
(32 key, 16 salt) under AES-256-GCM, whose key Argon2id makes of the password (NFKC) or of the recovery code; the
purpose that is authenticated with it is "slot:" + account, or "recovery".
"""

import argparse
import csv
import getpass
import hashlib
import hmac
import json
import sqlite3
import struct
import sys
import unicodedata
from array import array
from pathlib import Path

PLAIN, SEALED = b"SQLite format 3\x00", b"XIANFENG-COPY-1\n"
PAGE, RESERVE = 4096, 80
M32, M64 = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
MISREAD = str.maketrans({"O": "Q", "0": "Q", "I": "J", "1": "J", "L": "J", "U": "V"})


class Wrong(Exception):
    """The password, the code or the file does not fit."""


def _tables():
    """Return the tables of AES (FIPS 197)."""
    exp, log, x = [0] * 256, [0] * 256, 1
    for i in range(255):
        exp[i], log[x] = x, i
        x ^= (x << 1) ^ (0x11B if x & 0x80 else 0)
        x &= 0xFF

    def times(a, b):
        return exp[(log[a] + log[b]) % 255] if a and b else 0

    box = [0x63] * 256
    for i in range(1, 256):
        s = r = exp[(255 - log[i]) % 255]
        for _ in range(4):
            r = ((r << 1) | (r >> 7)) & 0xFF
            s ^= r
        box[i] = s ^ 0x63
    back = [0] * 256
    for i, s in enumerate(box):
        back[s] = i
    to = [[0] * 256 for _ in range(4)]
    fro = [[0] * 256 for _ in range(4)]
    for i in range(256):
        s, t = box[i], back[i]
        a = times(s, 2) << 24 | s << 16 | s << 8 | times(s, 3)
        b = times(t, 14) << 24 | times(t, 9) << 16 | times(t, 13) << 8 | times(t, 11)
        for n in range(4):
            to[n][i], fro[n][i] = a, b
            a, b = (a >> 8) | (a & 0xFF) << 24, (b >> 8) | (b & 0xFF) << 24
    return box, back, to, fro


BOX, BACK, TO, FRO = _tables()


def _schedule(key):
    words = list(struct.unpack(">8I", key))
    turn = 1
    for i in range(8, 60):
        w = words[-1]
        if i % 8 == 0:
            w = ((w << 8) | (w >> 24)) & M32
        if i % 4 == 0:
            w = BOX[w >> 24] << 24 | BOX[w >> 16 & 255] << 16 | BOX[w >> 8 & 255] << 8 | BOX[w & 255]
        if i % 8 == 0:
            w ^= turn << 24
            turn <<= 1
        words.append(words[-8] ^ w)
    return words


def _inverse(words):
    out = list(words)
    for i in range(4, 56):
        w = words[i]
        out[i] = (
            FRO[0][BOX[w >> 24]]
            ^ FRO[1][BOX[w >> 16 & 255]]
            ^ FRO[2][BOX[w >> 8 & 255]]
            ^ FRO[3][BOX[w & 255]]
        )
    return out


def _encrypt_block(k, block):
    t0, t1, t2, t3 = TO
    a, b, c, d = (x ^ y for x, y in zip(struct.unpack(">4I", block), k[:4]))
    for i in range(4, 56, 4):
        a, b, c, d = (
            t0[a >> 24] ^ t1[b >> 16 & 255] ^ t2[c >> 8 & 255] ^ t3[d & 255] ^ k[i],
            t0[b >> 24] ^ t1[c >> 16 & 255] ^ t2[d >> 8 & 255] ^ t3[a & 255] ^ k[i + 1],
            t0[c >> 24] ^ t1[d >> 16 & 255] ^ t2[a >> 8 & 255] ^ t3[b & 255] ^ k[i + 2],
            t0[d >> 24] ^ t1[a >> 16 & 255] ^ t2[b >> 8 & 255] ^ t3[c & 255] ^ k[i + 3],
        )
    s = BOX
    rows = ((a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c))
    return struct.pack(">4I", *(
        (s[p >> 24] << 24 | s[q >> 16 & 255] << 16 | s[r >> 8 & 255] << 8 | s[t & 255]) ^ k[56 + n]
        for n, (p, q, r, t) in enumerate(rows)
    ))  # fmt: skip


def _cbc_plain(key, iv, content):
    """Decrypt AES-256-CBC without padding."""
    k = _inverse(_schedule(key))
    words = struct.unpack(f">{len(content) // 4}I", content)
    out = []
    before = struct.unpack(">4I", iv)
    f0, f1, f2, f3 = FRO
    s = BACK
    for at in range(0, len(words), 4):
        now = words[at : at + 4]
        a, b, c, d = now[0] ^ k[56], now[1] ^ k[57], now[2] ^ k[58], now[3] ^ k[59]
        for i in range(52, 0, -4):
            a, b, c, d = (
                f0[a >> 24] ^ f1[d >> 16 & 255] ^ f2[c >> 8 & 255] ^ f3[b & 255] ^ k[i],
                f0[b >> 24] ^ f1[a >> 16 & 255] ^ f2[d >> 8 & 255] ^ f3[c & 255] ^ k[i + 1],
                f0[c >> 24] ^ f1[b >> 16 & 255] ^ f2[a >> 8 & 255] ^ f3[d & 255] ^ k[i + 2],
                f0[d >> 24] ^ f1[c >> 16 & 255] ^ f2[b >> 8 & 255] ^ f3[a & 255] ^ k[i + 3],
            )
        rows = ((a, d, c, b), (b, a, d, c), (c, b, a, d), (d, c, b, a))
        out.extend(
            (s[p >> 24] << 24 | s[q >> 16 & 255] << 16 | s[r >> 8 & 255] << 8 | s[t & 255]) ^ k[n] ^ before[n]
            for n, (p, q, r, t) in enumerate(rows)
        )
        before = now
    return struct.pack(f">{len(out)}I", *out)


def cbc(key, iv, content):
    """Decrypt AES-256-CBC without padding, by the fast package where it is there."""
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    except ImportError:
        return _cbc_plain(key, iv, content)
    work = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return work.update(content) + work.finalize()


def gcm(key, nonce, content, purpose):
    """Decrypt AES-256-GCM (NIST SP 800-38D); the last 16 bytes are the tag."""
    k = _schedule(key)
    body, tag = content[:-16], content[-16:]
    hash_key = int.from_bytes(_encrypt_block(k, bytes(16)), "big")
    table = []
    for _ in range(16):
        row, value = [0] * 256, hash_key
        for bit in (128, 64, 32, 16, 8, 4, 2, 1):
            row[bit] = value
            value = (value >> 1) ^ (0xE1 << 120 if value & 1 else 0)
        for i in range(1, 256):
            low = i & -i
            row[i] = row[low] ^ row[i ^ low]
        hash_key = value
        table.append(row)
    y = 0
    lengths = struct.pack(">QQ", len(purpose) * 8, len(body) * 8)
    for part in (purpose, body, lengths):
        for at in range(0, len(part), 16):
            block = (y ^ int.from_bytes(part[at : at + 16].ljust(16, b"\0"), "big")).to_bytes(16, "big")
            y = 0
            for n in range(16):
                y ^= table[n][block[n]]
    first = int.from_bytes(_encrypt_block(k, nonce + b"\0\0\0\1"), "big")
    if not hmac.compare_digest((y ^ first).to_bytes(16, "big"), tag):
        raise Wrong("密码或恢复码不对，或者文件已损坏。")
    out = bytearray()
    for n, at in enumerate(range(0, len(body), 16), start=2):
        pad = _encrypt_block(k, nonce + struct.pack(">I", n))
        out += bytes(x ^ y for x, y in zip(body[at : at + 16], pad))
    return bytes(out)


def _long_hash(data, size):
    data = struct.pack("<I", size) + data
    if size <= 64:
        return hashlib.blake2b(data, digest_size=size).digest()
    out, v = b"", hashlib.blake2b(data).digest()
    while size - len(out) > 64:
        out += v[:32]
        v = hashlib.blake2b(v, digest_size=min(64, size - len(out))).digest()
    return out + v


def _mix(v, at):
    """One permutation P over the 16 words of `v` at the places `at`."""
    w = [v[i] for i in at]
    for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                       (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):  # fmt: skip
        p, q, r, s = w[a], w[b], w[c], w[d]
        p = (p + q + 2 * (p & M32) * (q & M32)) & M64
        s ^= p
        s = (s >> 32) | (s << 32) & M64
        r = (r + s + 2 * (r & M32) * (s & M32)) & M64
        q ^= r
        q = (q >> 24) | (q << 40) & M64
        p = (p + q + 2 * (p & M32) * (q & M32)) & M64
        s ^= p
        s = (s >> 16) | (s << 48) & M64
        r = (r + s + 2 * (r & M32) * (s & M32)) & M64
        q ^= r
        w[a], w[b], w[c], w[d] = p, (q >> 63) | (q << 1) & M64, r, s
    for i, value in zip(at, w):
        v[i] = value


ROWS = [range(16 * i, 16 * i + 16) for i in range(8)]
COLUMNS = [[16 * j + 2 * i + n for j in range(8) for n in (0, 1)] for i in range(8)]


def _compress(x, y):
    r = [a ^ b for a, b in zip(x, y)]
    v = list(r)
    for at in ROWS:
        _mix(v, at)
    for at in COLUMNS:
        _mix(v, at)
    return array("Q", [a ^ b for a, b in zip(r, v)])


def _argon2_plain(password, salt, passes, memory, lanes, size=32):
    """Argon2id as in RFC 9106."""
    le = struct.Struct("<I").pack
    start = b"".join(map(le, (lanes, size, memory, passes, 0x13, 2, len(password))))
    start = hashlib.blake2b(start + password + le(len(salt)) + salt + le(0) + le(0)).digest()
    segment = memory // (4 * lanes)
    length = 4 * segment
    blocks = [[None] * length for _ in range(lanes)]
    for lane in range(lanes):
        for n in (0, 1):
            blocks[lane][n] = array("Q", struct.unpack("<128Q", _long_hash(start + le(n) + le(lane), 1024)))
    zero = array("Q", bytes(1024))
    for turn in range(passes):
        for part in range(4):
            for lane in range(lanes):
                own, counter, addresses = blocks[lane], 0, zero
                fixed = turn == 0 and part < 2
                for i in range(2 if turn == part == 0 else 0, segment):
                    if fixed and (i % 128 == 0 or addresses is zero):
                        counter += 1
                        ask = array("Q", [turn, lane, part, lanes * length, passes, 2, counter] + [0] * 121)
                        addresses = _compress(zero, _compress(zero, ask))
                    at = part * segment + i
                    before = own[at - 1]
                    random = addresses[i % 128] if fixed else before[0]
                    other = lane if turn == part == 0 else (random >> 32) % lanes
                    area = part * segment if turn == 0 else length - segment
                    area += i - 1 if other == lane else (-1 if i == 0 else 0)
                    j = random & M32
                    place = area - 1 - (area * (j * j >> 32) >> 32)
                    begin = 0 if turn == 0 or part == 3 else (part + 1) * segment
                    fresh = _compress(before, blocks[other][(begin + place) % length])
                    if turn:
                        fresh = array("Q", [a ^ b for a, b in zip(fresh, own[at])])
                    own[at] = fresh
    end = blocks[0][-1]
    for lane in blocks[1:]:
        end = array("Q", [a ^ b for a, b in zip(end, lane[-1])])
    return _long_hash(struct.pack("<128Q", *end), size)


def argon2id(password, slot):
    """Derive the key of a slot, by the fast package where it is there."""
    salt, numbers = bytes.fromhex(slot["salt"]), (slot["passes"], slot["memory"], slot["lanes"])
    try:
        from argon2.low_level import Type, hash_secret_raw
    except ImportError:
        print("正在由密码计算密钥，请等待几分钟……", file=sys.stderr, flush=True)
        return _argon2_plain(password, salt, *numbers)
    return hash_secret_raw(password, salt, *numbers, 32, Type.ID)


def master_key(keys, secret):
    """Return the 48 bytes of the master key that a password or the recovery code opens."""
    typed = unicodedata.normalize("NFKC", secret)
    tries = [(slot, typed, "slot:" + slot["account"]) for slot in keys["slots"]]
    code = "".join(c for c in typed.upper() if c.isalnum()).translate(MISREAD)
    if len(code) == 30 and keys["recovery"]:
        tries.insert(0, (keys["recovery"], code, "recovery"))
    for slot, text, purpose in tries:
        wrapped = slot["wrapped"]
        key = argon2id(text.encode("utf-8", "surrogatepass"), wrapped)
        try:
            return gcm(key, bytes.fromhex(wrapped["nonce"]), bytes.fromhex(wrapped["data"]), purpose.encode())
        except Wrong:
            continue
    raise Wrong("密码或恢复码不对。")


def decrypted(content, master):
    """Return the plain database of a SQLCipher 4 file; every page is authenticated first."""
    key, salt = master[:32], content[:16]
    sealing = hashlib.pbkdf2_hmac("sha512", key, bytes(b ^ 0x3A for b in salt), 2, 32)
    out = bytearray()
    for number, at in enumerate(range(0, len(content), PAGE), start=1):
        page = content[at : at + PAGE]
        skip = 16 if number == 1 else 0
        body, iv, seal = page[skip:-RESERVE], page[-RESERVE : -RESERVE + 16], page[-RESERVE + 16 :]
        wanted = hmac.digest(sealing, body + iv + struct.pack("<I", number), "sha512")
        if not hmac.compare_digest(wanted, seal):
            raise Wrong(f"第 {number} 页已损坏，或者密钥不是这份备份的。")
        out += (PLAIN if number == 1 else b"") + cbc(key, iv, body) + bytes(RESERVE)
    return bytes(out)


def plain_database(copy, ask):
    """Return the bytes of the plain database of a copy; `ask` is called where a password is needed."""
    content = copy.read_bytes()
    if content.startswith(PLAIN):
        return content
    beside = copy.with_name(copy.name + ".keys")
    if not beside.exists():
        raise Wrong(f"这份备份是加密的，还需要它旁边的密钥文件“{beside.name}”。")
    master = master_key(json.loads(beside.read_text("utf-8")), ask())
    if content.startswith(SEALED):
        start = len(SEALED)
        return gcm(master[:32], content[start : start + 12], content[start + 12 :], SEALED)
    return decrypted(content, master)


def write_tables(database, folder):
    """Write every table as CSV that Excel opens; return how many rows each has."""
    counts = {}
    with sqlite3.connect(database) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Wrong("解开的数据库没有通过完整性检查。")
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1")
        ]
        for name in names:
            rows = connection.execute(f'SELECT * FROM "{name}"')
            with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow([column[0] for column in rows.description])
                counts[name] = 0
                for row in rows:
                    writer.writerow([_safe(value) for value in row])
                    counts[name] += 1
    return counts


def _safe(value):
    if isinstance(value, bytes):
        return f"（二进制，{len(value)} 字节）"
    # a cell that begins so would be run as a formula
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def main():
    """Open a backup from the command line."""
    parser = argparse.ArgumentParser(description="打开先锋档案的备份，得到普通的 SQLite 数据库和 CSV 表格。")
    parser.add_argument("backup", type=Path, help="备份文件（.db）")
    parser.add_argument("--out", type=Path, help="解开的内容放到哪个新文件夹，默认在备份旁边")
    parser.add_argument("--password-file", type=Path, help="存有密码或恢复码的文件；不给时从键盘输入")
    args = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")

    def ask():
        if args.password_file:
            return args.password_file.read_text("utf-8").strip("\r\n")
        return getpass.getpass("密码或恢复码：")

    out = args.out or args.backup.with_name(args.backup.stem + "-解开")
    try:
        content = plain_database(args.backup, ask)
        out.mkdir(parents=True)
        database = out / "xianfeng.db"
        database.write_bytes(content)
        counts = write_tables(database, out)
    except (Wrong, OSError, sqlite3.Error) as error:
        print(f"没有打开：{error}", file=sys.stderr)
        return 1
    print(f"已解开到：{out}")
    print(
        f"党员 {counts.get('member', 0)} 人，活动 {counts.get('activity', 0)} 次，积分 {counts.get('entry', 0)} 条。"
    )
    print("里面是明文，含个人信息：用完请删除，并清空回收站。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
