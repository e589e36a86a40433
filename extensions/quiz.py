"""Quizzes: the ``{quiz}`` directive.

Its body says the quiz in YAML, as `quiz_source` describes. The page that comes out is complete
without scripts: the answers can be read, and the solution opens below them. The script makes it
answer; what a reader answered stays in the browser.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from quiz_source import Quiz, QuizError, read
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from tags import Tag, register, words

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
TITLES = {
    "single": "Quiz: one answer",
    "several": "Quiz: all that apply",
    "number": "Quiz: a number",
    "order": "Quiz: put in order",
    "predict": "Predict, then look",
}
SIGNS = {r"\cdot": "·", r"\times": "×", r"\le": "≤", r"\ge": "≥", r"\ne": "≠", r"\star": "⋆"}


class QuizDirective(SphinxDirective):
    """Ask a question."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the quiz, or report one line and give nothing."""
        try:
            quiz = read("\n".join(self.content))
            if quiz.id in self.state.document.ids:
                raise QuizError(f"{quiz.id}: a heading has this name already: choose another id.")
            made = self.make(quiz)
        except QuizError as error:
            inside = 0 if error.line is None else self.content_offset + error.line + 1
            line = self.lineno + inside
            log.warning("quiz: %s", error, location=(self.env.docname, line))
            return []
        places(self.env).setdefault(self.env.docname, []).append((quiz.id, self.lineno))
        return [made]

    def blocks(self, text: str) -> list[nodes.Node]:
        """Read a text of several paragraphs."""
        holder = nodes.Element()
        self.state.nested_parse(StringList(text.splitlines(), ""), 0, holder)
        return holder.children

    def line(self, text: str, what: str) -> list[nodes.Node]:
        """Read a text of one paragraph, as a label can hold it."""
        found = self.blocks(text)
        if len(found) != 1 or not isinstance(found[0], nodes.paragraph):
            raise QuizError(
                f"{what} must be one paragraph without lists, pictures and code blocks."
            )
        return found[0].children

    def make(self, quiz: Quiz) -> Tag:
        """Build the quiz's elements."""
        first, *more = self.blocks(quiz.question)
        if not isinstance(first, nodes.paragraph):
            raise QuizError(f"{quiz.id}: the question must start with a sentence.")
        fieldset = Tag("fieldset", Tag("legend", *first.children, class_="pxq-question"))
        if more:
            fieldset += Tag("div", *more, class_="pxq-more")
        parts = [words("p", TITLES[quiz.kind], class_="pxq-kind"), Tag("form", fieldset)]
        if quiz.hint:
            summary = words("summary", "Hint")
            parts.append(Tag("details", summary, *self.blocks(quiz.hint), class_="pxq-hint"))
        solution = Tag("details", class_="pxq-solution")
        solution += words("summary", "Reveal" if quiz.kind == "predict" else "Solution")
        solution += getattr(self, quiz.kind)(quiz, fieldset)
        if quiz.feedback:
            solution += Tag("div", *self.blocks(quiz.feedback), class_="pxq-why")
        told = {"data_value": quiz.value, "data_tolerance": quiz.tolerance}
        return Tag(
            "div",
            *parts,
            solution,
            id=quiz.id,
            class_="pxq",
            data_kind=quiz.kind,
            data_stamp=quiz.stamp,
            **(told if quiz.kind == "number" else {}),
        )

    def single(self, quiz: Quiz, fieldset: Tag) -> list[nodes.Node]:
        """Add the answers to choose from; give the verdicts."""
        choices = Tag("ol", class_="pxq-choices", type="A")
        verdicts = Tag("ol", class_="pxq-verdicts", type="A")
        for n, answer in enumerate(quiz.answers):
            text = self.line(answer.text, f"{quiz.id}: answer {n + 1}")
            box = Tag(
                "input",
                type="radio" if quiz.kind == "single" else "checkbox",
                name=quiz.id,
                value=n,
                autocomplete="off",
                aria_label=spoken(text),
            )
            label = Tag("label", box, Tag("span", *text))
            choices += Tag("li", label, data_correct=answer.correct)
            mark = Tag(
                "strong",
                words("span", "✓ " if answer.correct else "✗ ", aria_hidden="true"),
                words("span", "Right: " if answer.correct else "Wrong: ", class_="visually-hidden"),
                class_="pxq-mark",
            )
            why = Tag("div", *self.blocks(answer.feedback), class_="pxq-feedback")
            verdicts += Tag("li", mark, why)
        fieldset += choices
        return [verdicts]

    several = single

    def number(self, quiz: Quiz, fieldset: Tag) -> list[nodes.Node]:
        """Give the number, and the feedback on known mistakes."""
        del fieldset  # without a script there is nothing to type into
        said = words("p", f"{quiz.value:.15g}".replace("-", "\u2212"), class_="pxq-number")
        if quiz.tolerance:
            said += nodes.Text(f", give or take {quiz.tolerance:.15g}")
        mistakes = [
            Tag("div", *self.blocks(m.feedback), class_="pxq-mistake", data_value=m.value)
            for m in quiz.answers
        ]
        return [said, *mistakes]

    def order(self, quiz: Quiz, fieldset: Tag) -> list[nodes.Node]:
        """Add the items, shuffled; give them in order."""
        lines = [self.line(item, f"{quiz.id}: item {n}") for n, item in enumerate(quiz.items, 1)]
        shown = Tag("ul", class_="pxq-items")
        for place in quiz.shuffled:
            text = Tag("span", *[node.deepcopy() for node in lines[place]], class_="pxq-item")
            shown += Tag("li", text, data_place=place)
        fieldset += shown
        return [Tag("ol", *[Tag("li", *line) for line in lines], class_="pxq-right-order")]

    def predict(self, quiz: Quiz, fieldset: Tag) -> list[nodes.Node]:
        """Give what is revealed."""
        del fieldset
        return [Tag("div", *self.blocks(quiz.reveal), class_="pxq-revealed")]


