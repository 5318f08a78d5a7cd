"""An essay that was handed in as a file beside the notebook: it is not read, but a person is asked to."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from nbformat import NotebookNode

from autograder.repair.cells import claim_of
from autograder.repair.log import Repair
from autograder.repair.placed import is_blank
from autograder.repair.released import ReleasedNotebook

TEXTS = {".txt", ".md", ".rtf", ".tex", ".pdf", ".doc", ".docx", ".odt", ".pages", ".html", ".png", ".jpg", ".jpeg"}
OURS = {"timestamp.txt"}  # of nbgrader
TOLD = "*Esta célula ficou em branco. Junto do notebook foi entregue: {files}.*"
SHOWN = 5  # files that are named


def ask_about_files(record: ReleasedNotebook, notebook: NotebookNode, handed_in: Iterable[str]) -> list[Repair]:
    """Write into each blank essay which files may hold it, so that nbgrader asks for a manual grade.

    handed_in: paths of the student's own files beside the notebook. Changes the notebook.
    """
    files = sorted(name for name in handed_in if PurePosixPath(name).suffix.lower() in TEXTS and name not in OURS)
    essays = {cell.name: cell for cell in record.source_cells if not cell.locked and cell.cell_type == "markdown"}
    log = []
    for cell in notebook.cells if files else ():
        source = essays.get(claim_of(cell) or "")
        if source and record.graded(source) and is_blank(source, cell.source):
            cell.source = TOLD.format(files=", ".join(f"`{name.replace('`', '?')}`" for name in files[:SHOWN]))
            log.append(Repair("beside", (source.name,), ", ".join(files[:SHOWN])))
    return log
