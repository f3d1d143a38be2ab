"""Runs the migrations on the connection that monitor.storage.migrate hands over.

Called by Alembic's own command line, it opens the database named by ``-x url=...`` or the
environment variable MONITOR_DATABASE__URL.
"""

import os

import sqlalchemy as sa
from alembic import context

from monitor.storage.engine import Database
from monitor.storage.migrate import is_ours
from monitor.storage.tables import metadata


def render_item(kind, item, _autogen_context):
    """Plain types in the migrations: they must not change with the program."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run(connection):
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        include_name=is_ours,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    url = context.get_x_argument(as_dictionary=True).get("url")
    database = Database(url or os.environ["MONITOR_DATABASE__URL"], migrating=True)
    with database.write() as own:
        run(own)
    database.close()
