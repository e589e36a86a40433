import pytest

from autograder.__main__ import main
from autograder.source import read, units
from autograder.verify import prove
from tests.conftest import ROOT

from .conftest import COUNT, DOUBLE, HEAD, make_course


@pytest.mark.parametrize("path", units(ROOT), ids=lambda p: p.stem)
def test_every_exercise_is_proven(path):
    proofs = prove(ROOT, read(path))
    assert [problem for p in proofs for problem in p.problems] == []
    assert all(p.killed == p.mistakes for p in proofs)


def test_a_good_exercise_has_no_problems(course, unit):
    assert [p.problems for p in prove(course, unit)] == [(), ()]


def changed(old: str, new: str) -> str:
    source = HEAD + DOUBLE + COUNT
    assert old in source
    return source.replace(old, new, 1)


BAD = {
    "a mistake that passes": (
        changed("    return np.square(x)", "    return np.add(x, x)"),
        "mistake squared gets full points",
    ),
    "two mistakes that look alike": (
        changed("    x *= 2\n    return x", "    return x * x"),
        "mistake squared looks like in-place",
    ),
    "a mistake that remembers": (
        changed(
            "    return np.square(x)",
            "    seen.append(x)\n    return np.square(x) + len(seen)\n\nseen = []",
        ),
        "mistake squared looks like nothing: it is not repeatable",
    ),
    "an accepted style that fails": (
        changed("return 2.0 * np.asarray(x)", "return 3.0 * np.asarray(x)"),
        "accepted style times-two does not pass on the visible cases",
    ),
    "a reference that changes its input": (
        changed("return np.add(x, x, dtype=float)", "x *= 2\n    return x"),
        "the reference changes its arguments",
    ),
    "a reference that breaks a rule": (
        changed("return x.shape[0] * x.shape[1]", "return np.size(x)"),
        "without `numpy.size`",
    ),
    "a stub that passes": (
        changed(
            "    ### BEGIN SOLUTION\n    return np.add(x, x, dtype=float)\n",
            "    return np.add(x, x, dtype=float)\n    ### BEGIN SOLUTION\n    pass\n",
        ),
        "the untouched stub gets 4 points",
    ),
    "square pictures only": (
        changed("np.array([[1.0, -2.0]])", "np.array([[1.0, -2.0], [0.0, 1.0]])").replace(
            "size=(3, 4)", "size=(3, 3)", 1
        ),
        "every picture is square",
    ),
    "no negative value": (
        changed("-2.0", "2.0").replace("rng.integers(-9, 9", "rng.integers(1, 9", 1),
        "no input has a negative value",
    ),
    "the same case twice": (
        changed(
            '    yield "any picture", rng',
            '    yield "x", np.array([[1.0, -2.0]])\n    yield "any picture", rng',
        ),
        "two cases have the same arguments",
    ),
    "a rule that is misspelt": (
        changed(":forbid: numpy.size", ":forbid: numpy.sice"),
        "`forbid` names numpy.sice, which there is not",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_exercise_is_told_in_one_line_and_exits_with_1(name, tmp_path, monkeypatch, capsys):
    source, words = BAD[name]
    make_course(tmp_path, source)
    monkeypatch.chdir(tmp_path)
    assert main(["verify"]) == 1
    said = capsys.readouterr()
    assert any(words in line and line.startswith("02-mini: ") for line in said.err.splitlines())
    assert "mistakes" in said.out


def test_a_section_that_is_not_in_the_chapter_is_told(course):
    (course / "book").mkdir()
    (course / "book" / "02-mini.md").write_text("(other)=\n# Other\n")
    problems = prove(course, read(course / "solutions" / "02-mini.md"))[0].problems
    assert problems == ("mistake squared: the chapter has no section labelled mini",)


def test_a_slow_unit_is_told(course, unit, monkeypatch):
    monkeypatch.setattr("autograder.verify.MOST_SECONDS", 1e-9)
    problems = [p for proof in prove(course, unit) for p in proof.problems]
    assert any("the unit's tasks take" in p for p in problems)
