"""Write into ``_config.yml`` where the sources and the site are.

``python tools/site_address.py REPOSITORY BASE [BRANCH]``, each an address that starts with
https://, or "" to take it out again.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

PLACE = Path(__file__).parents[1] / "_config.yml"


def set_address(text: str, repository: str, base: str, branch: str = "main") -> str:
    """Set the three values.

    Parameters
    ----------
    text : str
        Of ``_config.yml``; its comments stay.
    repository : str
        As in ``https://github.com/someone/course``; may be empty.
    base : str
        The site's address; may be empty.
    branch : str

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When an address does not start with https:// or http://, or a key is missing.
    """
    for address in (repository, base):
        if address and not re.fullmatch(r"https?://[^\s\"\\]+", address):
            raise ValueError(f"{address!r} is not an address that starts with https://")
    if not re.fullmatch(r"[\w./-]+", branch):
        raise ValueError(f"{branch!r} is not the name of a branch")
    values = {"url": f'"{repository}"', "baseurl": f'"{base}"', "branch": branch}
    for key, value in values.items():
        line = re.compile(rf'^(  {key}: )("[^"]*"|[^\s#]+)', re.MULTILINE)
        text, count = line.subn(lambda m, value=value: m[1] + value, text)
        if count != 1:
            raise ValueError(f"_config.yml has {count} lines '  {key}: ...', and it must be one")
    return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository")
    parser.add_argument("base")
    parser.add_argument("branch", nargs="?", default="main")
    asked = parser.parse_args()
    try:
        PLACE.write_text(set_address(PLACE.read_text(encoding="utf-8"), **vars(asked)))
    except ValueError as error:
        parser.error(str(error))
