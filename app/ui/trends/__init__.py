"""季度分析: the branch's quarter and a member's year as figures."""
