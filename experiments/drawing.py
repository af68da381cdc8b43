"""Figures that cannot be drawn never cost the numbers: the fault is told, and the work goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.picture import Picture


def drawn(tables: Mapping[str, Any], folder: Path) -> list[Picture] | None:
    """Every figure that the tables allow, written to the folder; None, and a line on stderr, where drawing failed."""
    from experiments.figures import save_all

    try:
        return save_all(tables, folder)
    except OSError:
        raise
    except Exception as error:
        if os.environ.get("CORRIDOR_DEBUG", "") not in ("", "0"):
            raise
        said = f"corridor: figures could not be drawn ({type(error).__name__}: {error}); the tables are complete"
        print(said, file=sys.stderr)
        return None
