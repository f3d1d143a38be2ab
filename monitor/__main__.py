"""``monitor`` and ``python -m monitor``."""

from __future__ import annotations

import io
import os
import sys


def main() -> None:
    """Run the command line; errors become one line on stderr and an exit code."""
    from monitor.cli.app import app  # noqa: PLC0415 - so that an interrupt here is quiet too
    from monitor.errors import MonitorError, UsageError  # noqa: PLC0415
    from monitor.log import without_secrets  # noqa: PLC0415

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an ASCII terminal gets \\u201c, no traceback
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="monitor")
    except MonitorError as error:
        from monitor.domain.cleaning import safe_text  # noqa: PLC0415

        line = safe_text(without_secrets(str(error)), limit=2000)
        print(f"monitor: {line}", file=sys.stderr)  # noqa: T201
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) went away; closing stdout quietly needs a place to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
