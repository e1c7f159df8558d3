"""Run by Alembic: migrates over the connection that `rasad.store.schema.upgrade` has opened."""

from __future__ import annotations

from alembic import context

from rasad.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
