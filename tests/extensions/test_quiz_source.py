"""A quiz is read, or refused in one sentence that says how to mend it."""

import re
from pathlib import Path

import pytest
from quiz_source import QuizError, read

ROOT = Path(__file__).parents[2]

SINGLE = """
id: quiz-sum
type: single
question: What is $1 + 1$?
answers:
  - text: "2"
    correct: true
    feedback: Right.
  - text: "3"
hint: Count.
"""
NUMBER = "id: q\ntype: number\nquestion: How many?\nvalue: 3\n"
ORDER = "id: q\ntype: order\nquestion: Sort.\nitems:\n  - one\n  - two\n  - three\n"
PREDICT = "id: q\ntype: predict\nquestion: What next?\nreveal: This.\n"


def test_a_single_choice():
    quiz = read(SINGLE)
    assert (quiz.id, quiz.kind, quiz.question) == ("quiz-sum", "single", "What is $1 + 1$?")
    assert [(a.text, a.correct, a.feedback) for a in quiz.answers] == [
        ("2", True, "Right."),
        ("3", False, ""),
    ]
    assert quiz.hint == "Count."


def test_a_number_with_its_mistakes():
    quiz = read(NUMBER + "tolerance: 0.5\nmistakes:\n  - value: 4\n    feedback: The last one.\n")
    assert (quiz.value, quiz.tolerance) == (3, 0.5)
    assert [(m.value, m.feedback) for m in quiz.answers] == [(4, "The last one.")]
    assert read(NUMBER).tolerance == 0


def test_an_order_is_shown_shuffled_and_always_the_same():
    quiz = read(ORDER)
    assert quiz.items == ("one", "two", "three")
    assert sorted(quiz.shuffled) == [0, 1, 2]
    assert quiz.shuffled != (0, 1, 2)
    assert quiz.shuffled == read(ORDER).shuffled
    for n in range(2, 7):
        for seed in range(20):
            lines = "".join(f"  - item {i}\n" for i in range(n))
            text = f"id: q{seed}\ntype: order\nquestion: Sort.\nitems:\n{lines}"
            assert read(text).shuffled != tuple(range(n))


def test_a_prediction():
    assert read(PREDICT).reveal == "This."


def test_the_stamp_follows_the_answers_alone():
    assert read(SINGLE).stamp == read(SINGLE.replace("Count.", "Use fingers.")).stamp
    assert read(SINGLE).stamp != read(SINGLE.replace('"3"', '"4"')).stamp
    assert read(NUMBER).stamp != read(NUMBER.replace("3", "4")).stamp


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("question: What: now?", "this is not YAML: mapping values are not allowed here"),
        ("- a", "names and values"),
        ("", "names and values"),
        ("type: single", "it needs an 'id'"),
        ("id: Quiz 1", "small letters, digits and '-'"),
        ("id: q\ntype: choice", "one of single, several, number, order, predict, not 'choice'"),
        ("id: q", "not None"),
        (SINGLE.replace("hint", "hnit"), "nobody reads 'hnit': did you mean 'hint'?"),
        (SINGLE.replace("hint", "xyzzy"), "nobody reads 'xyzzy': choose from"),
        (SINGLE.replace("hint: Count.", "value: 3"), "nobody reads 'value'"),
        (SINGLE.replace("    correct: true\n", ""), "0 answers have 'correct: true'"),
        (SINGLE.replace('"3"', '"3"\n    correct: true'), "write 'type: several'"),
        (SINGLE.replace("correct: true", "correct: maybe"), "true or false, not 'maybe'"),
        (SINGLE.replace('"3"', "3"), "answer 2: 'text' reads as 3 and not as a text"),
        (SINGLE.replace('"3"', "no"), "'text' reads as False and not as a text: put it in quotes"),
        (SINGLE.replace('"3"', '"2"'), "two answers have the same text"),
        (SINGLE.replace('  - text: "3"', "  - three"), "answer 2: write '- text: ...'"),
        (SINGLE.replace("feedback", "because"), "answer 1: nobody reads 'because'"),
        (SINGLE.replace("question: What is $1 + 1$?", ""), "its 'question' is missing"),
        ("id: q\ntype: single\nquestion: W?\nanswers: [a]", "a list of at least 2"),
        (NUMBER.replace("value: 3", "value: three"), "'value' must be a number"),
        (NUMBER.replace("value: 3", "value: .nan"), "'value' must be a number"),
        (NUMBER.replace("value: 3", "value: true"), "'value' must be a number"),
        (NUMBER.replace("value: 3", ""), "'value' must be a number"),
        (NUMBER + "tolerance: -1", "0 or more"),
        (NUMBER + "mistakes:\n  - value: 3\n    feedback: No.", "3 is a right answer"),
        (NUMBER + "mistakes:\n  - value: 4", "its 'feedback' is missing"),
        (NUMBER + "mistakes:\n  - 4", "mistake 1: write '- value: 8000'"),
        (ORDER.replace("  - two\n  - three\n", ""), "a list of at least 2"),
        (ORDER.replace("three", "two"), "two items are the same"),
        (ORDER.replace("three", "3"), "'item 3' reads as 3"),
        (PREDICT.replace("reveal: This.", ""), "its 'reveal' is missing"),
        (PREDICT + "hint: No.", "nobody reads 'hint'"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(source, words):
    with pytest.raises(QuizError) as caught:
        read(source)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_slip_in_the_yaml_is_found_on_its_line():
    with pytest.raises(QuizError) as caught:
        read("id: q\ntype: single\nquestion: What: now?")
    assert caught.value.line == 2


@pytest.mark.parametrize("page", sorted((ROOT / "book").glob("[0-9]*.md")), ids=lambda p: p.stem)
def test_all_quizzes_of_a_chapter_can_be_asked(page):
    sources = re.findall(r"^```\{quiz\}\n(.*?)\n```$", page.read_text(), re.DOTALL | re.MULTILINE)
    ids = [read(source).id for source in sources]
    assert len(set(ids)) == len(ids)
