"""积分管理: totals, entering, reviewing, rulebooks."""
