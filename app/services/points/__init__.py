"""积分: rulebooks, entries and what follows from them."""
