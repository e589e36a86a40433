"""Pack the site for any web server: ``python tools/site_zip.py _build/html _build/site.zip``.

The same site gives the same bytes.
"""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip knows


def pack(site: Path, target: Path) -> int:
    """Write the zip.

    Parameters
    ----------
    site : Path
        The built pages.
    target : Path
        The zip; an older one is replaced.

    Returns
    -------
    int
        How many files are in it.

    Raises
    ------
    FileNotFoundError
        When there is no site.
    """
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"{site} holds no site: run make book first")
    files = sorted(path for path in site.rglob("*") if path.is_file() and path.name != ".buildinfo")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files:
            info = zipfile.ZipInfo(path.relative_to(site).as_posix(), EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes())
    return len(files)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("target", type=Path)
    asked = parser.parse_args()
    try:
        count = pack(asked.site, asked.target)
    except FileNotFoundError as error:
        parser.exit(1, f"{error}\n")
    print(f"{asked.target}  {count} files, {asked.target.stat().st_size / 1e6:.1f} MB")  # noqa: T201
