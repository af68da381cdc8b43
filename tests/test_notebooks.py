"""The notebooks for researcher, teacher and analyst run from top to bottom, and are kept without their outputs."""

import os
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read(book):
    return nbformat.read(book, as_version=4)


def test_there_is_one_for_each_of_the_three_users():
    assert [book.stem for book in BOOKS] == ["analyst", "researcher", "teacher"]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_each_starts_from_a_question_and_ends_with_what_corridor_is_not_for(book):
    cells = read(book).cells
    first = cells[0].source.split("\n")[0]
    assert cells[0].cell_type == "markdown" and first.startswith("# ") and first.endswith("?")
    assert "not_for" in cells[-1].source


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_each_is_kept_clean(book):
    nbformat.validate(read(book))
    for cell in read(book).cells:
        assert cell.cell_type != "code" or (cell.outputs == [] and cell.execution_count is None)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_each_runs_from_top_to_bottom(book, tmp_path, monkeypatch):
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    lived = read(book)
    NotebookClient(lived, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    told = [output for cell in lived.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in told) or book.stem == "researcher"
    assert "What it is not for" in told[-1].text
