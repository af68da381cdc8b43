"""A calibration as an uncertainty file: a table of joint sets, and the priors of everything that is not in it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.evidence.calibration.posterior import Posterior, resampled
from experiments.evidence.calibration.table import Table, values_of
from sim.scenario.settings import as_data
from sim.scenario.uncertainty import Prior

if TYPE_CHECKING:
    from experiments.evidence.calibration.calibrate import Calibration

DIGITS = 6


def sets_of(
    found: Posterior, alike: Table, priors: Mapping[str, Prior], columns: Sequence[str], names: Sequence[str], n: int
) -> dict[str, list[float | str]]:
    """n joint sets of equal weight, by column: numbers (`columns`) adjusted, choices (`names`) as their worlds drew them."""
    places = resampled(found, n)
    sets: dict[str, list[float | str]] = {}
    for name in columns:
        scores = found.scores[places, alike.settings.index(name)]
        sets[name] = [_inside(priors[name], float(f"{value:.{DIGITS}g}")) for value in values_of(priors[name], scores)]
    for name in names:
        sets[name] = [str(value) for value in alike.names[name][found.rows[places]]]
    return sets


def table_text(sets: Mapping[str, Sequence[float | str]]) -> str:
    """The sets as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(sets)
    writer.writerows([f"{one:.{DIGITS}g}" if isinstance(one, float) else one for one in row] for row in zip(*sets.values(), strict=True))
    return out.getvalue()


def uncertainty_text(title: str, note: str, table: str, priors: Mapping[str, Prior], comment: Sequence[str]) -> str:
    """The uncertainty file: the ensemble's table by its name beside it, and the priors that stay."""
    lines = [*(f"# {line}" for line in comment), f"title: {_quoted(title)}", f"note: {_quoted(note)}"]
    lines += ["ensemble:", f"  file: {table}                 # one row a joint set: source, calibration of the record"]
    lines += ["priors:", *(f"  {name}: {_flow(prior)}" for name, prior in priors.items())] if priors else ["priors: {}"]
    return "\n".join(lines) + "\n"


def write_calibration(folder: Path, name: str, one: Calibration, about: Mapping[str, Any], n: int) -> list[Path]:
    """Writes a calibration's uncertainty file and its table into a folder: NAME.yaml and NAME.csv."""
    columns, moved = one.columns, [choice.name for choice in one.choices if choice.is_moved]
    sets = sets_of(one.found, one.alike, one.priors, columns, moved, n)
    left = {setting: prior for setting, prior in one.scenario.uncertainty.priors.items() if setting not in sets}
    pooled = about["sbc"]["identified"]
    comment = (
        f"Written by: {about['command']} ({about['version']}); docs/calibration.md tells the method.",
        f"{about['simulations']:,} worlds, of which {about['alike']:,} had the record's events; {about['kept']:,} kept, worth"
        f" {about['effective_sets']:.0f} sets of equal weight.",
        f"Simulation-based calibration: 90 % intervals held {pooled['mean']:.1%} of known truths over {pooled['n']} identified settings."
        if pooled["n"]
        else "No setting is identified.",
        "A world draws one row of the table; settings that the record does not tell of keep their priors.",
    )
    note = (
        f"Joint sets of {len(sets)} settings that the record narrows, moves or knows in products; every other setting keeps its prior."
        " Sources: the record's file in configs/calibration."
    )
    table, file = folder / f"{name}.csv", folder / f"{name}.yaml"
    table.write_text(table_text(sets), encoding="utf-8", newline="\n")
    title = f"Calibrated on the record: {one.scenario.name.replace('_', ' ').title()}"[:60]
    file.write_text(uncertainty_text(title, note, table.name, left, comment), encoding="utf-8", newline="\n")
    return [file, table]


def _flow(prior: Prior) -> str:
    """A prior on one line of YAML."""
    given = {key: value for key, value in as_data(prior).items() if value not in (None, "")}
    return "{" + ", ".join(f"{key}: {_word(value)}" for key, value in given.items()) + "}"


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_word, value)) + "]"
    if isinstance(value, (float, int)):
        return repr(float(value)) if 1e-3 <= abs(value) < 1e6 or value == 0 else f"{value:.{DIGITS}e}"
    text = str(value)
    return text if text.replace("_", "").isalnum() else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _inside(prior: Prior, value: float) -> float:
    """A rounded value that stays between the prior's bounds."""
    numbers = [one for one in prior.extremes() if not isinstance(one, str)]
    return float(np.clip(value, min(numbers), max(numbers))) if len(numbers) > 1 else value
