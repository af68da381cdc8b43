"""Says, once, that the rules are being compiled for this machine; silent when they come from the disk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WORDS = "Compiling the rules for this machine, once; about half a minute ..."


@contextmanager
def compiling_told() -> Iterator[None]:
    """While inside, the first real compilation is told on stderr."""
    from numba.core.event import Listener, register, unregister

    class Told(Listener):
        """Hears of compilations only: what is loaded from the disk makes no such event."""

        is_told = False

        def on_start(self, event: Any) -> None:
            if not self.is_told:
                self.is_told = True
                print(WORDS, file=sys.stderr, flush=True)

        def on_end(self, event: Any) -> None:
            """Nothing to say."""

    listener = Told()
    register("numba:compile", listener)
    try:
        yield
    finally:
        unregister("numba:compile", listener)
