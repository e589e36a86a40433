"""Where the course's sources are kept: one setting, ``repository: url`` in ``_config.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from sphinx.application import Sphinx

ADDRESS = re.compile(r"https://([^/]+)/(.+?)(?:\.git)?/?$")


@dataclass(frozen=True)
class Repository:
    """A public repository."""

    host: str
    name: str  # owner/repository
    branch: str

    @property
    def is_github(self) -> bool:
        """Whether it is on GitHub."""
        return self.host == "github.com"

    def colab(self, path: str) -> str | None:
        """Give the address that opens a notebook in Colab, which reads GitHub only."""
        if not self.is_github:
            return None
        return f"https://colab.research.google.com/github/{self.name}/blob/{self.branch}/{path}"

    def binder(self, path: str) -> str:
        """Give the address that opens a notebook on Binder."""
        if self.is_github:
            where = f"gh/{self.name}"
        elif self.host == "gitlab.com":
            where = f"gl/{quote(self.name, safe='')}"
        else:
            where = f"git/{quote(f'https://{self.host}/{self.name}', safe='')}"
        branch = quote(self.branch, safe="")
        return f"https://mybinder.org/v2/{where}/{branch}?labpath={quote(path, safe='')}"


def repository(app: Sphinx) -> Repository | None:
    """Read the setting.

    Parameters
    ----------
    app : Sphinx

    Returns
    -------
    Repository or None
        None when no repository is set.
    """
    options = app.config.html_theme_options
    match = ADDRESS.match(options.get("repository_url") or "")
    if match is None:
        return None
    return Repository(match[1], match[2], options.get("repository_branch") or "main")