def spoken(text: list[nodes.Node]) -> str | None:
    """Put a label with a formula into plain words; not every screen reader looks into one.

    Parameters
    ----------
    text : list of docutils.nodes.Node

    Returns
    -------
    str or None
        None where the text can be read as it stands.
    """
    if not any(list(node.findall(nodes.math)) for node in text):
        return None
    plain = "".join(node.astext() for node in text)
    for latex, sign in SIGNS.items():
        plain = plain.replace(latex, sign)
    return " ".join(re.sub(r"[{}]|\\[,;! ]", " ", plain).split())


def places(env: BuildEnvironment) -> dict[str, list[tuple[str, int]]]:
    """Give the quizzes of the book: page to (id, line) in the page's order."""
    if not hasattr(env, "pixelup_quizzes"):
        env.pixelup_quizzes = {}
    return env.pixelup_quizzes


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the quizzes of a page that is read again."""
    del app
    places(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over what another process read."""
    del app
    places(env).update({name: places(other)[name] for name in docnames if name in places(other)})


def check_names(app: Sphinx, env: BuildEnvironment) -> None:
    """Report an id that two quizzes have: answers are kept by id."""
    del app
    first: dict[str, tuple[str, int]] = {}
    for page in sorted(places(env)):
        for name, line in places(env)[page]:
            if name in first:
                where = "{}, line {}".format(*first[name])
                log.warning(
                    "quiz: the id '%s' is taken (%s): choose another one.",
                    name,
                    where,
                    location=(page, line),
                )
            first.setdefault(name, (page, line))


def copy_files(app: Sphinx) -> None:
    """Put the script and the style sheet where the pages look for them."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "pixelup"
    target.mkdir(parents=True, exist_ok=True)
    for name in ("quiz.js", "quiz.css"):
        shutil.copyfile(STATIC / name, target / name)


def link_files(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load them on pages with quizzes."""
    del templatename, context, doctree
    if places(app.env).get(pagename):
        app.add_css_file("pixelup/quiz.css")
        app.add_js_file("pixelup/quiz.js", defer="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    register(app)
    app.add_directive("quiz", QuizDirective)
    app.connect("builder-inited", copy_files)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-check-consistency", check_names)
    app.connect("html-page-context", link_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
