"""What a page says about itself, and the pages that nobody writes.

Reading time under the title, a description and a card for who shares a link, the page for
addresses that lead nowhere, ``robots.txt``, and, when ``html: baseurl`` in ``_config.yml`` says
where the site will be, ``sitemap.xml``. A repository that is set brings "edit this page".
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from repository import repository
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from tags import register, words

log = logging.getLogger(__name__)

CARD = Path(__file__).parent / "static" / "social_card.png"
WORDS_A_MINUTE = 200  # of prose; code, formulas and figures are not counted
RELATIVE = re.compile(
    r'(\s(?:href|(?:data-)?src|data-content_root|action)=")(?!#|/|[a-z]+:)([^"]*)"'
)
LOST = """
<section id="page-not-found">
<h1>There is no page here</h1>
<p>The address may have changed, or have a slip of the pen in it.</p>
<p><a href="index.html">Start of the course</a> · <a href="search.html">Search</a></p>
</section>
"""


def offer_editing(app: Sphinx, config: Config) -> None:
    """Show "edit this page" where a repository is set; never ask Jupyter Book's own."""
    where = repository(app)
    known = where is not None and where.host in {"github.com", "gitlab.com", "bitbucket.org"}
    config.html_theme_options["use_edit_page_button"] = known
    if known:
        config.html_theme_options.setdefault("path_to_docs", "book")


def minutes(doctree: nodes.document) -> int:
    """Estimate how long the prose of a page takes.

    Parameters
    ----------
    doctree : docutils.nodes.document

    Returns
    -------
    int
        Minutes, at `WORDS_A_MINUTE`.
    """
    count = sum(len(p.astext().split()) for p in doctree.findall(nodes.paragraph))
    return round(count / WORDS_A_MINUTE)


def within(node: nodes.Node, kind: type[nodes.Node]) -> bool:
    """Whether a node lies in one of a kind."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kind):
            return True
    return False


def describe(app: Sphinx, doctree: nodes.document) -> None:
    """Note what the page is about, and write its reading time under its title."""
    prose = (p for p in doctree.findall(nodes.paragraph) if not within(p, nodes.system_message))
    about = next((" ".join(p.astext().split()) for p in prose), "")
    if len(about) > 160:
        about = about[:160].rsplit(" ", 1)[0] + " …"
    page = app.env.docname
    app.env.metadata[page]["pixelup_about"] = about
    title = next(doctree.findall(nodes.title), None)
    time = minutes(doctree)
    if title is not None and time >= 2 and page != app.config.root_doc:
        text = f"About {time} minutes to read, without the code and the figures"
        title.parent.insert(title.parent.index(title) + 1, words("p", text, class_="pxc-time"))


def introduce(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell search engines, and who shares a link, what the page is."""
    del templatename
    if doctree is None:
        return
    root = pagename == app.config.root_doc
    title = app.config.html_title if root else re.sub(r"<[^>]*>", "", context.get("title", ""))
    about = app.env.metadata[pagename].get("pixelup_about", "")
    told = {
        "og:type": "website" if root else "article",
        "og:title": html.unescape(title),
        "og:site_name": app.config.html_title,
        "og:description": about,
        "twitter:card": "summary_large_image",
    }
    base = app.config.html_baseurl.rstrip("/")
    if base:
        told["og:url"] = f"{base}/{pagename}.html"
        told["og:image"] = f"{base}/_static/{CARD.name}"
        told["og:image:alt"] = "Pixel Up: a kernel on a picture, and the feature map"
    lines = [f'<meta name="description" content="{html.escape(about)}" />'] if about else []
    for key, value in told.items():
        name = "name" if key.startswith("twitter") else "property"
        if value:
            lines.append(f'<meta {name}="{key}" content="{html.escape(value)}" />')
    context["metatags"] += "\n".join(lines) + "\n"


def lost_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page for addresses that lead nowhere."""
    del app
    yield "404", {"title": "Page not found", "body": LOST}, "page.html"


def absolute(text: str, path: str) -> str:
    """Let a page be shown at any address of the site.

    Parameters
    ----------
    text : str
        HTML with relative links.
    path : str
        The site's root on its server, as in ``/course``.

    Returns
    -------
    str
    """

    def moved(match: re.Match[str]) -> str:
        return f'{match[1]}{path}/{match[2].removeprefix("./")}"'

    return RELATIVE.sub(moved, text)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Write what belongs to the site as a whole."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    shutil.copyfile(CARD, out / "_static" / CARD.name)
    base = app.config.html_baseurl.rstrip("/")
    robots = "User-agent: *\nAllow: /\n"
    if base:
        lost = out / "404.html"
        text = absolute(lost.read_text(encoding="utf-8"), urlsplit(base).path)
        lost.write_text(text, encoding="utf-8")
        robots += f"Sitemap: {base}/sitemap.xml\n"
        places = "".join(
            f"<url><loc>{html.escape(f'{base}/{page}.html')}</loc></url>\n"
            for page in sorted(app.env.found_docs)
        )
        (out / "sitemap.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{places}</urlset>\n",
            encoding="utf-8",
        )
    (out / "robots.txt").write_text(robots, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    register(app)
    app.connect("config-inited", offer_editing)
    app.connect("doctree-read", describe, priority=900)
    app.connect("html-page-context", introduce)
    app.connect("html-collect-pages", lost_page)
    app.connect("build-finished", finish, priority=980)  # after all that looks files up
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
