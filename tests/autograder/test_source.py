import pytest

from autograder.__main__ import main
from autograder.errors import AutograderError
from autograder.source import find, read, units

from .conftest import COUNT, DOUBLE, HEAD, make_course


def test_a_source_is_read_into_tasks(unit):
    assert [t.name for t in unit.tasks] == ["double", "count"]
    double = unit.tasks[0]
    assert (double.points, [v.name for v in double.accepted]) == (4, ["times-two"])
    assert [(m.name, m.see) for m in double.mistakes] == [("squared", "mini"), ("in-place", "")]
    assert unit.tasks[1].forbid == ("numpy.size",)


def changed(old: str, new: str) -> str:
    source = HEAD + DOUBLE + COUNT
    assert source.count(old) >= 1
    return source.replace(old, new, 1)


BROKEN = {
    "unknown role": (changed(":role: given", ":role: gifted"), "the role 'gifted' is not known"),
    "no role": (changed(":role: given\n", ""), "a code cell has no role"),
    "mistake for no task": (
        changed(":role: mistake\n:task: double", ":role: mistake\n:task: dubble"),
        "for the task 'dubble', which there is not",
    ),
    "two tasks of one name": (
        HEAD + DOUBLE + DOUBLE,
        "two tasks are called 'double' (the other at line 21)",
    ),
    "points missing": (changed(":points: 4\n", ""), "points are missing"),
    "points of nothing": (changed(":points: 4", ":points: 0"), "the points are 0"),
    "hint missing": (
        changed(":hint: Which operation makes 4 of 2, but 9 of 3?\n", ""),
        "the mistake 'squared' has no hint",
    ),
    "BEGIN without END": (
        changed("    ### END SOLUTION\n", ""),
        "`### BEGIN SOLUTION` has no `### END SOLUTION`",
    ),
    "END without BEGIN": (
        changed("    ### BEGIN SOLUTION\n", ""),
        "`### END SOLUTION` has no `### BEGIN SOLUTION`",
    ),
    "no region": (
        changed("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", "", 1),
        "the solution of 'double' has no `### BEGIN SOLUTION`",
    ),
    "options that are no YAML": (
        changed(":hint: Which", ":hint: Think: which"),
        "the options of a cell are not YAML",
    ),
    "a misspelt option": (
        changed(":points: 4\n", ":points: 4\n:tolerence: 1\n"),
        "the option 'tolerence' is not known here",
    ),
    "no cases": (changed(":role: cases", ":role: play"), "the task 'double' has no cases"),
    "code that does not parse": (
        changed("return np.square(x)", "return np.square(x"),
        "the code does not parse",
    ),
    "another name defined": (
        changed("def double(x):\n    return np.square", "def dubble(x):\n    return np.square"),
        "'squared' does not define 'double'",
    ),
    "two mistakes of one name": (
        changed(":name: in-place", ":name: squared"),
        "two of the role mistake that are called 'squared'",
    ),
    "a name that is not kebab-case": (
        changed(":name: squared", ":name: Squared It"),
        "the name 'Squared It' will not do",
    ),
    "no title": (changed("unit: {title: Mini, chapter: 02-mini}\n", ""), "the unit has no title"),
    "a bad explorer": (
        changed(":points: 4", ":points: 4\n:explorer: Explorer(x"),
        "the explorer 'Explorer(x' does not parse",
    ),
    "a manual question without an answer": (
        changed("\n### BEGIN SOLUTION\nEvery pixel", "\nEvery pixel").replace(
            "dense layer.\n### END SOLUTION\n", "dense layer.\n"
        ),
        "a manual question has no model answer",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_malformed_source_is_one_line(name, tmp_path, monkeypatch, capsys):
    source, words = BROKEN[name]
    make_course(tmp_path, source)
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.startswith("autograder: solutions/02-mini.md:")
    assert said.count("\n") == 1
    line = int(said.split(":")[2])
    assert 1 <= line <= source.count("\n") + 1
    assert "; " in said  # how to mend it


def test_the_line_is_the_cells(tmp_path):
    path = make_course(tmp_path, changed(":role: given", ":role: gifted"))
    with pytest.raises(AutograderError) as problem:
        read(path)
    assert path.read_text().splitlines()[problem.value.line - 1].startswith("```{code-cell}")


def test_a_unit_is_found_by_name_or_number(course):
    assert find(course, "02") == find(course, "02-mini") == units(course)[0]
    with pytest.raises(AutograderError, match=r"no unit is called '03': solutions/ has 02-mini"):
        find(course, "03")


def test_outside_a_course_the_command_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 2
    assert "is not inside the course" in capsys.readouterr().err
