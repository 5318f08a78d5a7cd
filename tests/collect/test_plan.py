"""Which notebook is taken, who a participant is, and what may replace what."""

from datetime import UTC, datetime

import pytest

from autograder.collect.attempt import LoadedAttempt, content_digest
from autograder.collect.candidates import Choice, candidates, choose, marks_of
from autograder.collect.plan import CurrentState, Status, plan
from autograder.collect.unpack import File
from autograder.collect.who.lookup import PersonLookup
from autograder.collect.who.roster import Person, read_roster
from autograder.course.manifest import AttemptRecord, SubmissionRecord, dump, load
from autograder.lms import systems
from autograder.lms.archive_layouts import Origin
from autograder.lms.sheet import read_sheet
from tests.collect.archives import notebook, small
from tests.conftest import PROJECT

RELEASED = (PROJECT / "release/lista8/lista8.ipynb").read_bytes()
HANDOUT = {"lista8": marks_of(RELEASED)}
GOOD = notebook()


def taken(files):
    choice = choose(candidates([File(path, data) for path, data in files.items()]), HANDOUT)
    return choice.taken["lista8"].file.path if choice.taken else None, choice.notes


@pytest.mark.parametrize(
    "name", ["Cópia de lista8 (1).ipynb", "x.ipynb", "lista8.ipynb.txt", "lista8.json", "lista8.IPYNB", "lista8"]
)
def test_the_only_notebook_is_taken_whatever_it_is_called(name):
    assert taken({"relatorio.pdf": b"%PDF", name: GOOD}) == (name, ())


def test_of_several_notebooks_the_answered_handout_is_taken_and_the_ta_is_told():
    drafts = {
        "lista7.ipynb": small("x = 1"),
        "rascunho.ipynb": small("y = 2"),
        "z.ipynb": GOOD,
        "lista8.ipynb": RELEASED,
    }
    path, notes = taken(drafts)
    assert path == "z.ipynb"
    assert notes == ("z.ipynb was taken, not lista8.ipynb, lista7.ipynb, rascunho.ipynb",)


def test_of_two_answered_ones_the_one_with_the_right_name_is_taken():
    assert taken({"antiga.ipynb": notebook(note="\nantiga"), "lista8.ipynb": GOOD})[0] == "lista8.ipynb"


def test_the_same_notebook_twice_is_no_news():
    assert taken({"lista8.ipynb": GOOD, "copia/lista8.ipynb": GOOD})[1] == ()


def test_a_notebook_that_cannot_be_read_is_taken_only_if_there_is_no_other():
    broken = {"lista8.ipynb": b"", "b.ipynb": GOOD[:500]}
    path, notes = taken(broken)
    assert path == "lista8.ipynb"
    assert notes[0] == "lista8.ipynb cannot be read as a notebook (0 bytes)"
    assert taken({**broken, "z.ipynb": GOOD})[0] == "z.ipynb"


def test_an_unanswered_and_a_foreign_notebook_are_flagged():
    assert taken({"lista8.ipynb": RELEASED})[1] == ("lista8.ipynb is the handout as it was released",)
    assert taken({"lista8.ipynb": small("x")})[1] == ("lista8.ipynb has nothing in common with the handout",)


@pytest.mark.parametrize(
    "hostile", [b'{"cells": 1}', b'{"cells": [1]}', b"{" * 100_000, b'{"cells": [{"metadata": 1}]}']
)
def test_a_file_that_only_looks_like_a_notebook_is_none(hostile):
    assert marks_of(hostile) is None


def test_old_and_oddly_encoded_notebooks_are_read():
    old = b'{"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"], "metadata": {}}]}]}'
    assert marks_of(old).texts == {"x = 1"}
    assert marks_of(b"\xef\xbb\xbf" + GOOD) == marks_of(GOOD) == marks_of(GOOD.decode().encode("utf-16"))
    assert marks_of(small("x = 'ação'").decode("unicode-escape").encode("cp1252")).ids == {"q1"}


def test_several_notebooks_of_one_assignment_each_find_their_own():
    handout = {"parte1": marks_of(small("a = 0")), "parte2": marks_of(RELEASED)}
    files = [File("Parte 2 - final.ipynb", GOOD), File("parte1.ipynb", small("a = 1"))]
    choice = choose(candidates(files), handout)
    assert {name: one.file.path for name, one in choice.taken.items()} == {
        "parte1": "parte1.ipynb",
        "parte2": "Parte 2 - final.ipynb",
    }
    assert choose(candidates(files[:1]), handout).notes == ("no notebook parte1",)


