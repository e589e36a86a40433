"""How well similar submissions are told from independent ones: `make bench-similar`.

Independent students are put together from the answers that a source knows (right and wrong ones),
each task drawn for itself, and each statement written in one of the ways that people write it.
Copies are made of such students and disguised. The right answers are NOT given to the search as
known code here, so it is harder than in the report.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from autograder import run, source
from autograder.term import similar

DISGUISES = (
    "renamed",
    "comments",
    "reordered",
    "all of these",
    "all, and a third rewritten",
    "all, and restyled a little",
)


def independent(unit: source.UnitSource, rng: random.Random) -> dict[str, str]:
    """A student who never saw another's work."""
    made = {}
    for task in unit.tasks:
        codes = [task.reference, *(v.code for v in (*task.accepted, *task.mistakes))]
        code = re.sub(r".*### (BEGIN|END) SOLUTION\n?", "", rng.choice(codes))
        made[task.name] = restyled(code, rng, 0.5)
    return made


class _Restyle(ast.NodeTransformer):
    """Statements written as others would; each with a probability. The result is never run."""

    def __init__(self, rng: random.Random, often: float) -> None:
        self.rng, self.often = rng, often

    def _now(self) -> bool:
        return self.rng.random() < self.often

    def visit_Return(self, node: ast.Return) -> Any:
        self.generic_visit(node)
        if node.value is None or isinstance(node.value, ast.Name | ast.Constant) or not self._now():
            return node
        name = ast.Name("result", ast.Store())
        return [ast.Assign([name], node.value), ast.Return(ast.Name("result", ast.Load()))]

    def visit_Assign(self, node: ast.Assign) -> Any:
        self.generic_visit(node)
        target = node.targets[0]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Attribute) and self._now():
            return [
                ast.Assign([one], ast.Subscript(node.value, ast.Constant(i), ast.Load()))
                for i, one in enumerate(target.elts)
            ]
        if isinstance(node.value, ast.Call) and node.value.args and self._now():
            inner = node.value.args[0]
            if isinstance(inner, ast.Call | ast.BinOp):
                node.value.args[0] = ast.Name("part", ast.Load())
                return [ast.Assign([ast.Name("part", ast.Store())], inner), node]
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        self.generic_visit(node)
        if not self._now():
            return node
        return ast.Assign([node.target], ast.BinOp(node.target, node.op, node.value))

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
        flips = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
        flip = flips.get(type(node.ops[0])) if len(node.ops) == 1 else None
        if flip is None or not self._now():
            return node
        return ast.Compare(node.comparators[0], [flip()], [node.left])

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult) and self._now():
            node.left, node.right = node.right, node.left
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "range" and len(node.args) == 1:
            node.args = [ast.Constant(0), *node.args] if self._now() else node.args
        return node


def restyled(code: str, rng: random.Random, often: float) -> str:
    """The same code with some of its statements written in another way."""
    return (
        ast.unparse(ast.fix_missing_locations(_Restyle(rng, often).visit(ast.parse(code)))) + "\n"
    )


class _Rename(ast.NodeTransformer):
    """Arguments and variables under other names."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.names.get(node.arg, node.arg)
        return node


def renamed(code: str, rng: random.Random) -> str:
    """Every local name replaced; comments and layout go with it."""
    tree = ast.parse(code)
    local = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)} | {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    names = {n: f"{rng.choice(['my', 'tmp', 'the', 'v'])}_{n}{rng.randrange(9)}" for n in local}
    return ast.unparse(_Rename(names).visit(tree)) + "\n"


def commented(code: str, rng: random.Random) -> str:
    """A comment of one's own behind every other line, and empty lines."""
    lines = []
    for line in code.splitlines():
        if line.strip() and rng.random() < 0.5 and not line.strip().startswith(('"', "'", "#")):
            line += f"  # {rng.choice(['here it goes', 'next', 'sum up', 'note'])}"
            lines.append("")
        lines.append(line)
    text = "\n".join(lines) + "\n"
    try:
        ast.parse(text)
    except SyntaxError:  # a comment inside a text of several lines
        return code
    return text


def disguised(
    student: dict[str, str], kind: str, unit: source.UnitSource, rng: random.Random
) -> dict[str, str]:
    """A copy that tries not to look like one."""
    made = dict(student)
    if kind == "renamed" or kind.startswith("all"):
        made = {name: renamed(code, rng) for name, code in made.items()}
    if kind == "comments" or kind.startswith("all"):
        made = {name: commented(code, rng) for name, code in made.items()}
    if kind.endswith("little"):
        made = {name: restyled(code, rng, 0.15) for name, code in made.items()}
    if kind.endswith("rewritten"):
        fresh = independent(unit, rng)
        for name in rng.sample(sorted(made), max(1, len(made) // 3)):
            made[name] = fresh[name]
    if kind == "reordered" or kind.startswith("all"):
        order = sorted(made)
        rng.shuffle(order)
        made = {f"cell {i}": made[name] for i, name in enumerate(order)}
    return made


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Print a table a unit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    root = Path(__file__).parents[1]
    for path in [p for p in source.units(root) if not args.names or p.stem in args.names]:
        unit = source.read(path)
        given = [unit.given, *(run.stub(t.reference) for t in unit.tasks)]
        false = pairs = 0
        caught = dict.fromkeys(DISGUISES, 0)
        copies, seconds = 0, 0.0
        for seed in range(args.seeds):
            rng = random.Random(seed)  # noqa: S311 - no secrets
            people = {f"s{i:04}": independent(unit, rng) for i in range(args.students)}
            start = time.perf_counter()
            found = similar.find(people, given)
            seconds += time.perf_counter() - start
            false += len(found)
            pairs += len(list(itertools.combinations(people, 2)))
            victims = rng.sample(sorted(people), 6)
            copies += len(victims)
            for kind in DISGUISES:
                more = {f"copy-{v}": disguised(people[v], kind, unit, rng) for v in victims}
                seen = {(p.first, p.second) for p in similar.find(people | more, given)}
                caught[kind] += sum((f"copy-{v}", v) in seen for v in victims)
        say(
            f"{unit.name}: {false} of {pairs} independent pairs shown "
            f"({100 * false / pairs:.2f} %); {seconds / args.seeds:.2f} s for {args.students}"
        )
        for kind, count in caught.items():
            say(f"    copies found, {kind}: {count} of {copies}")


if __name__ == "__main__":
    main()
