"""What a report rests on: the numbers that are assumed, and the priors that worlds are drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.scenario.glossary import SettingInfo, describe_settings
from sim.scenario.priors import in_force
from sim.scenario.problem import shown
from sim.scenario.root import Scenario
from sim.scenario.uncertainty import Prior

ENTRY = "<name>"
MOST_NAMED = 12


def assumptions(scenario: Scenario) -> list[dict[str, str]]:
    """Every number that no source gives and no prior spreads, as the scenario has it."""
    numbers = scenario.numbers()
    drawn = dict(in_force(scenario))
    return [
        {
            "setting": name,
            "value": shown(numbers[name]),
            "unit": info.unit,
            "status": info.status,
            "source": info.source,
        }
        for info in describe_settings(Scenario)
        if info.status != "sourced" and not info.name.startswith("uncertainty.")
        for name in _names(info, numbers)
        if name not in drawn
    ]


def priors(scenario: Scenario) -> list[dict[str, str]]:
    """Every prior that worlds draw from, in words."""
    return [{"setting": name, "prior": in_words(prior), "source": prior.source} for name, prior in in_force(scenario)]


def _names(info: SettingInfo, numbers: dict[str, Any]) -> Iterator[str]:
    """The scenario's settings that a line of the glossary stands for: itself, or one for each entry."""
    parts = info.name.split(".")
    if ENTRY not in parts:
        yield from (name for name in (info.name,) if name in numbers)
        return
    for name in numbers:
        mine = name.split(".")
        if len(mine) == len(parts) and all(part in (ENTRY, one) for part, one in zip(parts, mine, strict=True)):
            yield name


def in_words(prior: Prior) -> str:
    """A prior on one line: uniform from 0.1 to 0.9; normal around 3.4 (spread 0.5), at least 0.5."""
    if prior.kind == "choice" and len(prior.values or ()) > MOST_NAMED:
        return _spread(prior.values or ())
    if prior.kind == "choice":
        return "one of " + ", ".join(map(str, prior.values or ()))
    low, high = (f"{bound:g}" if bound is not None else "" for bound in (prior.low, prior.high))
    if prior.kind == "triangular":
        return f"triangular from {low} by {prior.mode:g} to {high}"
    if prior.kind in ("uniform", "loguniform"):
        return f"{'uniform' if prior.kind == 'uniform' else 'uniform in the logarithm'} from {low} to {high}"
    scale = " of the logarithm" if prior.kind == "lognormal" else ""
    middle = f"{prior.kind} around {prior.mean:g} (spread {prior.sd:g}{scale})"
    return middle + (f", at least {low}" if low else "") + (f", at most {high}" if high else "")


def _spread(values: tuple[float | str, ...]) -> str:
    """A long list of values: an ensemble's column."""
    numbers = sorted(one for one in values if not isinstance(one, str))
    told = f"from {numbers[0]:.4g} to {numbers[-1]:.4g}" if numbers else ", ".join(sorted({str(one) for one in values}))
    return f"one of {len(values):,} joint sets, {told}"
