"""Fail when a notebook holds outputs; called by pre-commit and by a test."""

import sys
from pathlib import Path

import nbformat


def with_outputs(paths: list[Path]) -> list[Path]:
    """Those of the notebooks that hold outputs or execution counts."""
    return [
        path
        for path in paths
        if any(
            cell.get("outputs") or cell.get("execution_count")
            for cell in nbformat.read(path, as_version=4).cells
        )
    ]


if __name__ == "__main__":
    found = with_outputs([Path(p) for p in sys.argv[1:]])
    for path in found:
        print(f"{path}: holds outputs; clear them before committing", file=sys.stderr)  # noqa: T201
    sys.exit(bool(found))
