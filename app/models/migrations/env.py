"""Alembic's environment: runs the steps on the connection that `app.models.schema` hands in."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,
    # The caller holds one transaction around all steps, so that a failing one leaves nothing behind.
    transaction_per_migration=False,
)
context.run_migrations()
