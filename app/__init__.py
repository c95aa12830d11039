"""先锋档案: the desk program of a party-branch secretary (党支部书记)."""

__version__ = "2026.1.0"
