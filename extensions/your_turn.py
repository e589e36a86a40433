"""The way from a chapter to its exercise: the ``{your-turn}`` directive.

::

    ```{your-turn} 02-convolution
    ```

The notebook and the wheel of `pixelup` are copied into the site: a reader needs nothing else,
and a notebook can install from the site itself. Links to Colab and Binder stand there only when
``_config.yml`` names a repository.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from repository import repository
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from tags import Tag, register, words

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "downloads"
INSTALL = re.compile(r'("PIXELUP = \\")[^"\\]*(\\"\\n")')  # a line of a notebook, as JSON writes it


@dataclass(frozen=True)
class Exercise:
    """What a page says about an exercise."""

    name: str
    title: str
    tasks: tuple[tuple[str, int], ...]  # name and points
    written: int  # points for written answers
    torch: bool  # whether it needs PyTorch

    @property
    def notebook(self) -> str:
        """The notebook's place in the repository."""
        return f"exercises/{self.name}/{self.name}.ipynb"

    @property
    def points(self) -> int:
        """All points."""
        return self.written + sum(points for _, points in self.tasks)


def read(name: str, root: Path = ROOT) -> Exercise:
    """Read an exercise from what was built of it.

    Parameters
    ----------
    name : str
        As in ``02-convolution``.
    root : Path
        The course's folder.

    Returns
    -------
    Exercise

    Raises
    ------
    LookupError
        With one sentence that says what to do.
    """
    golden, notebook = (
        root / "pixelup" / "golden" / f"{name}.json",
        root / "exercises" / name / f"{name}.ipynb",
    )
    for path in (golden, notebook):
        if not path.is_file():
            known = ", ".join(sorted(p.stem for p in golden.parent.glob("*.json"))) or "none yet"
            raise LookupError(
                f"{path.relative_to(root)} is missing: choose from {known}, "
                f"or run 'python -m autograder build {name}'."
            )
    told = json.loads(golden.read_text(encoding="utf-8"))
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    graded = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return Exercise(
        name=name,
        title=told["title"],
        tasks=tuple((task["name"], task["points"]) for task in told["tasks"]),
        written=sum(g["points"] for g in graded if g.get("grade") and g.get("solution")),
        torch="import torch" in code or "from torch" in code,
    )


def wheel_name(root: Path = ROOT) -> str:
    """Give the file name of the wheel of this version."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']}-{project['version']}-py3-none-any.whl"


def build_wheel(cache: Path, root: Path = ROOT) -> Path:
    """Build the wheel, if it is not the one that was built before.

    Parameters
    ----------
    cache : Path
        Folder of earlier wheels.
    root : Path
        The course's folder.

    Returns
    -------
    Path
        Of the wheel: the same sources give the same bytes.

    Raises
    ------
    sphinx.errors.ExtensionError
        When the build fails.
    """
    digest = hashlib.sha256()
    package = (p for p in (root / "pixelup").rglob("*") if p.is_file() and p.suffix != ".pyc")
    for path in [root / "pyproject.toml", root / "README.md", root / "LICENSE", *sorted(package)]:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    folder = cache / digest.hexdigest()[:12]
    if not (folder / wheel_name(root)).exists():
        shutil.rmtree(cache, ignore_errors=True)
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
        done = subprocess.run(
            [*command, "--outdir", str(folder), str(root)], capture_output=True, text=True
        )
        if done.returncode:
            raise ExtensionError(f"your-turn: the wheel of pixelup did not build:\n{done.stderr}")
    return folder / wheel_name(root)


def requirement(base: str | None, exercise: Exercise) -> str:
    """Give what pip is told where the site's address is known, else nothing."""
    extra = "[torch]" if exercise.torch else ""
    address = (base or "").rstrip("/")
    return f"pixelup{extra} @ {address}/{FOLDER}/{wheel_name()}" if address else ""


def addressed(notebook: str, source: str) -> str:
    """Tell a notebook's first cell where it can install from.

    Parameters
    ----------
    notebook : str
        As JSON.
    source : str
        What pip is told; may be empty.

    Returns
    -------
    str
    """
    return INSTALL.sub(lambda m: f"{m[1]}{source}{m[2]}", notebook) if source else notebook


