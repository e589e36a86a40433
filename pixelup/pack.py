"""The golden pack: a unit's visible cases and the answers to them, as one JSON file.

It holds data only: inputs, expected outputs, and what each known mistake gives, with its hint.
No code of a solution is in it. `python -m autograder build` writes it.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from . import plain
from .compare import Rules
from .score import Score
from .task import Answer, Case, Explorer, Mistake, Task, Unit
from .weights import Weights

FORMAT = 1
AS_EXPECTED = "="  # a mistake's answer that is the right one


def load(name: str) -> Unit:
    """The unit of a name, from the packs that come with the package.

    Raises
    ------
    LookupError
        If there is no such unit; the message lists those there are.
    """
    file = resources.files("pixelup") / "golden" / f"{name}.json"
    if not file.is_file():
        known = ", ".join(names()) or "none"
        raise LookupError(
            f"there is no unit {name!r} in this version of pixelup; it has {known}. "
            "Is the package older than the notebook? `pip install --upgrade pixelup`"
        )
    return loads(file.read_text(encoding="utf-8"))


def names() -> tuple[str, ...]:
    """Names of the units that come with the package, in order."""
    folder = resources.files("pixelup") / "golden"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".json")))


def dumps(unit: Unit) -> str:
    """A unit as text: one line a case and a mistake, the same bytes every time."""
    lines = ["{", f'"format": {FORMAT},', f'"name": {_json(unit.name)},']
    lines += [f'"title": {_json(unit.title)},', f'"sections": {_json(dict(unit.sections))},']
    lines += ['"tasks": [']
    for number, task in enumerate(unit.tasks):
        lines += ["{"]
        lines += [f'"{key}": {_json(value)},' for key, value in _settings(task).items()]
        cases = () if task.score else task.cases
        lines += ['"cases": [', ",\n".join(_json(_case(c)) for c in cases), "],"]
        mistakes = ",\n".join(_json(_mistake(m, task)) for m in task.mistakes)
        lines += ['"mistakes": [', mistakes, "]"]
        lines += ["}" if number == len(unit.tasks) - 1 else "},"]
    return "\n".join([*lines, "]", "}", ""])


def loads(text: str) -> Unit:
    """Undo :func:`dumps`.

    Raises
    ------
    ValueError
        If the text is no pack, or one of another format.
    """
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError(f"this is not a golden pack of format {FORMAT}")
    return Unit(
        name=data["name"],
        title=data["title"],
        sections=tuple(data["sections"].items()),
        tasks=tuple(_read_task(t) for t in data["tasks"]),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _settings(task: Task) -> dict[str, Any]:
    score = {} if task.score is None else {"score": _score(task.score)}
    return {
        "name": task.name,
        "points": task.points,
        "parameters": task.parameters,
        "tolerance": task.rules.tolerance,
        "kind": task.rules.kind,
        "forbid": task.forbid,
        "loops": task.loops,
        "seconds": task.seconds,
        "probe": task.probe,
        "uses": task.uses,
        "explorer": _explorer(task.explorer),
        **score,
    }


def _score(score: Score) -> dict[str, Any]:
    """Only the recipe: images are drawn from it where they are needed."""
    weights = score.weights
    kind = {} if score.kind == "accuracy" else {"kind": score.kind}  # packs of old have no kind
    return {
        **kind,
        "data": score.data,
        "settings": dict(score.settings),
        "images": score.images,
        "classes": score.classes,
        "thresholds": score.thresholds,
        "budget": score.budget,
        "weights": weights and {"file": weights.file, "tensors": dict(weights.tensors)},
    }


def _read_score(data: dict[str, Any]) -> Score:
    held = data["weights"]
    return Score(
        **{key: data[key] for key in ("data", "images", "classes", "budget")},
        kind=data.get("kind", "accuracy"),
        thresholds=tuple(data["thresholds"]),
        settings=tuple(data["settings"].items()),
        weights=held
        and Weights(held["file"], tuple((k, tuple(v)) for k, v in held["tensors"].items())),
    )


def _explorer(explorer: Explorer | None) -> dict[str, Any] | None:
    if explorer is None:
        return None
    return {
        "widget": explorer.widget,
        "parameters": dict(explorer.parameters),
        "settings": dict(explorer.settings),
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "group": case.group,
        "args": [plain.encode(a) for a in case.args],
        "expected": _answer(case.expected),
    }


def _mistake(mistake: Mistake, task: Task) -> dict[str, Any]:
    if task.score:
        return {
            "name": mistake.name,
            "hint": mistake.hint,
            "see": mistake.see,
            "sign": mistake.sign,
        }
    answers = [
        AS_EXPECTED if a.same_as(c.expected, task.rules) else _answer(a)
        for a, c in zip(mistake.answers, task.cases, strict=True)
    ]
    return {"name": mistake.name, "hint": mistake.hint, "see": mistake.see, "answers": answers}


def _answer(answer: Answer) -> dict[str, Any]:
    if answer.error:
        return {"error": answer.error}
    changed = {"changed": answer.changed} if answer.changed else {}
    return {"value": plain.encode(answer.value), **changed}


def _read_task(data: dict[str, Any]) -> Task:
    cases = tuple(
        Case(c["group"], tuple(plain.decode(a) for a in c["args"]), _read_answer(c["expected"]))
        for c in data["cases"]
    )
    mistakes = tuple(
        Mistake(
            m["name"],
            m["hint"],
            tuple(
                c.expected if a == AS_EXPECTED else _read_answer(a)
                for a, c in zip(m.get("answers", ()), cases, strict=True)
            ),
            m["see"],
            m.get("sign", ""),
        )
        for m in data["mistakes"]
    )
    explorer = data["explorer"] and Explorer(
        data["explorer"]["widget"],
        tuple(data["explorer"]["parameters"].items()),
        tuple(data["explorer"]["settings"].items()),
    )
    return Task(
        **{key: data[key] for key in ("name", "points", "loops", "seconds", "probe")},
        parameters=tuple(data["parameters"]),
        forbid=tuple(data["forbid"]),
        uses=tuple(data["uses"]),
        rules=Rules(data["tolerance"], data["kind"]),
        cases=cases,
        mistakes=mistakes,
        explorer=explorer or None,
        score=_read_score(data["score"]) if "score" in data else None,
    )


def _read_answer(data: dict[str, Any]) -> Answer:
    if "error" in data:
        return Answer(error=data["error"])
    return Answer(value=plain.decode(data["value"]), changed=tuple(data.get("changed", ())))
