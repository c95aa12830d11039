"""季度分析: what can be asked of the branch's figures, and what a chart, its table and its exports are made of."""