class YourTurnDirective(SphinxDirective):
    """Say how to do an exercise."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the block, or stop with one line."""
        name = self.arguments[0]
        try:
            exercise = read(name)
        except LookupError as error:
            raise self.error(f"your-turn: {error}") from None
        self.env.note_dependency(str(ROOT / "pixelup" / "golden" / f"{name}.json"))
        self.env.note_dependency(str(ROOT / exercise.notebook))
        self.env.note_dependency(str(ROOT / "pyproject.toml"))
        exercises(self.env).setdefault(self.env.docname, []).append(name)
        holder = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, holder)
        return [
            Tag(
                "section",
                words("p", f"Exercise: {exercise.title}", class_="pxt-title"),
                *holder.children,
                self.steps(exercise),
                self.tasks(exercise),
                words("button", "Mark as done", class_="pxt-done", type="button", hidden=True),
                class_="pxt",
                aria_label=f"Exercise: {exercise.title}",
                data_exercise=name,
            )
        ]

    def steps(self, exercise: Exercise) -> Tag:
        """Say what to do, in order."""
        up = "../" * self.env.docname.count("/") + FOLDER
        file = f"{exercise.name}.ipynb"
        get = Tag("p", words("a", "Download the notebook", href=f"{up}/{file}", download=file))
        where = repository(self.env.app)
        online = (
            []
            if where is None
            else [
                ("Open in Colab", where.colab(exercise.notebook)),
                ("Open on Binder", where.binder(exercise.notebook)),
            ]
        )
        for text, address in online:
            if address:
                get += [nodes.Text(" · "), words("a", text, href=address, class_="external")]
        wheel = wheel_name()
        extra = "[torch]" if exercise.torch else ""
        source = requirement(self.env.config.html_baseurl, exercise) or f"./{wheel}{extra}"
        line = nodes.literal_block("", f'pip install "{source}"', language="text")
        link = words("a", wheel, href=f"{up}/{wheel}", download=wheel)
        install = Tag(
            "li",
            Tag(
                "p", nodes.Text("Install what checks your answers, once ("), link, nodes.Text("):")
            ),
            Tag("div", line, class_="pxt-pip", data_wheel=f"{up}/{wheel}", data_extra=extra),
        )
        work = Tag(
            "li",
            Tag(
                "p",
                nodes.Text(
                    "Open it in JupyterLab, Notebook or VS Code, write your code where it says "
                ),
                words("code", "# YOUR CODE HERE"),
                nodes.Text(", and run the cell with "),
                words("code", "check(…)"),
                nodes.Text(
                    " below. It says what is right, and what to think about when it is not."
                ),
            ),
        )
        return Tag("ol", Tag("li", get), install, work, class_="pxt-steps")

    def tasks(self, exercise: Exercise) -> Tag:
        """List the tasks and their points."""
        summary = f"{len(exercise.tasks)} tasks, {exercise.points} points"
        rows = [
            Tag("tr", Tag("td", words("code", name)), words("td", str(points)))
            for name, points in exercise.tasks
        ]
        if exercise.written:
            rows.append(
                Tag(
                    "tr",
                    words("td", "in words, read by a person"),
                    words("td", str(exercise.written)),
                )
            )
        head = Tag("tr", words("th", "Task", scope="col"), words("th", "Points", scope="col"))
        table = Tag("table", Tag("thead", head), Tag("tbody", *rows))
        return Tag("details", words("summary", summary), table, class_="pxt-tasks")


def exercises(env: BuildEnvironment) -> dict[str, list[str]]:
    """Give the exercises of the book: page to names."""
    if not hasattr(env, "pixelup_exercises"):
        env.pixelup_exercises = {}
    return env.pixelup_exercises


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the exercises of a page that is read again."""
    del app
    exercises(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over what another process read."""
    del app
    mine, theirs = exercises(env), exercises(other)
    mine.update({name: theirs[name] for name in docnames if name in theirs})


def copy_files(app: Sphinx, error: Exception | None) -> None:
    """Put the notebooks and the wheel into the site."""
    if error or app.builder.format != "html":
        return
    wanted = {name for names in exercises(app.env).values() for name in names}
    target = Path(app.outdir) / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    if not wanted:
        return
    target.mkdir(parents=True)
    for name in sorted(wanted):
        text = (ROOT / "exercises" / name / f"{name}.ipynb").read_text(encoding="utf-8")
        source = requirement(app.config.html_baseurl, read(name))
        (target / f"{name}.ipynb").write_text(addressed(text, source), encoding="utf-8")
    wheel = build_wheel(Path(app.outdir).parent / ".wheel")
    shutil.copyfile(wheel, target / wheel.name)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    register(app)
    app.add_directive("your-turn", YourTurnDirective)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("build-finished", copy_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
