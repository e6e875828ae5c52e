"""Coefficients of agreement against published worked examples and other programs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.quality.coefficients import (
    Level,
    Weights,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    percent_agreement,
)

# scikit-learn and statsmodels are loaded by the tests that ask them: it takes seconds, which each
# process would spend on collecting the tests.

# Fourteen psychiatrists and ten patients, as the worked example of Fleiss' kappa has them: how many
# put each patient into each of five classes.
PATIENTS = [
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
]
# Krippendorff's own example (Computing Krippendorff's alpha-reliability, section E): four
# observers, a column for each unit, 0 where one did not answer.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3),
    (0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0),
)

values = st.integers(0, 4)
tables = st.integers(2, 5).flatmap(
    lambda workers: st.lists(
        st.lists(values, min_size=workers, max_size=workers), min_size=2, max_size=20
    )
)
ragged = st.lists(st.lists(values, max_size=5), max_size=20)


def test_fleiss_own_example() -> None:
    units = [[c for c, n in enumerate(row) for _ in range(n)] for row in PATIENTS]
    assert fleiss_kappa(units) == pytest.approx(0.210, abs=5e-4)


@pytest.mark.parametrize(
    ("level", "alpha"), [("interval", 0.849), ("nominal", 0.743), ("ordinal", 0.815)]
)
def test_krippendorffs_own_example(level: Level, alpha: float) -> None:
    units = [[value for value in unit if value] for unit in zip(*OBSERVERS, strict=True)]
    assert krippendorff_alpha(units, level) == pytest.approx(alpha, abs=5e-4)


@given(tables)
def test_fleiss_is_that_of_statsmodels(units: list[list[int]]) -> None:
    from statsmodels.stats import inter_rater

    ours = fleiss_kappa(units)
    if len({value for unit in units for value in unit}) == 1:
        assert ours is None
    else:
        assert ours == pytest.approx(
            inter_rater.fleiss_kappa(inter_rater.aggregate_raters(units)[0])
        )


@given(
    st.lists(st.tuples(values, values), min_size=1), st.sampled_from([None, "linear", "quadratic"])
)
def test_cohen_is_that_of_scikit_learn(
    pairs: list[tuple[int, int]], weights: Weights | None
) -> None:
    from sklearn.metrics import cohen_kappa_score

    first, second = zip(*pairs, strict=True)
    ours = cohen_kappa(first, second, weights=weights, order=range(5))
    if len({*first, *second}) == 1:
        assert ours is None
    else:
        theirs = cohen_kappa_score(first, second, weights=weights, labels=list(range(5)))
        assert ours == pytest.approx(theirs)


@given(ragged, st.permutations(range(5)), st.randoms())
def test_names_and_order_of_answers_mean_nothing(
    units: list[list[int]], renamed: list[int], chance: object
) -> None:
    other = [[renamed[value] for value in reversed(unit)] for unit in reversed(units)]
    for coefficient in (percent_agreement, fleiss_kappa, krippendorff_alpha):
        assert coefficient(other) == pytest.approx(coefficient(units))


@given(ragged)
def test_bounds(units: list[list[int]]) -> None:
    whole = [unit[:1] * len(unit) for unit in units]
    assert percent_agreement(whole) in (None, 1)
    for coefficient in (fleiss_kappa, krippendorff_alpha):
        assert coefficient(whole) in (None, pytest.approx(1))
        for found in (coefficient(units), percent_agreement(units)):
            assert found is None or found <= 1 + 1e-9
