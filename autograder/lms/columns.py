"""What the columns of Moodle's worksheet, Canvas's gradebook and a roster of one's own mean."""

from collections.abc import Sequence

from autograder.lms.names import normalized

# meaning: headers, normalized (see names.normalized). The first meaning whose header is found takes the column.
MEANINGS: dict[str, tuple[str, ...]] = {
    "participant": ("identificador", "identifier"),  # Moodle: "Participante101"; its own for each assignment
    "id": ("student id", "id do aluno", "canvas user id", "sid", "id"),  # Canvas: the user's; one's own: the student's
    "idnumber": ("numero de identificacao", "id number", "sis user id", "matricula", "ra", "orgdefinedid"),
    "username": ("identificacao de usuario", "nome de usuario", "username", "sis login id", "login", "login id"),
    "github": ("github username", "github user", "github"),
    "email": ("endereco de email", "endereco de e mail", "email address", "email", "e mail"),
    "name": ("nome completo", "full name", "student", "aluno", "estudante", "name", "nome"),
    "first": ("firstname", "first name", "primeiro nome"),
    "last": ("lastname", "last name", "sobrenome", "ultimo nome"),
    "group": ("grupo", "group", "group name", "equipe", "team"),
    "status": ("status", "estado"),
    "grade": ("nota", "grade"),
    "max": ("nota maxima", "maximum grade"),
    "changeable": ("nota pode ser alterada", "grade can be changed"),
    "handed in": ("ultima modificacao envio", "last modified submission"),
}


def meanings(header: Sequence[str]) -> dict[str, int]:
    """Which column has which meaning: {meaning: index}. Of two columns with one meaning the first counts."""
    names = [normalized(name) for name in header]
    found = {}
    for meaning, known in MEANINGS.items():
        places = [names.index(name) for name in known if name in names]
        if places:
            found[meaning] = places[0]
    return found


def is_moodle(header: Sequence[str]) -> bool:
    """Whether this is the header of Moodle's grading worksheet."""
    return {"participant", "grade"} <= meanings(header).keys()


def is_canvas(header: Sequence[str]) -> bool:
    """Whether this is the header of Canvas's gradebook."""
    names = [normalized(name) for name in header]
    return "id" in names and "section" in names and ("student" in names or "lastname" in names)
