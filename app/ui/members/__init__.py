"""党员档案: the list of members and one archive beside it."""
