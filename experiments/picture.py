"""A figure on disk with its title and its words, for whoever shows it."""

from pathlib import Path
from typing import NamedTuple


class Picture(NamedTuple):
    """A PNG file, its title, and the text that stands for it where it cannot be seen; which runs it shows, and how to draw it again."""

    path: Path
    title: str
    alt: str
    runs: str = ""
    command: str = ""
