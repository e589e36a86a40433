"""The chapter's page, and the record of trainings that it and its figure read.

Its cells hold what they print to account with `assert`; the book's build runs them.
"""

import pytest

from pixelup.networks import count_parameters
from pixelup.widgets.transfer import FILE, find, records
from tools.measure_transfer import MORE_SEEDS, described, methods, rates
from tools.transfer import (
    LABELS,
    LAST_BLOCK,
    MAIN,
    PAIRS,
    RATES,
    SEEDS,
    STEPS,
    Still,
    by_layer,
    renewed,
)
from tools.transfer_questions import QUESTIONS

from .page import Page

PAGE = Page("09-transfer-learning")
RECORD = records()


def mean(method, k, pair=MAIN, rate=None):
    return find(pair, method, rate or rates(pair, method)[0], k).mean


def test_the_page_has_its_sections_pictures_figure_and_quizzes():
    assert set(PAGE.labels) >= {
        "transfer-learning", "transfer-question", "transfer-two-ways", "transfer-six-steps",
        "transfer-head", "transfer-freezing", "transfer-batch-norm", "transfer-rates",
        "transfer-probe", "transfer-fine-tuning", "transfer-when", "transfer-few-shot",
        "transfer-imagenet",
    }  # fmt: skip
    assert len(PAGE.pictures) == 2
    assert [name for name, _ in PAGE.alive] == ["transfer_explorer"]
    assert len(PAGE.quizzes) == 5


def test_the_answer_of_the_quiz_is_right():
    assert PAGE.quizzes["quiz-transfer-count"]["value"] == 512 * 3 + 3


def test_the_record_is_small_and_says_what_the_tool_measures():
    assert FILE.stat().st_size < 60_000
    told = described()
    assert {key: RECORD[key] for key in told if key != "labels" and key != "rates"} == {
        key: told[key] for key in told if key != "labels" and key != "rates"
    }
    assert tuple(RECORD["labels"]) == LABELS
    assert tuple(RECORD["rates"]) == RATES
    assert set(RECORD["extra"]) == set(QUESTIONS)
    assert set(RECORD["map"]) == set(PAIRS)


@pytest.mark.parametrize(("pair", "method"), [(p, m) for p in PAIRS for m in methods(p)])
def test_every_method_was_measured_with_at_least_five_seeds(pair, method):
    for rate in rates(pair, method):
        for k in LABELS:
            run = find(pair, method, rate, k)
            assert run.seeds == (MORE_SEEDS if pair == MAIN and k == 10 else SEEDS)
            assert 0 <= run.worst <= run.mean <= 100


def test_frozen_features_help_and_naive_fine_tuning_loses():
    for k in LABELS:
        assert mean("frozen", k) > mean("scratch", k) + 30
    for rate in RATES:
        assert mean("full", 10, rate=rate) < mean("frozen", 10) - 5
    for k in LABELS:
        assert mean("probe-then-full", k) > mean("frozen", k) - 1
        assert mean("probe-then-full", k) > mean("full", k)


def test_frozen_print_helps_with_one_label_and_is_in_the_way_with_fifty():
    def gain(method, k):
        pair = "printed-to-real"
        return mean(method, k, pair) - mean("scratch", k, pair)

    assert gain("frozen", 1) > 15
    assert gain("frozen", 50) < 0 < gain("full", 50) < 5


def test_with_many_labels_frozen_features_are_not_the_best_any_more():
    many = {row["method"]: row["mean"] for row in RECORD["extra"]["plenty"]}
    assert many["scratch"] < many["frozen"] < many["full"]
    assert many["frozen"] - many["scratch"] < 15


def test_networks_from_scratch_with_five_times_the_steps():
    patient = {row["pair"]: row["mean"] for row in RECORD["extra"]["patient"]}
    assert patient[MAIN] < 20
    assert mean("frozen", 5, "latin-to-georgian") - patient["latin-to-georgian"] > 15
    assert abs(mean("full", 10, "printed-to-real") - patient["printed-to-real"]) < 1


def test_what_is_still_is_still():
    net = renewed(PAIRS["latin-to-georgian"], 0)
    net.features = Still(*net.features)
    assert net.train().training
    assert not any(layer.training for layer in net.features)


def test_the_body_gets_a_part_of_the_rate():
    net = renewed(PAIRS[MAIN], 0)
    body, head = by_layer(net, 0.5, 0.01)
    assert (body["lr"], head["lr"]) == (0.005, 0.5)
    assert len(body["params"]) + len(head["params"]) == len(list(net.parameters()))


def test_the_record_counts_what_a_method_changes():
    net = renewed(PAIRS[MAIN], 0)
    changed = {name: told["trainable"] for name, told in RECORD["methods"].items()}
    assert changed["frozen"] == count_parameters(net.head) == 650
    assert changed["full"] == count_parameters(net)
    net.features[:LAST_BLOCK].requires_grad_(False)
    assert changed["top"] == count_parameters(net)
    assert RECORD["steps"] == STEPS
