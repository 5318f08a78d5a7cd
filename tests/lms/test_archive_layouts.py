"""Every form in which systems hand out submissions, from the path alone."""

import pytest

from autograder.lms.archive_layouts import Origin, origins
from autograder.lms.systems import MOODLE

FORMS = {  # paths of two participants: (number, name, rest) of each
    "moodle from 4.1": {
        "Ana Conceição_101_assignsubmission_file/lista8.ipynb": ("101", "Ana Conceição", "lista8.ipynb"),
        "Beto O'Neil_102_assignsubmission_file/pasta/b.ipynb": ("102", "Beto O'Neil", "pasta/b.ipynb"),
    },
    "moodle before 4.1": {
        "Ana Conceição_101_assignsubmission_file_/lista8.ipynb": ("101", "Ana Conceição", "lista8.ipynb"),
        "Beto_102_assignsubmission_onlinetext_/onlinetext.html": ("102", "Beto", "onlinetext.html"),
    },
    "moodle, flat": {
        "Ana Conceição_101_assignsubmission_file_lista8_v2.ipynb": ("101", "Ana Conceição", "lista8_v2.ipynb"),
        "Beto_102_assignsubmission_file_b.ipynb": ("102", "Beto", "b.ipynb"),
    },
    "moodle, groups": {
        "Grupo 7_88_assignsubmission_file/lista8.ipynb": ("88", "Grupo 7", "lista8.ipynb"),
        "Grupo padrão_assignsubmission_file/lista8.ipynb": ("", "Grupo padrão", "lista8.ipynb"),
    },
    "moodle, blind": {
        "Participante_101_assignsubmission_file/lista8.ipynb": ("101", "", "lista8.ipynb"),
        "Participant_102_assignsubmission_file_/lista8.ipynb": ("102", "", "lista8.ipynb"),
    },
    "canvas": {
        "silvaana_4711_990_lista8.ipynb": ("4711", "silvaana", "lista8.ipynb"),
        "souzabeto_LATE_4712_991_1_2_lista8-1.ipynb": ("4712", "souzabeto", "1_2_lista8-1.ipynb"),
        "limacaio_4713_text.html": ("4713", "limacaio", "text.html"),
    },
    "canvas, anonymous": {
        "anon_x7Kp2_990_lista8.ipynb": ("anon_x7Kp2", "", "lista8.ipynb"),
        "LATE_anon_9aBcD_991_lista8.ipynb": ("anon_9aBcD", "", "lista8.ipynb"),
    },
    "blackboard": {
        "Lista 8_ana_attempt_2026-03-01-15-00-00_lista8.ipynb": ("ana", "", "lista8.ipynb"),
        "Lista 8_ana_attempt_2026-03-01-15-00-00.txt": ("ana", "", ""),
    },
    "a course folder": {
        "submitted/ana/lista8/lista8.ipynb": ("ana", "", "lista8.ipynb"),
        "submitted/beto/lista8/timestamp.txt": ("beto", "", "timestamp.txt"),
    },
    "an exchange": {
        "ana+lista8+2026-03-01 12:00:00.123456 UTC/lista8.ipynb": ("ana", "", "lista8.ipynb"),
        "beto+lista8+2026-03-01 13:00:00.123456 UTC+x1/lista8.ipynb": ("beto", "", "lista8.ipynb"),
    },
    "names": {
        "Ana Conceição - lista8 (1).ipynb": ("", "Ana Conceição", "lista8 (1).ipynb"),
        "lista8 - Beto Souza.ipynb": ("", "Beto Souza", "lista8 - Beto Souza.ipynb"),
        "Caio Lima/sub/x.ipynb": ("", "Caio Lima", "sub/x.ipynb"),
        "Dora.ipynb": ("", "Dora", "Dora.ipynb"),
        "Eva - 123/lista8.ipynb": ("", "Eva", "123/lista8.ipynb"),
    },
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("wrapper", ["", "turma A/"])
def test_a_path_tells_whose_it_is(form, wrapper):
    found = origins([wrapper + path for path in FORMS[form]], "lista8")
    for path, expected in FORMS[form].items():
        origin = found[wrapper + path]
        assert (origin.number, origin.name, origin.rest) == expected


def test_the_system_s_late_mark_and_the_time_in_a_name_are_kept():
    canvas = origins(FORMS["canvas"], "lista8")
    assert [origin.late for origin in canvas.values()] == [False, True, False]
    board = origins(FORMS["blackboard"], "lista8")
    assert {origin.when for origin in board.values()} == {"2026-03-01-15-00-00"}


def test_files_of_nobody_are_told_apart():
    paths = [*FORMS["moodle from 4.1"], "leia-me.txt"]
    assert origins(paths, "lista8")["leia-me.txt"] is None
    assert origins(["lista8.ipynb", "Ana - lista8.ipynb"], "lista8")["lista8.ipynb"] is None


def test_other_assignments_of_a_course_folder_are_left_out():
    paths = [f"ana/lista{number}/x.ipynb" for number in range(9)] + ["beto/lista8/x.ipynb"]
    assert set(origins(paths, "lista8")) == {"ana/lista8/x.ipynb", "beto/lista8/x.ipynb"}


def test_a_student_s_own_folder_names_never_make_him_somebody_else():
    paths = ["Beto - a/Ana_101_assignsubmission_file/lista8.ipynb", "Caio - lista8.ipynb", "Dora - lista8.ipynb"]
    assert origins(paths, "lista8")[paths[0]].name == "Beto"
    paths = ["Ana_101_assignsubmission_file/Beto_102_assignsubmission_file/lista8.ipynb", *FORMS["moodle from 4.1"]]
    assert origins(paths, "lista8")[paths[0]].number == "101"


def test_one_student_s_folders_never_make_an_archive_another_form():
    paths = ["Beto/lista8/x.ipynb", "Ana/x.ipynb", "Caio/y.ipynb", "Dora_1_attempt_2026-03-01-15-00-00_x.ipynb"]
    found = origins(paths, "lista8")
    assert [found[path].name for path in paths[:3]] == ["Beto", "Ana", "Caio"]


def test_a_participant_is_the_same_whatever_moodle_version_wrote_the_archive():
    new, old = (Origin(MOODLE, "101", name, "x") for name in ("Ana Conceição", "ANA CONCEICAO"))
    assert new.key == old.key
