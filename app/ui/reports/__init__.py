"""报表打印: sheets, archives, registers."""
