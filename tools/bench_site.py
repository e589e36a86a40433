"""Measure the site in a real browser, beside the bars that it must stay under.

``python tools/bench_site.py [SITE] [--runs 5] [--strict]``, or ``make bench-site``.

A fast run has no limits; a slow one has slow 4G (150 ms, 1.6 Mbit/s down, 750 kbit/s up) and a
CPU that is four times slower. Times are medians over the runs, each with an empty cache.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import http.server
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
SLOWER = 4
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]

# A figure is ready when it is alive and painted: the first frame after the last one came alive.
WATCH = """
globalThis.bench = {ready: 0, lcp: 0, cls: 0};
new MutationObserver((_, observer) => {
  if (document.querySelectorAll('.pxu-alive').length < FIGURES) return;
  observer.disconnect();
  requestAnimationFrame(() => {
    const painted = new MessageChannel();
    painted.port1.onmessage = () => { bench.ready = performance.now(); };
    painted.port2.postMessage(0);
  });
}).observe(document, {subtree: true, attributeFilter: ['class']});
new PerformanceObserver(list => { for (const e of list.getEntries()) bench.lcp = e.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) bench.cls += e.value;
}).observe({type: 'layout-shift', buffered: true});
"""

SCROLL = """async () => {
  document.documentElement.style.scrollBehavior = 'auto';
  for (let y = 0; y < document.body.scrollHeight; y += 800) {
    scrollTo(0, y);
    await new Promise(done => setTimeout(done, 20));
  }
}"""

# every key and control of the explorer in turn; a time includes the layout that follows
INTERACT = """async () => {
  const [input, map] = document.querySelectorAll('.pxu [role=slider]');
  const weights = [...document.querySelectorAll('.pxu select')]
    .find(s => s.labels[0].textContent === 'Weights');
  const key = (el, key) => el.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
  const acts = [
    () => key(map, 'ArrowRight'), () => key(map, 'ArrowDown'), () => key(map, 'Home'),
    () => { key(input, 'ArrowRight'); key(input, ' '); },
    () => { weights.selectedIndex = (weights.selectedIndex + 1) % weights.options.length;
            weights.dispatchEvent(new Event('change')); },
  ];
  const times = [];
  for (let n = 0; n < 300; n++) {
    const start = performance.now();
    acts[n % acts.length]();
    await Promise.resolve();
    document.querySelector('.pxu').offsetHeight;
    times.push(performance.now() - start);
    if (n % 20 === 0) await new Promise(done => setTimeout(done));
  }
  return times;
}"""


# the arrow keys in every matrix of every figure of a page, as the page shows them
ARROWS = """async () => {
  const times = [];
  for (const figure of document.querySelectorAll('.pxu'))
    for (const el of figure.querySelectorAll('[role=slider], [role=grid]'))
      for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'End', 'Home']) {
        const target = el.role === 'grid' ? el.querySelector('[tabindex="0"]') : el;
        if (!target) continue;
        const start = performance.now();
        target.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
        for (let turn = 0; turn < 5; turn++) await null;
        figure.offsetHeight;
        times.push(performance.now() - start);
        await new Promise(done => setTimeout(done));
      }
  return times;
}"""


@dataclass(frozen=True)
class Row:
    """A number and its bar, which it must not pass; no bar where none was set."""

    name: str
    value: float
    unit: str
    bar: float | None = None

    @property
    def missed(self) -> bool:
        """Whether the bar is passed."""
        return self.bar is not None and self.value > self.bar

    def __str__(self) -> str:
        bar = "" if self.bar is None else f"{self.bar:g} {self.unit}"
        verdict = "" if self.bar is None else "MISSED" if self.missed else "ok"
        return f"{self.name:<64}{self.value:>9.4g} {self.unit:<3}{bar:>12}  {verdict}"


class Gzipped(http.server.SimpleHTTPRequestHandler):
    """A web server as sites are served: compressed, and with connections that stay open."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a file, compressed where that helps."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        kind = self.guess_type(str(path))
        body = path.read_bytes()
        small = kind.startswith("text/") or "javascript" in kind or "json" in kind or "svg" in kind
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if small:
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve a folder on a free port of 127.0.0.1; give its address."""
    handler = functools.partial(Gzipped, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Load:
    """One visit of a page."""

    first: float  # KB sent before anybody scrolls: compressed, with headers
    kilobytes: float  # KB with the pictures that wait until they are near
    requests: int  # files sent before anybody scrolls
    ready: float  # ms until every figure is alive and painted; infinite when one stays dead
    lcp: float  # ms
    cls: float
    complaints: list[str]


def load(browser: Browser, address: str, figures: int, *, slow: bool) -> Load:
    """Visit a page with an empty cache.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    address : str
    figures : int
        How many the page has.
    slow : bool

    Returns
    -------
    Load
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.add_init_script(WATCH.replace("FIGURES", str(figures or 1)))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sent: list[float] = []
    session.on("Network.loadingFinished", lambda e: sent.append(e["encodedDataLength"]))
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle", timeout=60_000)
    page.wait_for_timeout(300)
    seen = page.evaluate("bench")
    first, requests = sum(sent) / 1e3, len(sent)
    if not slow:
        page.evaluate(SCROLL)
        page.wait_for_load_state("networkidle")
        complaints += page.locator(".pxu-message").all_text_contents()
    context.close()
    return Load(
        first,
        sum(sent) / 1e3,
        requests,
        seen["ready"] or math.inf,
        seen["lcp"],
        seen["cls"],
        complaints,
    )


