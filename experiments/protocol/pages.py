"""The pages below `docs` that are written from the code, and the part of the README that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from experiments.protocol import not_for, parameters
from experiments.protocol.code import ROOT
from experiments.protocol.odd import odd
from experiments.protocol.trace import trace

README = ROOT / "README.md"
MADE: dict[Path, Callable[[], str]] = {
    ROOT / "docs" / "odd.md": odd,
    ROOT / "docs" / "parameters.md": parameters.page,
    ROOT / "docs" / "trace.md": trace,
    README: lambda: readme(README.read_text(encoding="utf-8")),
}
WEAK = "Its [known weaknesses](docs/odd.md#what-is-known-to-be-weak) are part of the product."


def stale() -> Iterator[tuple[Path, str]]:
    """Each page that is not as the code says now, with what it should be."""
    for path, make in MADE.items():
        text = make()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield path, text


def readme(text: str) -> str:
    """The README with the part on what Corridor is not for as it stands in the code."""
    before, _, rest = text.partition(f"## {not_for.TITLE}\n")
    _, _, after = rest.partition("\n## ")
    return f"{before}## {not_for.TITLE}\n{not_for.in_markdown()}\n\n{WEAK}\n\n## {after}" if after else text
