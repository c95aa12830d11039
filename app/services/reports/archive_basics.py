"""基本信息 of a printed archive: the national items, masked unless asked, with the photo."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from app.services.id_numbers import mask
from app.services.reports.archive_documents import ArchiveDoc, Basics, PrintMeta
from app.services.reports.blocks import Block, cell, soft
from app.services.reports.words import DASH, NOTHING, day_text, masked_address, masked_phone

_LONG_VALUE = 26
"""Characters that two lines beside a label hold."""
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"


def basics_block(doc: ArchiveDoc, meta: PrintMeta) -> Block:
    """Return the block: rows beside the photo, then rows of two pairs or of one long value."""
    basics = doc.basics
    return {
        "kind": "basics",
        "photo": photo_svg(doc.photo),
        "beside": _beside(doc.name, basics),
        "pairs": [*_pairs(doc, meta), *paired(basics.further)],
        "long": [
            ["工作单位", cell(basics.employer)],
            ["工作岗位", cell(basics.post)],
            ["所在党支部", cell(doc.branch)],
            ["家庭住址", cell(basics.address if meta.show_contact else masked_address(basics.address))],
            ["备注", soft(basics.note) or NOTHING],
        ],
    }


def paired(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return label and value cells, two pairs a row; a long value, or one that is left over, has its row alone."""
    rows: list[list[str]] = []
    waiting: list[str] = []
    for label, value in pairs:
        cells = [label, cell(value)]
        if len(value) > _LONG_VALUE:
            rows.append(cells)
        elif waiting:
            rows.append([*waiting, *cells])
            waiting = []
        else:
            waiting = cells
    return [*rows, waiting] if waiting else rows


def photo_svg(photo: bytes | None) -> str:
    """Return the photo wrapped in SVG text, which a template can take without a file; empty for no photo.

    Other bytes than JPEG and PNG count as no photo: the archive is printed with the empty frame.
    """
    if not photo or not photo.startswith((_JPEG, _PNG)):
        return ""
    kind = "jpeg" if photo.startswith(_JPEG) else "png"
    # 35 × 49 mm is the 2寸 frame; slice fills it without distortion
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="350" height="490" viewBox="0 0 350 490">'
        '<image width="350" height="490" preserveAspectRatio="xMidYMid slice" '
        f'href="data:image/{kind};base64,{b64encode(photo).decode()}"/></svg>'
    )


def _beside(name: str, basics: Basics) -> list[list[str]]:
    rows = (
        ("姓名", name, "性别", basics.sex),
        ("民族", basics.ethnicity, "籍贯", basics.native_place),
        ("出生日期", day_text(basics.born), "党龄", basics.party_years),
        ("学历", basics.education, "学位", basics.degree or NOTHING),
    )
    return [[text if n % 2 == 0 else cell(text) for n, text in enumerate(row)] for row in rows]


def _pairs(doc: ArchiveDoc, meta: PrintMeta) -> list[list[str]]:
    basics = doc.basics
    number = basics.id_number if meta.show_id else mask(basics.id_number)
    mobile, landline = basics.mobile, basics.landline
    if not meta.show_contact:
        mobile, landline = masked_phone(mobile), masked_phone(landline)
    rows = (
        ("公民身份证号", number or DASH, "人员类别", basics.member_kind),
        ("加入党组织日期", day_text(basics.joined), "转为正式党员日期", day_text(basics.regular)),
        ("参加工作日期", day_text(basics.started_work), "党籍状态", basics.status),
        ("党内职务", basics.party_post or NOTHING, "党小组", doc.group or NOTHING),
        ("手机号", mobile, "固定电话", landline or NOTHING),
        ("是否失联党员", basics.lost, "是否流动党员", basics.floating),
    )
    return [[text if n % 2 == 0 else cell(text) for n, text in enumerate(row)] for row in rows]
