"""The extensions are no package: Jupyter Book finds them by their folder, and so do the tests."""

import sys
from pathlib import Path

FOLDER = str(Path(__file__).parents[2] / "extensions")
if FOLDER not in sys.path:
    sys.path.append(FOLDER)
