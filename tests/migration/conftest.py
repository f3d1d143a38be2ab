"""A scripts folder to which tests add migrations of their own."""

import shutil

import pytest

from monitor.shipped import alembic_dir
from monitor.storage.migrate import SCHEMA

_TEMPLATE = """
import os
import signal
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade():
{upgrade}


def downgrade():
{downgrade}
"""


def _body(lines: str) -> str:
    return "\n".join(f"    {line}" for line in (lines or "pass").splitlines())


@pytest.fixture
def scripts(tmp_path):
    """The shipped migrations, copied; calling it with (upgrade, downgrade) adds the next."""
    folder = tmp_path / "scripts with a space"
    shutil.copytree(alembic_dir(), folder, ignore=shutil.ignore_patterns("__pycache__"))

    def add(upgrade: str, downgrade: str = ""):
        following = f"{int(SCHEMA) + 1:04}"
        (folder / "versions" / f"{following}_next.py").write_text(
            _TEMPLATE.format(
                revision=following,
                before=SCHEMA,
                upgrade=_body(upgrade),
                downgrade=_body(downgrade),
            )
        )
        return folder

    return add
