"""Writes what a calibration found into docs/calibration.md, between its markers.

    python -m experiments.evidence.calibration.docs results/calibration"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[3] / "docs" / "calibration.md"
BEGIN, END = "<!-- begin: figures -->", "<!-- end: figures -->"


def main(argv: Sequence[str]) -> int:
    """Reads DIR/calibration.json and rewrites the page."""
    facts = json.loads((Path(argv[0]) / "calibration.json").read_text(encoding="utf-8"))
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n" + "\n".join(lines(facts)) + f"\n{END}{rest.split(END)[1]}", encoding="utf-8", newline="\n")
    return 0


def lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """What was found, as Markdown."""
    events = ", ".join(f"{words.replace('_', ' ')} {share:.1%}" for words, share in facts["events"].items())
    pooled = facts["sbc"]["identified"]
    yield f"`{facts['command']}` (model {facts['version']}): **{facts['simulations']:,} simulations**. Worlds with each event: {events}."
    yield (
        f"{facts['alike']:,} worlds are compared, {facts['kept']:,} kept, **worth {facts['effective_sets']:.0f} sets of equal weight**."
        f" Simulation-based calibration on {facts['sbc']['synthetic_records']:,} synthetic records: 90 % intervals held the truth in"
        f" **{pooled['mean']:.1%}** of cases on average over the {pooled['n']} identified settings ({pooled['least']:.1%} to"
        f" {pooled['greatest']:.1%}), in {facts['sbc']['all_settings']:.1%} over all. The aim is 85 to 95 %."
    )
    yield ""
    yield from _settings(facts)
    yield ""
    yield from _products(facts)
    yield ""
    yield from _readings(facts)


def _settings(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "| setting | verdict | width / prior | shift (by events) | 5, 50, 95 % before | after | 90 % intervals held |"
    yield "|---|---|---|---|---|---|---|"
    for one in facts["settings"]:
        if one["verdict"] != "not identified":
            before, after = (", ".join(f"{value:.3g}" for value in one[when]) for when in ("before", "after"))
            moved = f"{one['shift']:+.2f} ({one['by_events']:+.2f})"
            held = f"{one['coverage_90']['share']:.1%}"
            yield f"| `{one['name']}` | {one['verdict']} | {one['ratio']:.2f} | {moved} | {before} | {after} | {held} |"
    silent = [one["name"] for one in facts["settings"] if one["verdict"] == "not identified"]
    tied = [name for name in silent if name in facts["ensemble"]]
    yield ""
    yield f"**Not identified ({len(silent)})**: " + ", ".join(f"`{name}`" for name in silent) + "."
    if tied:
        names = ", ".join(f"`{name}`" for name in tied)
        yield f"Of these, {names} stand in the joint sets, because what is identified is tied to them."
    for one in facts["choices"]:
        told = ", ".join(f"{name} {one['before'][name]:.0%} to {share:.0%}" for name, share in one["after"].items())
        yield f"`{one['name']}`: {told}{' (in the joint sets)' if one['is_moved'] else ''}."


def _products(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "| product or ratio | width / prior | best part | known better than its parts |"
    yield "|---|---|---|---|"
    for one in facts["products"]:
        words = " x ".join(f"`{name}`" if power == 1 else f"`{name}`^{power:g}" for name, power in one["of"].items())
        yield f"| {words} | {one['ratio']:.2f} | {one['best_part']:.2f} | {'yes' if one['is_known_better'] else 'no'} |"
    yield ""
    yield "Combinations that the readings tell of (share of the spread explained out of sample: loadings in scores):"
    for one in facts["directions"]:
        yield f"* {one['told']:.2f}: " + ", ".join(f"`{name}` {value:+.2f}" for name, value in one["loadings"].items())


def _readings(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "| reading | pattern | record | worlds alike: median (90 %) | worlds kept, before their settings are adjusted |"
    yield "|---|---|---|---|---|"
    for one in facts["readings"]:
        cells = [f"{middle:.4g} ({low:.4g} to {high:.4g})" for low, middle, high in (one["alike"], one["kept"])]
        yield f"| {one['target'].replace('_', ' ')} | {one['pattern']} | {one['record']:.4g} | {cells[0]} | {cells[1]} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
