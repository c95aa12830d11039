"""组织生活: the list of activities and the attendance grid beside it."""
