"""Visits of a page in a real browser: what it sends, when its figures live, how keys feel."""

from __future__ import annotations

import gzip
import http.server
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
SLOWER = 4

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


def arrows(page: Page, address: str) -> list[float]:
    """Press the arrow keys in every matrix of every figure of a page; give ms of each."""
    page.goto(address, wait_until="networkidle")
    return page.evaluate(ARROWS)


def takes(page: Page, address: str, figure: str) -> float:
    """Give the ms that a figure takes, as it measures itself: the mean of many times."""
    page.goto(address, wait_until="networkidle")
    return page.evaluate(f"pixelup.figures.{figure}.measure()")