MOODLE = """\ufeffIdentificador,"Nome completo","Número de identificação",E-mail,"Última modificação (envio)",Grupo\r
Participante101,"Ana da Silva",2023001,ana@exemplo.br,"quinta-feira, 12 mar. 2026, 23:59",\r
Participante102,"Ana da Silva",2023002,ana2@exemplo.br,-,\r
Participante103,"Caio Lima",2023003,caio@exemplo.br,-,"Grupo 7"\r
Participante104,"Dora Reis",2023004,dora@exemplo.br,-,"Grupo 7"\r
"""


def moodle(number, name):
    return Origin(systems.MOODLE, number, name, "lista8.ipynb")


def roster(text=MOODLE):
    return read_roster(read_sheet(text.encode()), UTC)


def test_a_worksheet_tells_namesakes_apart_and_gives_id_address_and_time():
    people = PersonLookup(roster(), {}, [], "lista8", {"ana da silva"})
    first, second = (people.people(moodle(number, "ANA DA SILVA"))[0] for number in ("101", "102"))
    assert (first.id, first.email, first.handed_in) == (
        "2023001",
        "ana@exemplo.br",
        datetime(2026, 3, 12, 23, 59, tzinfo=UTC),
    )
    assert (second.id, second.handed_in) == ("2023002", None)


def test_a_worksheet_of_another_assignment_does_not_mix_people_up():
    """Moodle numbers participants anew in each assignment: here 103 is somebody else."""
    (person,) = PersonLookup(roster(), {}, [], "lista8").people(moodle("103", "Dora Reis"))
    assert person.id == "2023004"


def test_a_group_s_submission_is_every_member_s():
    found = PersonLookup(roster(), {}, [], "lista8").people(moodle("88", "Grupo 7"))
    assert [person.id for person in found] == ["2023003", "2023004"]


def test_without_a_roster_a_name_becomes_an_id_and_stays_it():
    people = PersonLookup([], {}, [], "lista8")
    assert people.people(moodle("101", "José da Conceição"))[0].id == "jose-da-conceicao"
    later = PersonLookup(roster(), {"moodle:103": ["caio-lima"]}, [], "lista8")
    (person,) = later.people(moodle("103", "Caio Lima"))
    assert (person.id, person.email) == ("caio-lima", "caio@exemplo.br")


def test_without_a_roster_namesakes_become_two_students():
    people = PersonLookup([], {}, [], "lista8", {"ana da silva"})
    ids = [people.people(moodle(number, "Ana da Silva"))[0].id for number in ("101", "102")]
    assert ids == ["ana-da-silva-101", "ana-da-silva-102"]


def test_a_student_known_from_an_earlier_assignment_is_found_by_name_but_never_guessed_between_two():
    known = [Person("2023001", "Ana da Silva"), Person("2023009", "Beto Souza")]
    assert PersonLookup([], {}, known, "lista8").people(moodle("555", "beto souza"))[0].id == "2023009"
    with pytest.raises(LookupError, match="may be 2023001"):
        PersonLookup([], {}, known, "lista8", {"ana da silva"}).people(moodle("101", "Ana da Silva"))


def test_a_canvas_gradebook_names_the_users():
    text = "Student,ID,SIS Login ID,Section,Lista 8 (9)\nMuted,,,,Manual Posting\n    Points Possible,,,,10\n"
    people = roster(text + '"Silva, Ana",4711,asilva,T1,\n')
    (person,) = PersonLookup(people, {}, [], "lista8").people(Origin(systems.CANVAS, "4711", "silvaana", "x"))
    assert (person.id, person.name) == ("asilva", "Ana Silva")


def test_moodle_s_participant_101_is_not_canvas_s_user_101():
    with pytest.raises(LookupError, match="not in the roster"):
        PersonLookup(roster(), {}, [], "lista8").people(Origin(systems.CANVAS, "101", "souzabeto", "x"))


@pytest.mark.parametrize("row", ["../x,Ana", "a/b,Ana", ".x,Ana", "x,Ana\nx,Beto"])
def test_a_roster_whose_ids_cannot_name_folders_is_refused(row):
    with pytest.raises(ValueError, match="roster"):
        roster(f"id,nome\n{row}\n")


