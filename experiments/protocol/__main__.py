"""Writes anew the pages that are made from the code: docs/odd.md, docs/parameters.md, docs/trace.md, and a part of the README."""

import sys

from experiments.protocol.code import ROOT
from experiments.protocol.pages import stale


def main() -> int:
    """Writes every page that is not as the code says now, and names it."""
    written = list(stale())
    for path, text in written:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.relative_to(ROOT)}: written anew")
    if not written:
        print("every page is as the code says")
    return 0


if __name__ == "__main__":
    sys.exit(main())
