"""What a check found: a number with its interval, the band that it is held against, a verdict, and plain words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from experiments.intervals import Interval

KEPT, BROKEN, UNDECIDED, SHOWN = "kept", "broken", "undecided", "shown"
VERDICTS = (KEPT, BROKEN, UNDECIDED, SHOWN)
Band = tuple[float | None, float | None]


@dataclass(frozen=True)
class Finding:
    """One finding of a check. `band` is None where there is nothing to be held against; then the verdict is `shown`.

    id: its name, unique among findings; check: the check that made it; varied: what was changed; statistic: what `value` is, with
    its unit; low, high: the 95 % interval; n: how many worlds; words: what it means; rows: the numbers behind it, one mapping each.
    """

    id: str
    check: str
    statement: str
    varied: str
    statistic: str
    unit: str
    value: float
    low: float
    high: float
    n: int
    band: Band | None
    verdict: str
    words: str
    rows: Sequence[Mapping[str, Any]] = ()

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON takes it: what is not a number is null."""
        return {key: _plain(value) for key, value in self.__dict__.items()}


def verdict(found: Interval, band: Band | None) -> str:
    """Kept where the whole interval lies in the band, broken where none of it does, undecided where it straddles an edge.

    A bound that is None leaves that side open. Without a band a number is shown, not judged."""
    if band is None:
        return SHOWN
    if not all(math.isfinite(one) for one in (found.low, found.high)):
        return UNDECIDED
    low, high = (-math.inf if band[0] is None else band[0]), (math.inf if band[1] is None else band[1])
    if low <= found.low and found.high <= high:
        return KEPT
    return BROKEN if found.high < low or found.low > high else UNDECIDED


def worst(verdicts: Sequence[str]) -> str:
    """The verdict over several: one broken breaks them all, one undecided leaves them undecided."""
    return next((one for one in (BROKEN, UNDECIDED, KEPT) if one in verdicts), SHOWN)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
