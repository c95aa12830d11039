"""Numbered alembic steps; a step never imports models and never changes after a release."""
