"""What the name of a file or folder tells of a person, and what in it is everybody's: "Cópia de prova2 (1)"."""

import re

from autograder.lms.names import compact, normalized

EVERYBODYS = frozenset(  # words of titles, copies and drafts, normalized
    re.findall(
        r"\w+",
        """my meu minha copia copy untitled sem titulo nome final finalizada finalizado versao version ver v entrega
        entregue envio atividade tarefa trabalho exercicio exercicios homework hw assignment submission submissao
        submitted notebook jupyter colab colaboratory ipynb zip tar gz 7z py resposta respostas resolucao resolvida
        resolvido solucao solution answer answers novo nova new corrigido corrigida completo completa download downloads
        file files arquivo arquivos documento doc lista listas aula draft rascunho prova teste test projeto project
        pasta folder src drive pronto pronta ok feito feita certo certa ultima ultimo transformer transformers""",
    )
)
JOINING = frozenset(re.findall(r"\w+", "a o as os e de da do das dos di del la the of and y"))  # tell nothing alone
GROUP = re.compile(
    r"(?:grupo|group|equipe|equipo|team|time|dupla|trio|default group)(?:\b.*|\d+)|.*(?:grupo|group|equipe|team)s? ?\d+"
)
SECTION = re.compile(r"(?:turma|section|secao|sala|classe|class|moodle|canvas|campus|t\d+)\b.*")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
YEAR = re.compile(r"(?:19|20)\d\d")


def telling(text: str, assignment: str) -> list[str]:
    """The words of a name, as they are written, that may tell a person: neither the assignment's nor everybody's."""
    words = [word for word in re.split(r"[\s_()\[\]<>,;]+", text) if word]
    if any(_says_nothing(part) for word in words for part in word.split("-")):
        words = [part for word in words for part in ([word] if "@" in word else word.split("-"))]
    found: list[str] = []
    run: list[str] = []
    for word in [*_without(words, compact(assignment)), ""]:
        if word and not _says_nothing(word):
            run.append(word)
            continue
        found += _stripped(run)
        run = []
    return found


def _says_nothing(word: str) -> bool:
    """Whether a word is a number of copies, versions or years, or one that anybody may write."""
    if "@" in word:
        return False
    plain = normalized(word)
    number = re.fullmatch(r"(v|ver|versao|copia|untitled)?(\d+)", plain)
    counts = number is not None and (bool(number[1]) or len(plain) < 3 or YEAR.fullmatch(plain) is not None)
    return not plain or counts or all(part in EVERYBODYS for part in plain.split())


def _stripped(run: list[str]) -> list[str]:
    """Words that follow one another, without those at the ends that only join others."""
    telling = [index for index, word in enumerate(run) if not (normalized(word) in JOINING or len(word) < 2)]
    return run[telling[0] : telling[-1] + 1] if telling else []


def _without(words: list[str], title: str) -> list[str]:
    """Words but for those that spell a title together: "Lista", "8"."""
    for start in range(len(words)):
        spelt = ""
        for end in range(start, len(words)):
            spelt += compact(words[end])
            if spelt == title:
                return _without(words[:start] + words[end + 1 :], title)
            if not title.startswith(spelt):
                break
    return words


def shown(text: str, assignment: str) -> str:
    """The name to show, as it is written if all of it is the person's; addresses are left out."""
    words = telling(text, assignment)
    name = " ".join(text.replace("_", " ").split())
    kept = name if all(word in words for word in re.split(r"[\s_]+", text.strip())) else " ".join(words)
    return " ".join(ADDRESS.sub("", kept).replace("<>", "").split()) or kept


def is_group(name: str) -> bool:
    """Whether this is the name of a group, as systems make them up."""
    return GROUP.fullmatch(normalized(name)) is not None


def is_section(name: str) -> bool:
    """Whether this is the name of a part of a class."""
    return SECTION.fullmatch(normalized(name)) is not None
