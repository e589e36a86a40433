"""What student code can see."""

import sys
from pathlib import Path

import autograder
import pixelup
from autograder.engine.view import view, without


def test_the_interpreter_and_pixelup_are_in_view_and_the_grader_is_not():
    here = view(hidden=["/srv/class"])
    grader = Path(autograder.__file__).parent
    for path in (sys.prefix, sys.base_prefix, Path(pixelup.__file__).parent):
        assert any(Path(path).is_relative_to(p) for p in (*here.read, *here.after)), path
    assert any(grader.is_relative_to(p) for p in here.hidden)
    assert not any(grader.is_relative_to(p) for p in here.after)
    assert "/srv/class" in here.hidden


def test_a_folder_is_not_inside_another_whose_name_begins_like_its_own():
    here = view(visible=["/srv/courses", "/srv/course/", "/srv/course/data"])
    assert {p for p in here.read if p.startswith("/srv")} == {"/srv/courses", "/srv/course"}


def test_without_leaves_out_exactly_what_is_hidden(tmp_path):
    for name in ("a/x", "a/secret/deep", "b"):
        (tmp_path / name).mkdir(parents=True)
    parts = list(without(str(tmp_path), (str(tmp_path / "a" / "secret"),)))
    assert sorted(parts) == [str(tmp_path / "a" / "x"), str(tmp_path / "b")]
    assert list(without(str(tmp_path), ("/elsewhere",))) == [str(tmp_path)]
    assert list(without(str(tmp_path / "b"), (str(tmp_path),))) == []
