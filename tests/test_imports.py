"""The arrows of ARCHITECTURE.md: who may import whom. Nobody runs the code to find out."""

import ast
import json
from pathlib import Path

import jupytext
import pytest

from tests.conftest import ROOT

# package -> top-level modules it may never import, at any depth of a function
FORBIDDEN = {
    "pixelup": {"autograder", "nbgrader", "sphinx", "docutils", "tests", "torchvision", "timm"},
    "autograder": {"sphinx", "docutils", "tests", "torchvision", "timm"},
    "extensions": {"autograder", "nbgrader", "tests", "torchvision", "timm"},
}
# inside pixelup, the core of a judgement knows nothing of notebooks and widgets
CORE = (
    *("plain", "compare", "weights", "score", "score_accuracy", "score_dice", "scores"),
    *("task", "ask", "rules", "judge", "pack"),
)
# what else the grader takes: how a verdict looks, the student's side of a question, the images
# that a trained network is asked for, and the figures' still pictures for feedback pages
BESIDE_THE_CORE = (
    "show",
    "pairs",
    "check",
    "serving",
    "wire",
    "noticed",
    "trained",
    "widgets",
    "widgets.matrix",
    "widgets.still",
)
CORE_MAY_IMPORT = {f"pixelup.{name}" for name in CORE}


def imported(code: str, package: str = "") -> set[str]:
    """Dotted names of all modules that a piece of code imports."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package.split(".")[: len(package.split(".")) - node.level + 1]
                module = ".".join([*base, *([node.module] if node.module else [])])
                names |= {module} if node.module else {f"{module}.{a.name}" for a in node.names}
            else:
                names.add(node.module)
    return names


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def package_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).parent.parts)


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_no_package_imports_against_the_arrows(folder):
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in imported(path.read_text(), package_of(path))
        if name.split(".")[0] in FORBIDDEN[folder]
    ]
    assert modules(folder)
    assert not wrong


@pytest.mark.parametrize("name", CORE)
def test_the_core_of_a_judgement_imports_only_itself(name):
    own = {
        n
        for n in imported((ROOT / "pixelup" / f"{name}.py").read_text(), "pixelup")
        if n.startswith("pixelup")
    }
    assert {n for n in own if n not in CORE_MAY_IMPORT} == set()


def test_the_grader_takes_only_the_core_of_the_students_package():
    allowed = CORE_MAY_IMPORT | {"pixelup"} | {f"pixelup.{name}" for name in BESIDE_THE_CORE}
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("autograder")
        for name in imported(path.read_text(), package_of(path))
        if name.startswith("pixelup") and name not in allowed
    ]
    assert not wrong


@pytest.mark.parametrize("page", sorted((ROOT / "book").glob("*.md")), ids=lambda p: p.stem)
def test_pages_import_no_grader(page):
    code = [c.source for c in jupytext.read(page).cells if c.cell_type == "code"]
    assert "autograder" not in imported_top("\n".join(code))


@pytest.mark.parametrize(
    "notebook", sorted((ROOT / "exercises").glob("*/*.ipynb")), ids=lambda p: p.stem
)
def test_exercises_import_the_students_package_alone(notebook):
    cells = json.loads(notebook.read_text())["cells"]
    code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    installing = {"importlib", "subprocess", "sys"}  # the first cell, where pixelup is missing
    assert (
        imported_top(code)
        <= {"numpy", "torch", "matplotlib", "math", "copy", "pixelup"} | installing
    )


def imported_top(code: str) -> set[str]:
    return {name.split(".")[0] for name in imported(code)}
