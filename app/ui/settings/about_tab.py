"""关于: versions, what is promised, and the licences of what the program is built from."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import __version__
from app.ui.settings.frame import column_tab
from app.ui.widgets.labels import faded, heading, rule, text_label

LICENCES = (
    ("Python", "PSF 许可"),
    ("Qt 与 PySide6", "LGPL 3.0"),
    ("SQLite", "公有领域"),
    ("SQLCipher 与 sqlcipher3（数据加密）", "BSD 三条款、zlib 许可"),
    ("argon2-cffi（密码）", "MIT"),
    ("cryptography（备份加密）", "Apache 2.0 或 BSD 三条款"),
    ("SQLAlchemy、alembic", "MIT"),
    ("psycopg（只用于服务器数据库）", "LGPL 3.0"),
    ("openpyxl、python-calamine", "MIT"),
    ("defusedxml", "PSF 许可"),
    ("Matplotlib", "Matplotlib 许可（BSD 类）"),
    ("NumPy", "BSD 三条款"),
    ("Pillow", "MIT-CMU"),
    ("Typst", "Apache 2.0"),
    ("pypdf", "BSD 三条款"),
    ("fontTools、pypinyin、platformdirs", "MIT"),
    ("tzdata（时区）", "Apache 2.0"),
    ("Tabler 图标", "MIT"),
    ("Noto Sans CJK、霞鹜文楷等字体（由系统提供）", "SIL OFL 1.1"),
)
"""What the program is built from, and under which licence."""


class AboutTab(QWidget):
    """Fixed texts."""

    def __init__(self) -> None:
        super().__init__()
        parts = f"Python {platform.python_version()}　Qt {qVersion()}"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            column_tab(
                heading("先锋档案", level=2),
                text_label(f"版本 {__version__}", selectable=True),
                faded(parts),
                rule(),
                text_label("党支部书记的一人一档与积分、补学补领工作台。", wrap=True),
                text_label(
                    "数据只保存在本机的数据文件夹里，不向任何地方发送；查看完整证件号、导出和打印都会记入操作日志。",
                    wrap=True,
                ),
                text_label("程序只计算、提醒和建议，党籍和组织处理以组织决定为准。", wrap=True),
                rule(),
                heading("所用组件的许可", level=3),
                *(text_label(f"{name}　{licence}") for name, licence in LICENCES),
            )
        )
