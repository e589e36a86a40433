"""Make the device busy: the same training, one change a row, in pictures a second.

``python -m tools.bench_training [--quick] [--device cpu] [--repeats 3]``, or
``make bench-training``. Nothing is edited between a CPU and a GPU: a row that needs CUDA says so
where there is none.

Rows are cumulative. Each repeat trains every row once, one after another, so that a machine that
is busy for a while is busy for all rows. Times leave out the measuring of the accuracy, and a
warm-up of a few steps, in which compilers work.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import sys
from dataclasses import replace

import torch

from pixelup.networks import count_parameters
from pixelup.training import choose_device
from pixelup.training.device import describe

from .training_ladder import COURSES, Course, Run, Rung, ladder, train


def measure(course: Course, device: torch.device, repeats: int, cuda: bool) -> list[str]:
    """Train every row, repeatedly, and return the table's lines."""
    data = course.train(course.pictures).to(device)
    test = course.test(course.tested).to(device)
    rungs = ladder(cuda)
    there = [r for r in rungs if cuda or not r.cuda]
    runs: dict[str, list[Run]] = {r.name: [] for r in there}
    for _ in range(repeats):
        for rung in there:
            runs[rung.name].append(train(course, rung, data, test))
            say(f"{course.name}, {rung.name}: {runs[rung.name][-1].speed:,.0f} pictures/s")
    return table(course, rungs, runs)


def table(course: Course, rungs: tuple[Rung, ...], runs: dict[str, list[Run]]) -> list[str]:
    """Return a markdown table, one change a row."""
    reach = f"s to {100 * course.threshold:.0f} %"
    lines = [
        f"### {course.name}, {count_parameters(course.make()):,} parameters",
        "",
        f"| one change a row | pictures/s | range | × the row before | × the first | {reach} | "
        "range | % right at the end |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    first = before = 0.0
    for rung in rungs:
        if rung.name not in runs:
            lines.append(f"| {rung.name} | not here: {rung.why} | | | | | | |")
            continue
        speeds = [r.speed for r in runs[rung.name]]
        speed = statistics.median(speeds)
        first, before = first or speed, before or speed
        times = sorted(r.seconds for r in runs[rung.name] if not math.isnan(r.seconds))
        reached = f"{statistics.median(times):.1f}" if times else "not reached"
        spread = f"{times[0]:.1f} to {times[-1]:.1f}" if times else ""
        right = statistics.median(100 * r.accuracy for r in runs[rung.name])
        lines.append(
            f"| {rung.name} | {speed:,.0f} | {min(speeds):,.0f} to {max(speeds):,.0f} | "
            f"{speed / before:.2f} | {speed / first:.2f} | {reached} | {spread} | {right:.1f} |"
        )
        before = speed
    return [*lines, ""]


def head(device: torch.device, repeats: int) -> list[str]:
    """Return what was measured on what."""
    return [
        f"## Training on {describe(device)}",
        "",
        f"torch {torch.__version__}, Python {platform.python_version()}, {platform.machine()}; "
        f"{'one run' if repeats == 1 else f'medians and ranges of {repeats} runs, interleaved'} "
        f"a row. Rows are cumulative.{busy()}",
        "",
    ]


def busy() -> str:
    """Say how busy the machine is before anything begins: on a busy one the rows mean little."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f" Load before it began: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."


def say(line: str) -> None:
    """Tell on stderr that it goes on."""
    sys.stderr.write(line + "\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", help="cuda, mps or cpu; without it the fastest one here")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a look: short, once, no threshold")
    options = parser.parse_args(arguments)
    try:
        device = choose_device(options.device, say=False)
    except ValueError as problem:
        say(f"bench_training: {problem}")
        return 2
    torch.backends.cudnn.benchmark = device.type == "cuda"
    repeats = 1 if options.quick else options.repeats
    lines = head(device, repeats)
    for course in COURSES:
        if options.quick:
            course = replace(course, pictures=1024, seen=1024, tested=200)
        lines += measure(course, device, repeats, device.type == "cuda")
    sys.stdout.write("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
