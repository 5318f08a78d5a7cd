"""A worker that outlives a run, as on a cluster, grades the next one by itself."""

import shutil

from autograder.batch.grade_submission import grade_submission
from autograder.course.course import Course
from autograder.course.gradebook import open_gradebook
from tests.batch.test_batch import SEED, fresh


def work(folder):
    """The assignment and the one submission of a course."""
    course = Course(folder)
    gradebook = open_gradebook(course.coursedir.db_url, course.coursedir.course_id)
    try:
        assignment = course.assignment("lista8", gradebook)
    finally:
        gradebook.close()
    [(student, submitted)] = course.submissions("lista8")
    return assignment, course.read(student, submitted, assignment)


def test_a_course_that_moved_between_two_runs_is_graded_in_its_new_place(sandbox, tmp_path):
    there, here = tmp_path / "there", tmp_path / "here"
    assignment, submission = work(fresh(there, ["certa-pesos"]))
    first = grade_submission(assignment, SEED, submission)
    assert first.error is None
    shutil.move(there, here)
    moved, submission = work(here)
    assert moved.digest == assignment.digest
    second = grade_submission(moved, SEED, submission)
    assert (second.error, second.notebooks) == (None, first.notebooks)
