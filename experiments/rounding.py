"""Numbers as a reader should see them: no digit that the interval does not support."""

import re
from math import floor, isfinite, log10

from experiments.intervals import Interval

FINEST = {"share": -1, "persons": 0, "deaths": -1, "million US$": 0, "days": 0}


def place(half_width: float, finest: int = -3) -> int:
    """The power of ten to round to: two digits of a half-width that starts with 1, one of any other."""
    if not isfinite(half_width) or half_width <= 0:
        return finest
    power = floor(log10(half_width))
    return max(finest, power - 1 if half_width < 2 * 10**power else power)


def plain(value: float, power: int = 0, signed: bool = False) -> str:
    """A number rounded to a power of ten, with thousands marked by commas: 61,000; -0.4."""
    if not isfinite(value):
        return "-"
    rounded = round(value / 10**power) * 10**power if power > 0 else round(value, -power)
    text = f"{rounded + 0.0:,.{max(0, -power)}f}"
    return "+" + text if signed and rounded > 0 else text


def bracketed(interval: Interval, unit: str = "", difference: bool = False) -> tuple[str, str]:
    """An estimate and its interval as two texts: ("27 %", "[21 to 34]"); differences of shares are in points."""
    scale = 100 if unit == "share" else 1
    value, low, high = (scale * bound for bound in interval[:3])
    finest = FINEST.get(unit, -3)
    power = place((high - low) / 2, finest)
    if any(bound and abs(bound) < 10**power / 2 for bound in (low, high)):
        power -= 1  # a bound that is not nought may not read as nought
    elif power > finest and any(bound != value and plain(bound, power) == plain(value, power) for bound in (low, high)):
        power -= 1  # nor may a bound read as the estimate
    words = plain(value, power, difference)
    if unit == "share" and words != "-":
        words += " pp" if difference else " %"
    return words, f"[{plain(low, power)} to {plain(high, power)}]"


def inline(interval: Interval, unit: str = "", difference: bool = False) -> str:
    """An estimate with its interval on one line: 27 % [21 to 34]."""
    return " ".join(bracketed(interval, unit, difference))


def minus(text: str) -> str:
    """The same text with a true minus sign before numbers."""
    return re.sub(r"(?<!\w)-(?=[\d.])", "\u2212", text)
