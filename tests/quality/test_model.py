"""The model against its reviewers, workers' figures, samples and drift, of known truth."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.reviewers import START, noisy, output

from a2i_emulator.quality.accuracy import Accuracy
from a2i_emulator.quality.consolidation import Consensus
from a2i_emulator.quality.intervals import sample_size, sampling_percentage, share
from a2i_emulator.quality.judging import Judgement, is_changed, judge
from a2i_emulator.quality.predictions import Prediction
from a2i_emulator.quality.report import assess
from a2i_emulator.quality.reviews import Review, read_review

# scikit-learn and statsmodels are loaded by the tests that ask them: it takes seconds, which each
# process would spend on collecting the tests.

LABELS = ("cat", "dog", "owl")
counts = st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
confidences = st.floats(0.5, 0.999)


@given(counts, confidences)
def test_intervals_are_those_of_statsmodels(count: tuple[int, int], confidence: float) -> None:
    from statsmodels.stats.proportion import proportion_confint

    found = share(*count, confidence)
    theirs = proportion_confint(*count, alpha=1 - confidence, method="wilson")
    assert (found.low, found.high) == pytest.approx(theirs, abs=1e-9)
    assert found.value is not None
    assert found.low <= found.value <= found.high


@given(st.floats(0.01, 0.2), confidences)
def test_sample_sizes_are_those_of_statsmodels(margin: float, confidence: float) -> None:
    from statsmodels.stats.proportion import samplesize_confint_proportion

    theirs = samplesize_confint_proportion(0.5, margin, alpha=1 - confidence)
    assert sample_size(margin, confidence=confidence) == math.ceil(theirs)


def test_a_sample_is_as_large_as_tables_have_it() -> None:
    assert sample_size(0.05) == 385
    assert sample_size(0.05, population=1000) == 278
    assert sampling_percentage(0.001, 100) == 100, "all, where all are needed"
    with pytest.raises(ValueError, match="between 0 and 1"):
        sample_size(0)


@pytest.mark.parametrize(("margin", "population"), [(0.03, 10_000), (0.02, 400), (0.05, 1000)])
def test_a_sampling_percentage_brings_the_sample_that_is_needed(
    margin: float, population: int
) -> None:
    chance = random.Random(1)
    rate = sampling_percentage(margin, population) / 100
    needed = sample_size(margin, population=population)
    drawn = [sum(chance.random() < rate for _ in range(population)) for _ in range(200)]
    enough = sum(n >= needed for n in drawn)
    assert 180 <= enough < 200, "95 in 100, and not far more than is needed"


def reviews(weeks: int = 4, per_week: int = 500) -> list[Review]:
    """A model whose confidence is its accuracy, until it loses a tenth of it each week."""
    chance, made = random.Random(5), []
    for week in range(weeks):
        for i in range(per_week):
            truth, sure = chance.choice(LABELS), chance.uniform(0.5, 1)
            said = noisy(chance, truth, LABELS, sure - week / 10)
            content = {"initialValue": {"label": said, "confidence": sure}}
            answers = {worker: {"animal": {"label": truth}} for worker in ("ann", "bob")}
            at = START + timedelta(weeks=week, minutes=i)
            seconds = chance.lognormvariate(3, 0.5)
            made.append(read_review(output(f"l-{week}-{i}", answers, content, at, seconds)))
    return made


def test_a_model_is_measured_as_scikit_learn_does() -> None:
    from sklearn.calibration import calibration_curve
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    made = reviews()
    found = assess(made).model["animals", "animal"]
    true = [review.answers[0].content["animal"]["label"] for review in made]
    said = [review.input["initialValue"]["label"] for review in made]
    sure = [review.input["initialValue"]["confidence"] for review in made]
    right = [a == b for a, b in zip(true, said, strict=True)]
    precision, recall, f1, _ = precision_recall_fscore_support(true, said, labels=LABELS)
    for i, label in enumerate(LABELS):
        ours = found.by_label[label]
        assert (ours.precision.value, ours.recall.value, ours.f1) == pytest.approx(
            (precision[i], recall[i], f1[i])
        )
    table = confusion_matrix(true, said, labels=LABELS)
    assert found.confusion == {
        (a, b): table[i, j] for i, a in enumerate(LABELS) for j, b in enumerate(LABELS)
    }
    accuracies, means = calibration_curve(right, sure, n_bins=10)
    bins = found.calibration
    assert [bin_.correct.value for bin_ in bins] == pytest.approx(list(accuracies))
    assert [bin_.mean_confidence for bin_ in bins] == pytest.approx(list(means))


def test_a_calibrated_model_is_found_so_and_thresholds_do_what_they_say() -> None:
    made = reviews(weeks=1, per_week=2000)
    found = assess(made).model["animals", "animal"]
    assert found.calibration_error == pytest.approx(0, abs=0.03)
    # Confidence is even between 0.5 and 1, and errors as likely as it is far from 1.
    at = {round(t.threshold, 3): t for t in found.thresholds}[0.755]
    assert at.sent.value == pytest.approx(0.51, abs=0.03)
    assert at.caught.value == pytest.approx(1 - 0.245**2 / 0.5**2, abs=0.03)
    assert found.thresholds[-1].caught.value == 1
    curve = [(t.sent.value or 0, t.caught.value or 0) for t in found.thresholds]
    assert curve == sorted(curve)


def test_drift_is_seen_week_by_week_with_its_cost() -> None:
    weeks = assess(reviews(), cost_per_answer=0.08).weeks
    assert list(weeks) == [date(2026, 1, 5) + timedelta(weeks=n) for n in range(4)]
    for n, week in enumerate(weeks.values()):
        expected = 0.25 + n / 10
        assert week.changed.low < expected < week.changed.high
        assert week.by_field["animal"] == week.changed
        assert set(week.by_label) == set(LABELS)
        assert week.answers == 1000
        assert week.cost == pytest.approx(80)


def test_workers_figures() -> None:
    made = reviews(weeks=1)
    gold = {review.name: {"animal": "cat"} for review in made[:50]}
    figures = assess(made, gold=gold).workers
    assert set(figures) == {"ann", "bob"}
    ann = figures["ann"]
    times = sorted(answer.seconds or 0 for review in made for answer in review.answers[:1])
    assert ann.median_seconds == pytest.approx((times[249] + times[250]) / 2)
    assert ann.quartiles is not None
    assert times[123] < ann.quartiles[0] < times[126] < times[374] < ann.quartiles[1] < times[376]
    cats = sum(review.answers[0].content["animal"]["label"] == "cat" for review in made[:50])
    assert (ann.tasks, ann.agreement, ann.gold.count, ann.gold.of) == (500, 1, cats, 50)
    assert ann.estimated_accuracy == pytest.approx(1, abs=0.01)


def test_each_part_of_a_prediction_is_judged() -> None:
    def consensus(kind: str, value: object) -> Consensus:
        return Consensus(kind, value, 1, 1, 1, {})  # type: ignore[arg-type]

    said = Prediction("pairs", {"Name": "Eve", "Age": "7"}, 0.6, {"Name": 0.9, "Age": 0.6})
    true = consensus("pairs", {"Name": "Eva", "Age": "7", "Town": "Ulm"})
    assert list(judge(said, true)) == [
        Judgement("Name", "Name", False, 0.9),
        Judgement("Age", "Age", True, 0.6),
        Judgement(None, "Town", False),
    ]
    labels = Prediction("labels", frozenset({"Gore", "Nudity"}), 0.5, {"Gore": 0.5, "Nudity": 0.7})
    assert list(judge(labels, consensus("labels", frozenset({"Gore"})))) == [
        Judgement("Gore", "Gore", True, 0.5),
        Judgement("Nudity", None, False, 0.7),
    ]
    assert is_changed(labels, consensus("labels", frozenset({"Gore"})))
    assert not is_changed(Prediction("text", "a"), consensus("text", "a"))


def test_a_loop_with_nothing_to_judge_is_right() -> None:
    accuracy = Accuracy()
    assert accuracy.add([])
    result = accuracy.result()
    assert (result.loops.of, result.judgements.value, result.calibration_error) == (1, None, None)
