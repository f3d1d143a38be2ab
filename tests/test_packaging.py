"""What leaves the house: the wheel, the Makefile's first minute, the container's files."""

from __future__ import annotations

import email
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[1]
#: What the Dockerfile copies before it builds: the wheel must not need more.
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "monitor", "config", "alembic")
#: A demo replays the whole story; on a busy machine that takes a while.
DEMO_TIMEOUT = 300


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Output of a command that ends well."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=None if env is None else dict(env),
        capture_output=True,
        text=True,
        timeout=DEMO_TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built in a folder with a space in its name from what a container gets."""
    folder = tmp_path_factory.mktemp("a source")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "out", cwd=folder)
    (built,) = (folder / "out").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's contents as an installer lays them out, in a folder with a space."""
    folder = tmp_path_factory.mktemp("site packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def environment(installed: Path) -> dict[str, str]:
    """The environment with the installed package before the checkout, and no settings."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MONITOR_")}
    return {**clean, "PYTHONPATH": str(installed), "COLUMNS": "100"}


def test_the_wheel_holds_all_that_is_needed_at_run_time(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {
        f"monitor/_shipped/{path.relative_to(ROOT).as_posix()}"
        for folder in ("config", "alembic")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(shipped) > 6
    assert shipped - names == set()
    data = {
        path.relative_to(ROOT).as_posix()
        for pattern in ("demo/**/*.toml", "notify/templates/*", "py.typed", "**/*.py")
        for path in (ROOT / "monitor").glob(pattern)
    }
    assert "monitor/py.typed" in data
    assert "monitor/notify/templates/digest.html.j2" in data
    assert any(name.startswith("monitor/demo/newsroom/") for name in data)
    assert data - names == set()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    info = next(name.partition("/")[0] for name in names if ".dist-info/" in name)
    strange = [name for name in names if not name.startswith(("monitor/", f"{info}/"))]
    assert strange == []
    suffixes = {Path(name).suffix for name in names if name.startswith("monitor/")}
    assert suffixes <= {".py", ".toml", ".tsv", ".j2", ".mako", ".typed", ".onnx", ".json"}
    # A package of that name would shadow the migration library.
    assert "monitor/_shipped/alembic/__init__.py" not in names


def test_the_metadata_names_command_licence_and_dependencies(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        read = {Path(name).name: archive.read(name).decode() for name in names if ".dist-" in name}
    metadata = email.message_from_string(read["METADATA"])
    assert metadata["Name"] == "followup-monitor"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "Apache License" in read["LICENSE"]
    assert "monitor = monitor.__main__:main" in read["entry_points.txt"]
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert any(line.startswith("lxml-html-clean") for line in map(normal, needed))
    assert metadata.get_all("Provides-Extra") == ["postgres", "test"]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_of_the_package_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    named = {normal(re.split(r"[<>=\[ ]", line)[0]) for line in lines}
    imported = {
        match[1]
        for path in (ROOT / "monitor").rglob("*.py")
        for match in re.finditer(
            r"^ *(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    foreign = {normal(name) for name in imported - set(sys.stdlib_module_names) - {"monitor"}}
    # lxml is trafilatura's own parser and comes with it.
    assert foreign - named - {"lxml"} == set()


@pytest.mark.slow
def test_the_installed_wheel_runs_the_demo_in_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "an empty folder"
    folder.mkdir()
    env = environment(installed)
    where = "import monitor, monitor.shipped as s; print(monitor.__file__, s.config_dir())"
    assert str(ROOT) not in run(sys.executable, "-P", "-c", where, cwd=folder, env=env)
    said = run(sys.executable, "-P", "-m", "monitor", "demo", cwd=folder, env=env)
    assert "The digest as a mail: demo-output/digest.html" in said
    assert "confirmation" in said
    assert (folder / "demo-output" / "digest.html").stat().st_size > 5000
    assert [path.name for path in folder.iterdir()] == ["demo-output"]


def test_the_installed_wheel_makes_and_checks_a_database(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "another folder"
    folder.mkdir()
    env = environment(installed)
    monitor = (sys.executable, "-P", "-m", "monitor")
    assert "followup-monitor 0." in run(*monitor, "--version", cwd=folder, env=env)
    run(*monitor, "db", "upgrade", cwd=folder, env=env)
    assert "database ok" in run(*monitor, "db", "check", cwd=folder, env=env)
    assert (folder / "monitor.db").exists()


def test_the_model_in_the_wheel_is_small_and_whole(wheel: Path) -> None:
    folder = "monitor/matching/stance/"
    with zipfile.ZipFile(wheel) as archive:
        sizes = {i.filename: i.file_size for i in archive.infolist() if folder in i.filename}
    names = {name.removeprefix(folder) for name in sizes}
    assert names == {"manifest.json", "model.onnx", "short.onnx", "tokenizer.json"}
    assert 5_000_000 < sum(sizes.values()) <= 30_000_000


#: Runs a command in a network namespace of its own: not even loopback is up.
OFFLINE = ("unshare", "-rn")


def without_network() -> tuple[str, ...]:
    """The words before a command that cut it off; () where the system does not let us."""
    if shutil.which(OFFLINE[0]) is None:
        return ()
    tried = subprocess.run([*OFFLINE, "true"], capture_output=True, check=False)
    return OFFLINE if tried.returncode == 0 else ()


def test_the_installed_wheel_judges_without_network_from_a_cold_start(
    installed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "nothing here"
    folder.mkdir()
    dead = "http://127.0.0.1:9"  # the discard port: whoever asks a proxy there is refused
    env = {
        **environment(installed),
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), dead),
        "HOME": str(folder),  # nothing is found in a cache of earlier runs
        "XDG_CACHE_HOME": str(folder),
        "HF_HUB_OFFLINE": "1",
    }
    row = {
        "claim": "Norway has sent soldiers to Chile",
        "text": "Norway confirmed on Monday that its soldiers are in Chile.",
    }
    words = [*without_network(), sys.executable, "-P", "-m", "monitor", "judge"]
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            words,
            cwd=folder,
            env=env,
            input=json.dumps(row),
            capture_output=True,
            text=True,
            timeout=DEMO_TIMEOUT,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
        assert (done.returncode, done.stderr) == (0, "")
        answer = json.loads(done.stdout)
        assert answer["stance"] == "supports"
        with (installed / "monitor/matching/stance/manifest.json").open(encoding="utf-8") as file:
            assert answer["version"].startswith(json.load(file)["version"] + " ")
    # The time of the processor: a busy machine makes the clock on the wall run away.
    assert min(spent) < 3.0, spent
    assert list(folder.iterdir()) == []


def test_the_model_that_judges_is_the_one_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = "from monitor.shipped import model_dir; print(model_dir())"
    told = run(sys.executable, "-P", "-c", where, cwd=tmp_path, env=environment(installed))
    assert Path(told.strip()) == installed / "monitor" / "matching" / "stance"


def test_an_installation_without_its_model_says_so_in_one_line(
    installed: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "broken"
    shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("*.onnx"))
    done = subprocess.run(
        [sys.executable, "-P", "-m", "monitor", "judge"],
        cwd=tmp_path,
        env=environment(copy),
        input="",
        capture_output=True,
        text=True,
        timeout=DEMO_TIMEOUT,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "model.onnx cannot be read" in done.stderr


# --- The Makefile's first minute ---


def make(folder: Path, *words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "pyproject.toml", folder)
    # The tests themselves may have been started by make, which tells its children so.
    outer = {
        key: value for key, value in os.environ.items() if "MAKE" not in key and key != "MFLAGS"
    }
    return subprocess.run(
        [shutil.which("make") or "make", *words],
        cwd=folder,
        env={**outer, "PATH": path or os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@needs_make
def test_make_says_in_one_line_that_python_is_missing(tmp_path: Path) -> None:
    done = make(tmp_path, "demo", "PYTHON=", "UV=")
    assert done.returncode != 0
    (line,) = (line for line in done.stderr.splitlines() if "make:" not in line)
    assert line.startswith("python3.11 or newer is missing: apt-get install python3")
    assert not (tmp_path / ".venv").exists()


@needs_make
def test_make_says_in_one_line_that_the_venv_module_is_missing(tmp_path: Path) -> None:
    # A Debian python3 without python3-venv: everything works but the import.
    python = tmp_path / "python3"
    python.write_text(
        f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    done = make(tmp_path, "demo", f"PYTHON={python}", "UV=")
    assert done.returncode != 0
    (line,) = (line for line in done.stderr.splitlines() if "make:" not in line)
    assert line == "python's venv module is missing: apt-get install python3-venv"


@needs_make
def test_make_takes_a_python_that_is_new_enough(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "echo", "env"):
        (tools / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    for name, status in (("python3", 1), ("python3.12", 0)):
        script = tools / name
        script.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
        script.chmod(0o755)
    done = make(tmp_path, "-n", "demo", path=str(tools))
    assert done.returncode == 0, done.stderr
    assert '"python3.12" -m venv .venv' in done.stdout
    assert ".venv/bin/monitor demo" in done.stdout


# --- Container ---


def test_the_dockerfile_copies_what_there_is_and_the_ignore_file_lets_pass() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [
        word
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    ]
    assert sorted(copied) == sorted(SOURCES)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [name for name in SOURCES if f"!{name}" not in ignored] == []
    versions = {match[1] for line in lines if (match := re.match(r"FROM python:3\.(\d+)", line))}
    assert len(versions) == 1
    assert all(int(version) >= 11 for version in versions)
    assert "USER monitor" in lines


def test_the_settings_of_the_container_are_settings() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    named = dict(re.findall(r"(MONITOR_\w+)=(\S+)", text))
    assert load_settings(ROOT / "config" / "monitor.toml", named).log.format == "json"
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    defaults = dict(
        re.findall(r"^ +(MONITOR_\w+): (?:\$\{\w+:-)?([^}\n]*)\}?$", compose, re.MULTILINE)
    )
    assert len(defaults) > 8
    defaults["MONITOR_DATABASE__URL"] = "postgresql+psycopg://monitor:monitor@postgres/monitor"
    settings = load_settings(ROOT / "config" / "monitor.toml", defaults)
    assert settings.email.host == "mail"
    assert settings.digest == Settings().digest
    # With the mail catcher's profile nothing else has to be set.
    load_settings(None, {**defaults, "MONITOR_DIGEST__CHANNELS": "email"})


def test_the_health_check_is_a_command() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert '["monitor", "status", "--check"]' in text
    from tests.test_docs import refused

    assert refused("monitor status --check") == ""


def test_compose_accepts_its_file() -> None:
    standalone, docker = shutil.which("docker-compose"), shutil.which("docker")
    command = [standalone] if standalone else [docker, "compose"] if docker else None
    if command and not standalone:  # the client may be there without its compose plugin
        asked = subprocess.run([*map(str, command), "version"], capture_output=True, check=False)
        command = command if asked.returncode == 0 else None
    if command is None:
        pytest.skip("docker compose is not installed: its file is checked by its settings only")
    for profile in ([], ["--profile", "mail"]):
        done = subprocess.run(
            [*map(str, command), *profile, "-f", ROOT / "docker-compose.yml", "config", "-q"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
