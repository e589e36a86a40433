"""Nothing from third parties and nothing twice.

What Jupyter Book's defaults put on a page and ours does not need: sphinx-thebe (declares its
constants twice and names a CDN), require.js and the widget manager (CDN), a second copy of the
icons as a script of 1.6 MB, the whole index of the search on pages that do not search, the script
of tabs where there are none, maps for who debugs the theme, and hints that put the theme's menus
before our figures.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from finished import rewrite
from sphinx.application import Sphinx
from sphinx.config import Config

FAVICON = Path(__file__).parent / "static" / "favicon.svg"
NEEDLESS = re.compile(
    r'<script[^>]*src="[^"]*/fontawesome\.js[^"]*"></script>\s*'
    r'|<link rel="preload" as="script"[^>]*>\s*'
    r"|<script>DOCUMENTATION_OPTIONS\.pagename = [^<]*</script>\s*"  # read where versions are
)
TABS = re.compile(r'<script[^>]*src="[^"]*/design-tabs\.js[^"]*"></script>\s*')
SEARCH = re.compile(
    r'<script[^>]*src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>\s*'
)
THEBE_SETTINGS = re.compile(
    r'<script type="text/x-thebe-config">.*?</script>\s*(<script>\s*kernelName = .*?</script>)?',
    re.DOTALL,
)


def drop_settings(app: Sphinx, config: Config) -> None:
    """Keep myst-nb from adding require.js and the widget manager."""
    del app
    config.nb_ipywidgets_js = {}
    config.html_favicon = str(FAVICON)  # without one, browsers ask for /favicon.ico in vain


def drop_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Take sphinx-thebe off the page."""
    del app, pagename, templatename, doctree
    for kind in ("script_files", "css_files"):
        context[kind][:] = [entry for entry in context[kind] if not _is_thebe(entry)]
    if context.get("body"):
        context["body"] = THEBE_SETTINGS.sub("", context["body"])


def _is_thebe(entry: Any) -> bool:
    body = getattr(entry, "attributes", {}).get("body") or ""
    return "thebe" in str(getattr(entry, "filename", entry)).lower() or "thebe" in body.lower()


def trim(text: str, searches: bool) -> str:
    """Take off a page what its templates wrote in vain.

    Parameters
    ----------
    text : str
        HTML.
    searches : bool
        Whether this is the page of the search.

    Returns
    -------
    str
    """
    text = NEEDLESS.sub("", text)
    if "sd-tab-set" not in text:
        text = TABS.sub("", text)
    return text if searches else SEARCH.sub("", text)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Trim the pages of the finished site; drop the files that none of them loads."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    rewrite(out, lambda text, page: trim(text, page.name == "search.html"))
    for pattern in ("scripts/fontawesome.js*", "sphinx-thebe.*", "**/*.map"):
        for needless in (out / "_static").glob(pattern):
            needless.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("config-inited", drop_settings, priority=1)
    app.connect("html-page-context", drop_scripts, priority=900)
    app.connect("build-finished", finish, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
