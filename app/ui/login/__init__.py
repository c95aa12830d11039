"""Log-in, lock, passwords and the recovery code."""
