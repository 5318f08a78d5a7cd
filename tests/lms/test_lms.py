"""Names and times as systems write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.lms.columns import meanings
from autograder.lms.names import is_inside, mentions, same_person, slug, writable
from autograder.lms.times import for_nbgrader, parse_moment

BRASILIA = ZoneInfo("America/Sao_Paulo")
NIGHT = datetime(2026, 3, 13, 2, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "quinta-feira, 12 mar. 2026, 23:59",
        "quinta-feira, 12 de março de 2026, 23:59",
        "Thursday, 12 March 2026, 11:59 PM",
        "2026-03-12 23:59",
        "2026-03-12T23:59:00-03:00",
        "2026-03-13 02:59:00 UTC",
        "12/03/2026 23:59",
        "12/03/2026 23h59",
        "quinta, 12 de março de 2026 às 23:59 BRT",
    ],
)
def test_a_moment_is_read_in_every_form_in_which_systems_write_it(text):
    assert parse_moment(text, BRASILIA) == NIGHT


@pytest.mark.parametrize(
    "text",
    ["", "-", "Nunca", "12 xyz 2026, 23:59", "31 fev. 2026, 10:00", "99/99/2026 10:00", "12/03/2026", "12", "9" * 20],
)
def test_what_tells_of_no_moment_is_none(text):
    assert parse_moment(text, BRASILIA) is None


def test_noon_and_midnight_and_this_machine_s_zone():
    assert parse_moment("1 May 2026, 12:30 AM", UTC).hour == 0
    assert parse_moment("1 May 2026, 12:30 PM", UTC).hour == 12
    assert parse_moment("2026-05-01 10:00", None) == datetime(2026, 5, 1, 10).astimezone(UTC)
    assert for_nbgrader(NIGHT.astimezone(BRASILIA)) == "2026-03-13 02:59:00 UTC"


@pytest.mark.parametrize(
    "title", ["Cópia de lista8 (1)", "Lista 8", "LISTA_8_final", "lista8-ana", "minha lista8", "99_lista8"]
)
def test_a_title_is_about_its_assignment_however_it_was_renamed(title):
    assert mentions(title, "lista8")


@pytest.mark.parametrize("title", ["lista80", "lista 81", "lista7", "prova", "8"])
def test_a_title_is_not_about_another_assignment(title):
    assert not mentions(title, "lista8")


def test_people_are_the_same_however_their_names_are_ordered_and_written():
    assert same_person("Silva, José da", "jose da SILVA")
    assert not same_person("Ana Silva", "Ana Souza")
    assert slug("José  da Conceição") == "jose-da-conceicao"
    assert slug("李") == "sem-nome"


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../../x", "C:/x", "a\0b", ""])
def test_a_written_path_never_leaves_its_folder(path):
    assert not is_inside(path)
    assert writable(path) == "" or is_inside(writable(path)) or path.startswith("C:")
    assert writable("//etc//passwd") == "etc/passwd"


def test_a_long_name_is_cut_between_characters_and_keeps_its_suffix():
    name = writable("pasta/" + "ç" * 300 + ".ipynb")
    assert name.endswith("ç.ipynb")
    assert len(name.rpartition("/")[2].encode()) <= 120


def test_columns_are_known_by_their_headers_in_both_languages():
    english = meanings(["Identifier", "Full name", "Email address", "Maximum Grade", "Last modified (submission)"])
    assert english == {"participant": 0, "name": 1, "email": 2, "max": 3, "handed in": 4}
    portuguese = ["Identificador", "Nome completo", "Endereço de email", "Nota máxima", "Última modificação (envio)"]
    assert meanings(portuguese) == english
