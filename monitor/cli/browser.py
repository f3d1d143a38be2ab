"""Opening a link in the person's own browser."""

from __future__ import annotations

import os
import sys

from monitor.errors import MonitorError


def open_url(url: str) -> str:
    """Open a link in the person's browser; what was done, or the link to copy over SSH."""
    import webbrowser

    if not url.startswith(("http://", "https://")):
        return f"not a link that can be opened: {url}"
    remote = bool(os.environ.get("SSH_CONNECTION"))
    if remote or not (sys.platform == "darwin" or os.environ.get("DISPLAY")):
        return f"no browser here; the link is {url}"
    try:
        opened = webbrowser.open(url)
    except (webbrowser.Error, OSError) as error:
        raise MonitorError(f"the browser could not be started: {error}") from error
    return f"opened {url}" if opened else f"no browser here; the link is {url}"