LENET = "pixelup.figures.lenet_explorer.measure()"


def interactions(page: Page, address: str) -> list[float]:
    """Use the explorer with a 64 × 64 image; give ms of each act."""
    image = [[(3 * i * i + 5 * j) % 256 for j in range(64)] for i in range(64)]

    def enlarge(route: Any) -> None:
        text = route.fetch().text()
        start = text.index('"image":')
        end = text.index("]]", start) + 2
        body = f'{text[:start]}"image":{image}{text[end:]}'
        route.fulfill(body=body.replace('"position":3', '"position":0'), content_type="text/html")

    page.route(address, enlarge)
    page.goto(address)
    page.wait_for_selector(".pxu [role=slider]")
    return page.evaluate(INTERACT)


def percentile(times: list[float], share: float = 0.95) -> float:
    """Give the time that this share of them stays under."""
    return sorted(times)[int(share * len(times))]


def builds() -> list[Row]:
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
    return [
        Row("build, everything executed", cold, "s"),
        Row("build, no change", same, "s", 5),
        Row("build, one text edit", statistics.median(edited), "s", 8),
    ]


def figures(site: Path) -> dict[str, int]:
    """Count the figures of every page."""
    pages = (p for p in site.rglob("*.html") if "_static" not in p.relative_to(site).parts)
    return {
        p.relative_to(site).as_posix(): p.read_text(encoding="utf-8").count('class="pxu-embed"')
        for p in sorted(pages)
    }


def measure(site: Path, runs: int) -> Iterator[Row]:
    """Measure a built site, row by row."""
    pages = figures(site)
    alive = {name for name, count in pages.items() if count}
    chromium = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    with serve(site) as root, sync_playwright() as playwright:
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
        yield Row("console errors, all pages", errors, "", 0)
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
            page.goto(f"{root}/{name}", wait_until="networkidle")
            times = page.evaluate(ARROWS)
            if times:
                yield Row(f"{name}: arrow keys, 95th percentile", percentile(times), "ms", 16)
        if "06-lenet.html" in alive:
            page.goto(f"{root}/06-lenet.html", wait_until="networkidle")
            yield Row("LeNet for one drawing, mean of 300", page.evaluate(LENET), "ms", 5)
        browser.close()


def main() -> int:
    """Print the rows; with --strict, fail when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-builds", action="store_true", help="leave the build times out")
    parser.add_argument("--strict", action="store_true")
    asked = parser.parse_args()
    if not (asked.site / "index.html").is_file():
        parser.error(f"{asked.site} holds no site: run make book first")
    print(f"{'':<64}{'measured':>13}{'bar':>12}")  # noqa: T201
    missed = 0
    rows = measure(asked.site, asked.runs)
    for row in rows:
        print(row, flush=True)  # noqa: T201
        missed += row.missed
    for row in [] if asked.no_builds else builds():
        print(row, flush=True)  # noqa: T201
        missed += row.missed
    return 1 if asked.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
