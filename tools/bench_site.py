"""Measure the site in a real browser, beside the bars that it must stay under.

``python -m tools.bench_site [SITE] [--runs 5] [--strict]``, or ``make bench-site``; with
``--page 10-looking-inside`` one page alone, in half a minute.

A fast run has no limits; a slow one has slow 4G (150 ms, 1.6 Mbit/s down, 750 kbit/s up) and a
CPU that is four times slower. Times are medians over the runs, each with an empty cache.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from .rows import Row, report
from .site_visit import Gzipped, arrows, interactions, load, takes
from .web import serve

ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


#: What figures measure themselves: page, figure, what, and the bar in ms.
OWN = (
    ("06-lenet.html", "lenet_explorer", "LeNet for one drawing, mean of 300", 5),
    ("10-looking-inside.html", "inside_explorer", "a pass for the evidence, mean of 178", None),
)


def percentile(times: list[float], share: float = 0.95) -> float:
    """Give the time that this share of them stays under."""
    return sorted(times)[int(share * len(times))]


def builds() -> Iterator[Row]:
    """Time builds of a copy of the book."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in ROOT.iterdir():
            if path.name not in {"book", "_build", ".git"}:
                (folder / path.name).symlink_to(path)
        shutil.copytree(ROOT / "book", folder / "book")
        options = ["book", "--path-output", ".", "--config", "_config.yml", "-W", "--keep-going"]
        command = [str(Path(sys.executable).with_name("jupyter-book")), "build", *options]

        def build() -> float:
            start = time.perf_counter()
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"the book does not build:\n{done.stderr[-2000:]}")
            return time.perf_counter() - start

        cold = build()
        same = statistics.median(build() for _ in range(3))
        page = folder / "book" / "02-convolution.md"
        edited = []
        for n in range(3):
            page.write_text(page.read_text().replace("# Convolution\n", f"# Convolution\n\n{n}.\n"))
            edited.append(build())
    yield Row("build, everything executed", cold, "s")
    yield Row("build, no change", same, "s", 5)
    yield Row("build, one text edit", statistics.median(edited), "s", 8)


def figures(site: Path) -> dict[str, int]:
    """Count the figures of every page."""
    pages = (p for p in site.rglob("*.html") if "_static" not in p.relative_to(site).parts)
    return {
        p.relative_to(site).as_posix(): p.read_text(encoding="utf-8").count('class="pxu-embed"')
        for p in sorted(pages)
    }


def measure(site: Path, pages: dict[str, int], runs: int) -> Iterator[Row]:
    """Measure pages of a built site, of which the number of figures is known, row by row."""
    alive = {name for name, count in pages.items() if count}
    chromium = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    with serve(site, Gzipped) as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        loads = {
            name: load(browser, f"{root}/{name}", count, slow=False)
            for name, count in pages.items()
        }
        for name, one in loads.items():
            bar = 300 if name in alive else 250
            yield Row(f"{name}: in all", one.kilobytes, "KB", bar)
        for name in sorted(alive):
            yield Row(f"{name}: before scrolling", loads[name].first, "KB")
            yield Row(f"{name}: files before scrolling", loads[name].requests, "")
        errors = sum(len(one.complaints) for one in loads.values())
        yield Row("console errors", errors, "", 0)
        yield Row("largest layout shift", max(one.cls for one in loads.values()), "", 0.05)
        for name in sorted(alive):
            for slow in (False, True):
                how = "slow 4G, CPU / 4" if slow else "fast"
                several = [
                    load(browser, f"{root}/{name}", pages[name], slow=slow) for _ in range(runs)
                ]
                ready = statistics.median(one.ready for one in several)
                painted = statistics.median(one.lcp for one in several)
                yield Row(f"{name}: figures ready, {how}", ready / 1e3, "s", 1.3 if slow else 0.4)
                bar = None if slow else 1
                yield Row(f"{name}: largest paint, {how}", painted / 1e3, "s", bar)
        page = browser.new_page()
        if "index.html" in alive:
            times = interactions(page, f"{root}/index.html")
            yield Row("explorer with 64 × 64, 95th percentile", percentile(times), "ms", 16)
        for name in sorted(alive):
            if times := arrows(page, f"{root}/{name}"):
                yield Row(f"{name}: arrow keys, 95th percentile", percentile(times), "ms", 16)
        for name, figure, what, bar in OWN:
            if name in alive:
                yield Row(what, takes(page, f"{root}/{name}", figure), "ms", bar)
        browser.close()


def main() -> int:
    """Print the rows; with --strict, fail when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--page", metavar="NAME", help="one page alone, and no builds")
    parser.add_argument("--no-builds", action="store_true", help="leave the build times out")
    parser.add_argument("--strict", action="store_true")
    asked = parser.parse_args()
    if not (asked.site / "index.html").is_file():
        parser.error(f"{asked.site} holds no site: run make book first")
    pages = figures(asked.site)
    if asked.page:
        name = asked.page.removesuffix(".html") + ".html"
        if name not in pages:
            parser.error(f"the site has no page {asked.page}: name one as in 10-looking-inside")
        pages = {name: pages[name]}
    built = () if asked.no_builds or asked.page else builds()
    rows = itertools.chain(measure(asked.site, pages, asked.runs), built)
    return report(rows, strict=asked.strict)


if __name__ == "__main__":
    sys.exit(main())
