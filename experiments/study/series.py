"""Daily series that a study may keep, and how compactly: amounts as 32-bit floats, counts as 32-bit whole numbers."""

from __future__ import annotations

from sim.world.columns import DAILY

SERIES: dict[str, str] = {name: "int32" if kind.endswith("i8") else "float32" for name, kind, *_ in DAILY}
