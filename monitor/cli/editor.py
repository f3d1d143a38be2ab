"""Editing a few fields in the person's own editor."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from monitor.errors import UsageError


def edit_fields(fields: Mapping[str, object], *, title: str) -> dict[str, object]:
    """Open ``$VISUAL`` or ``$EDITOR`` (else vi) on the fields as TOML; returns them as saved."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    text = f"# {title}: save and leave the editor to keep the changes\n" + to_toml(fields)
    handle, name = tempfile.mkstemp(prefix="monitor-", suffix=".toml")  # mode 0600
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            done = subprocess.run([*shlex.split(editor), name], check=False)  # noqa: S603
        except (OSError, ValueError) as error:
            raise UsageError(f"editor {editor!r} cannot be started; set EDITOR") from error
        if done.returncode:
            raise UsageError(f"editor {editor!r} ended with status {done.returncode}; not saved")
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{title}: not saved, no valid TOML: {error}") from error
    finally:
        path.unlink(missing_ok=True)


def to_toml(fields: Mapping[str, object]) -> str:
    """``key = value`` lines; strings, numbers and lists of strings only."""
    # A JSON string is a TOML basic string: the same escapes, and controls are escaped.
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in fields.items())
