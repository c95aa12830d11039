"""设置: names, limits, groups, calendar, backup."""
