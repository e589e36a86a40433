"""Pages that work under ``script-src 'self'``: no inline scripts, no inline handlers.

The theme writes both; they move into files when the site is finished.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from finished import rewrite
from sphinx.application import Sphinx

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
NEIGHBOURS = re.compile(r"(?:<script>[^<]*</script>\s*){2,}")
HANDLER = re.compile(r'\sonclick="([^"]*)"')
CODE = {"", "text/javascript", "application/javascript", "module"}


def external(text: str, up: str, files: dict[str, str]) -> str:
    """Move the scripts of a page into files.

    Parameters
    ----------
    text : str
        The page.
    up : str
        The way to the site's root, as in ``../``.
    files : dict
        Name to code; added to.

    Returns
    -------
    str
        The page without inline scripts.
    """

    def keep(code: str) -> str:
        name = f"{hashlib.sha256(code.encode()).hexdigest()[:16]}.js"
        files[name] = code
        return f"{up}_static/inline/{name}"

    def script(match: re.Match[str]) -> str:
        attributes, code = match.groups()
        kind = re.search(r'type="([^"]*)"', attributes)
        if kind and kind.group(1) not in CODE:
            return match.group()
        if "src=" in attributes or not code.strip():
            return match.group()
        return f'<script{attributes} src="{keep(code)}"></script>'

    def together(match: re.Match[str]) -> str:
        code = "\n".join(re.findall(r"<script>([^<]*)", match.group()))
        return f"<script>{code}</script>\n"

    text = SCRIPT.sub(script, NEIGHBOURS.sub(together, text))
    handlers = sorted(set(HANDLER.findall(text)))
    if not handlers:
        return text
    text = HANDLER.sub(lambda m: f' data-click="{handlers.index(m.group(1))}"', text)
    calls = ",".join(f"()=>{{{code.replace('&quot;', chr(34))}}}" for code in handlers)
    code = (
        f"{{const calls=[{calls}];"
        'for(const el of document.querySelectorAll("[data-click]"))'
        'el.addEventListener("click",calls[el.dataset.click]);}'
    )
    return text.replace("</head>", f'<script defer src="{keep(code)}"></script>\n</head>', 1)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Rewrite the pages of the finished site."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    files: dict[str, str] = {}
    rewrite(
        out,
        lambda text, page: external(text, "../" * (len(page.relative_to(out).parts) - 1), files),
    )
    for name, code in files.items():
        target = out / "_static" / "inline" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(code, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", finish, priority=950)  # after all that still adds to pages
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
