"""Measure how fast and how large the shipped judge is, on one core.

    python bench/quality/speed.py [--model DIR]

Times are medians: the processor time that the program used, which is what the limits are for,
and the wall clock beside it, which a busy machine makes longer. The reference is a plain
float32 product of matrices with as many multiplications, in the same run. Exit 1 when a limit
is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # before numpy: the reference runs on one core too
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # as the product does, here before it is loaded
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PAIRS, TOKENS, TIMES, STARTS = 32, 128, 9, 5
#: Of the shipped model: a claim of eight tokens and a text that fills the rest.
LAYERS, WIDTH = 12, 384  # of both models
CLAIM = "France has sent soldiers to Spain"
TEXT = "the mayor said on monday that no soldiers had come to the town by the border " * 20
ROW = {"claim": CLAIM, "text": "France confirmed on Monday that its soldiers are in Spain."}
LIMITS = {"pairs": 1.2, "windows": 1.2, "load": 2.0, "memory": 250.0, "cold start": 3.0}

Times = tuple[float, float]  # processor, wall


def timed(work: Callable[[], object], times: int) -> Times:
    """Medians of the processor and wall time of ``work``, after one run to warm up."""
    work()
    found = []
    for _ in range(times):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        found.append((time.process_time() - cpu, time.perf_counter() - wall))
    return _medians(found)


def _medians(found: list[Times]) -> Times:
    cpu, wall = zip(*found, strict=True)
    return statistics.median(cpu), statistics.median(wall)


def resident() -> float:
    """Megabytes of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def peak() -> float:
    """The most megabytes that this process ever had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def measure(folder: Path) -> dict[str, Any]:
    """Load time, memory and speed of a model; in a process that has done nothing else."""
    bare = resident()
    import onnxruntime  # noqa: F401 - what it takes to import is not the model's load time
    import tokenizers  # noqa: F401

    from monitor.matching.encoder import CrossEncoder

    imported = resident()
    cpu, wall = time.process_time(), time.perf_counter()
    encoder = CrossEncoder(folder)
    load = (time.process_time() - cpu, time.perf_counter() - wall)
    loaded = resident()
    pairs = [(CLAIM, TEXT)] * PAIRS
    windows = timed(lambda: encoder.read(pairs), TIMES)
    speed = timed(lambda: encoder.read_short(pairs), TIMES)
    read = resident()
    return {
        "load": load,
        "pairs": speed,
        "windows": windows,
        "libraries": imported - bare,
        "loaded": loaded - bare,
        "memory": read - bare,
        "peak": peak() - bare,
    }


def reference() -> Times:
    """A float32 product with as many multiplications as the model needs for all pairs."""
    import numpy as np

    dense = 12 * WIDTH * WIDTH  # of a token in a layer: four square products, two of 1 to 4
    attention = 2 * TOKENS * WIDTH
    wanted = PAIRS * TOKENS * LAYERS * (dense + attention)
    left = np.ones((TOKENS, WIDTH), dtype=np.float32)
    right = np.ones((WIDTH, 4 * WIDTH), dtype=np.float32)
    repeats = round(wanted / (TOKENS * WIDTH * 4 * WIDTH))

    def work() -> None:
        for _ in range(repeats):
            left @ right

    return timed(work, TIMES)


def cold_start(folder: Path | None) -> Times:
    """``python -m monitor judge`` with one row, from nothing to its answer."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if folder:
        environment["MONITOR_JUDGE__MODEL_DIR"] = str(folder)
    found = []
    for _ in range(STARTS + 1):  # the first one warms the disk's cache
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "monitor", "judge"],
            input=json.dumps(ROW),
            capture_output=True,
            text=True,
            env=environment,
            check=True,
        )
        wall = time.perf_counter() - wall
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert json.loads(done.stdout)["stance"], done.stdout
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        found.append((cpu, wall))
    return _medians(found[1:])


def machine() -> str:
    """The machine in words."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        name = next((row.split(": ")[1] for row in lines if row.startswith("model name")), name)
        flags = next((row for row in lines if row.startswith("flags")), "").split()
        has = [flag for flag in ("avx2", "avx512_vnni", "amx_int8") if flag in flags]
        name += f" ({', '.join(has) or 'no vector extensions'})"
    load = os.getloadavg()[0]
    return f"{name}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, help="another model's folder")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        from monitor.shipped import model_dir

        print(json.dumps(measure(args.model or model_dir())))
        return 0
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # for the children too
    print(f"machine: {machine()}, one core of it")
    print(f"command: {' '.join(['python', 'bench/quality/speed.py', *sys.argv[1:]])}")
    start, plain = cold_start(args.model), reference()
    whole = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    model = ["--model", str(args.model)] if args.model else []
    own = [sys.executable, __file__, "--measure", *model]
    found = json.loads(subprocess.run(own, stdout=subprocess.PIPE, text=True, check=True).stdout)
    rows = [
        ("pairs", f"{PAIRS} pairs of {TOKENS} tokens, read by both models", found["pairs"]),
        ("windows", "the same as windows of articles, by the first model", found["windows"]),
        ("load", "loading and trying the model", found["load"]),
        ("cold start", "monitor judge, one row, from a cold start", start),
    ]
    missed = []
    for name, label, (cpu, wall) in rows:
        print(f"{label}: {cpu:.2f} s processor, {wall:.2f} s wall (limit {LIMITS[name]} s)")
        missed += [name] if cpu > LIMITS[name] else []
    ratio = found["pairs"][0] / plain[0]
    print(f"reference, as many float32 multiplications: {plain[0]:.2f} s processor;"
          f" the model takes {ratio:.2f} of it")  # fmt: skip
    print(
        f"resident memory: {found['memory']:.0f} MB more than bare Python, of which libraries"
        f" {found['libraries']:.0f} MB; peak {found['peak']:.0f} MB"
        f"; monitor judge as a whole {whole:.0f} MB (limit {LIMITS['memory']:.0f} MB)"
    )
    missed += ["memory"] if max(found["peak"], whole) > LIMITS["memory"] else []
    print(f"missed: {', '.join(missed)}" if missed else "all limits are kept")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
