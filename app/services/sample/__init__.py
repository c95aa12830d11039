"""演示支部: an invented branch lived through a whole year by the real services."""
