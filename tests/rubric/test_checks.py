"""The vocabulary of a rubric."""

import copyreg

import numpy as np
import pytest

from autograder.rubric import (
    Explanation,
    Mismatch,
    StudentError,
    Verdict,
    as_matrix,
    check,
    close,
    compare,
    first_accepted,
)
from autograder.sandbox.shared.wire import Opaque

M = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    "value",
    [
        M,
        M.tolist(),
        tuple(map(tuple, M)),
        M.astype(np.float32),
        M.astype(int),
        M.astype(complex),
        (M, np.eye(2)),
        [M, np.eye(2)],
        (M, M),
        (M, None, "x"),
        [list(M[0]), M[1]],
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_matrix_is_found_in_whatever_a_student_reasonably_returns(value):
    np.testing.assert_allclose(as_matrix(value), M)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "not an array"),
        (Opaque("dict"), "not an array"),
        ([[1], [1, 2]], "not an array"),
        ([10**400, 1], "not an array"),
        ((), "not a matrix"),
        (3.0, "not a matrix"),
        (np.zeros((2, 2, 2)), "not a matrix"),
        (M * 1j, "not an array"),
        (True, "not an array"),
    ],
)
def test_anything_else_is_a_mismatch_that_says_what_came(value, kind):
    with pytest.raises(Mismatch) as caught:
        as_matrix(value)
    assert caught.value.kind == kind


def test_nan_output_is_a_fail_not_a_pass():
    nan = np.full((2, 3), np.nan)
    assert not close(nan, nan)
    with pytest.raises(Mismatch, match="not finite"):
        compare.equals(nan, M)
    with pytest.raises(Mismatch, match="not finite"):
        compare.row_stats(nan, (2, 3), 0, 1)
    with pytest.raises(Mismatch, match="not finite"):
        compare.rows_sum_to_one(nan[:, :2], 2)


def test_infinite_values_and_other_shapes_are_not_close():
    assert not close(np.array([np.inf]), np.array([1.0]))
    assert not close(np.array([1.0]), np.array([np.nan]))
    assert not close(M, M.T)
    assert not close(M[:1], M)


def test_values_agree_within_the_tolerance_and_not_beyond():
    compare.equals(M + 0.9e-4, M)
    with pytest.raises(Mismatch, match="values"):
        compare.equals(M + 8e-4, M)


def test_small_numbers_agree_relative_to_the_size_of_their_array_unless_that_is_out_of_all_proportion():
    large = np.array([[50.0, -50.0], [50.0, 0.0]])
    assert close(large + 3e-3, large)
    assert not close(large + 1e-1, large)
    masked = np.array([[0.5, -1e10], [0.5, 0.5]])
    assert not close(masked + 1e-2, masked)
    for odd in (np.nan, np.inf, -np.inf):
        assert not close(np.ones((2, 2)), np.array([[odd, 1.0], [1.0, 2.0]]))


def test_row_sums_and_signs_are_both_required():
    compare.rows_sum_to_one(np.array([[0.25, 0.75], [1.0, 0.0]]), 2)
    with pytest.raises(Mismatch, match="row sums"):
        compare.rows_sum_to_one(np.array([[0.5, 0.5], [0.5, 0.6]]), 2)
    with pytest.raises(Mismatch, match="negative"):
        compare.rows_sum_to_one(np.array([[1.5, -0.5], [0.0, 1.0]]), 2)


def test_row_statistics_are_of_each_row():
    rows = np.array([[1.0, -1, 1, -1], [-1, 1, 1, -1]])
    compare.row_stats(rows, (2, 4), 0.0, 1.0)
    for wrong in (rows * 1.01, rows + 0.01):
        with pytest.raises(Mismatch, match="row statistics"):
            compare.row_stats(wrong, (2, 4), 0.0, 1.0)


@pytest.mark.parametrize("A", [np.ones((1, 1)), np.zeros((0, 0)), np.array([[-1.0, 1.0]])])
def test_a_property_does_not_hold_for_a_matrix_of_another_shape(A):
    with pytest.raises(Mismatch, match="shape"):
        compare.rows_sum_to_one(A, 4)
    with pytest.raises(Mismatch, match="shape"):
        compare.row_stats(A, (4, 8), 0.0, 1.0)


def test_an_output_that_ignores_its_inputs_is_found():
    compare.depends_on_inputs(M, M + 1)
    with pytest.raises(Mismatch, match="same for all"):
        compare.depends_on_inputs(M, M.copy())


def fail(problem):
    def attempt():
        raise problem

    return attempt


def test_the_first_attempt_that_passes_wins():
    assert first_accepted([fail(Mismatch("values")), lambda: ("note",)]) == ("note",)


def test_the_most_telling_failure_is_reported_and_the_others_kept():
    crash, shape, values = StudentError(Verdict.CRASH, "exception"), Mismatch("shape"), Mismatch("values")
    with pytest.raises(Mismatch) as caught:
        first_accepted([fail(crash), fail(shape), fail(values)])
    assert (caught.value.kind, caught.value.others) == ("values", (shape, crash))
    assert values.others == ()


def test_a_check_needs_the_sentence_that_students_read():
    def silent(student, rng):
        pass

    with pytest.raises(TypeError, match="docstring"):
        check(silent)


def test_an_explained_failure_keeps_what_it_is_told_whatever_libraries_register_for_exceptions(monkeypatch):
    """distributed has exceptions of all kinds copied by tblib, without their attributes."""
    monkeypatch.setitem(copyreg.dispatch_table, Mismatch, lambda error: (Mismatch, error.args))
    why, other = Explanation(observations=lambda: ["Um fato."]), Mismatch("shape")
    told = Mismatch("values", 1, 2, None, (3,)).explained(why, [other])
    assert (told.explanation, told.others, told.kind, told.part) == (why, (other,), "values", (3,))