def best(text, when=None, seen="2026-03-20T10:00:00+00:00", late=False):
    file = File("lista8.ipynb", small(text))
    (candidate,) = candidates([file])
    attempt = AttemptRecord("a.zip", {"lista8.ipynb": text}, when, seen, late)
    contents = {"lista8.ipynb": file.data}
    return LoadedAttempt(attempt, contents, Choice({"lista8": candidate}, ()), contents, ())


def there(best, **changes):
    found = content_digest(best.submitted)
    record = SubmissionRecord(submitted=found, current=best.record.digest, attempts={best.record.digest: best.record})
    return CurrentState(**{"record": record, "on_disk": found, **changes})


OLD, NEW = "2026-03-01T10:00:00+00:00", "2026-03-02T10:00:00+00:00"
ANA = Person("ana")


def status(new, current, force=False):
    return plan(ANA, [new], current, force, None).status


def test_a_newer_upload_replaces_an_older_and_never_the_other_way_round():
    assert status(best("b", seen=NEW), there(best("a", seen=OLD))) is Status.NEWER
    assert status(best("a", seen=OLD), there(best("b", seen=NEW))) is Status.OLDER
    assert status(best("a", when=OLD, seen=NEW), there(best("b", when=NEW, seen=OLD))) is Status.OLDER


def test_the_same_again_is_no_change():
    assert status(best("a", seen=NEW), there(best("a", seen=OLD))) is Status.SAME


def test_what_a_person_worked_on_is_held_back_until_forced():
    old = best("a", seen=OLD)
    for found in (
        there(old, on_disk="edited by hand"),
        there(old, graded_by_hand=True),
        there(old, record=SubmissionRecord()),
    ):
        action = plan(ANA, [best("b", seen=NEW)], found, False, None)
        assert action.status is Status.HELD
        assert "--force" in action.notes[0]
        assert status(best("b", seen=NEW), found, force=True) is Status.NEWER


def test_where_no_time_tells_which_is_newer_nothing_is_replaced():
    assert status(best("b", seen=None), there(best("a", seen=OLD))) is Status.HELD
    assert status(best("b", seen=OLD), there(best("a", seen=OLD))) is Status.HELD


def test_the_newest_attempt_that_can_be_read_counts():
    broken = LoadedAttempt(AttemptRecord("a", {"x": "1"}, NEW), {"x": b""}, Choice({}, ()), {}, ("x cannot be read",))
    action = plan(
        ANA,
        [broken, best("b", when=OLD), best("a", when="2026-02-01T00:00:00+00:00")],
        CurrentState(SubmissionRecord()),
        False,
        None,
    )
    assert action.best.files == best("b").files
    assert action.notes[0] == "3 attempts: the newest that can be graded counts"


def test_an_unreadable_upload_never_takes_the_place_of_a_readable_one():
    (candidate,) = candidates([File("lista8.ipynb", b"")])
    empty = {"lista8.ipynb": b""}
    broken = LoadedAttempt(AttemptRecord("a", {"x": "1"}, NEW), empty, Choice({"lista8": candidate}, ()), empty, ())
    assert status(broken, there(best("a", when=OLD))) is Status.HELD
    assert status(broken, CurrentState(SubmissionRecord())) is Status.UNREADABLE
    assert status(broken, there(broken)) is Status.UNREADABLE


def test_the_time_of_handing_in_is_the_system_s_and_never_the_archive_s():
    due = datetime(2026, 3, 12, tzinfo=UTC)
    told = Person("ana", handed_in=datetime(2026, 3, 1, tzinfo=UTC))
    assert plan(ANA, [best("a")], CurrentState(SubmissionRecord()), False, due).when is None
    assert plan(told, [best("a")], CurrentState(SubmissionRecord()), False, due).when == told.handed_in
    assert plan(
        told, [best("a", when=NEW)], CurrentState(SubmissionRecord()), False, due
    ).when == datetime.fromisoformat(NEW)
    assert plan(ANA, [best("a", late=True)], CurrentState(SubmissionRecord()), False, due).when == due


def test_a_manifest_survives_being_written_and_read():
    attempt = best("a", when=OLD).record
    manifest = {"ana": SubmissionRecord(("moodle:1",), "Ana", "a@b", "1", "2", {attempt.digest: attempt})}
    assert load(dump("lista8", manifest)) == manifest
    with pytest.raises(ValueError, match="not a manifest"):
        load('{"students": [1]}')
