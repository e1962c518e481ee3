"""Alembic's entry: runs migrations over the connection it is handed."""

from alembic import context

import crmbridge.ledger.directory_tables
import crmbridge.ledger.tables  # noqa: F401 - both fill the metadata
from crmbridge.ledger.metadata import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
