"""A calibration in words, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import Any

WIDTH = 118
MOST_PAIRS = 8


def told(facts: Mapping[str, Any]) -> Iterator[str]:
    """Everything that was found, line by line, from `calibrate.facts`."""
    yield f"{facts['record']}: {facts['simulations']:,} worlds lived from priors that have not seen the record."
    had = "; ".join(f"{words.replace('_', ' ')} {share:.1%}" for words, share in facts["events"].items())
    yield fill(f"Worlds that had what history had: {had}", WIDTH)
    yield (
        f"Compared: {facts['alike']:,} worlds. Kept: the {facts['kept']:,} nearest, worth {facts['effective_sets']:.0f} sets of equal"
        " weight."
    )
    yield ""
    yield from _readings(facts)
    yield ""
    yield from _settings(facts)
    yield ""
    yield from _products(facts)
    yield ""
    yield from _trust(facts)


def _readings(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "What is compared           pattern   record       worlds alike: median (90 %)             worlds kept: median (90 %)"
    for one in facts["readings"]:
        cells = [f"{middle:>9.4g} ({low:.4g} to {high:.4g})".ljust(36) for low, middle, high in (one["alike"], one["kept"])]
        words = one["target"].removesuffix("_days").replace("_", " ")
        yield f"  {words:<32}{one['pattern']:<5}{one['record']:>9,.4g}  {cells[0]}{cells[1]}"


def _settings(facts: Mapping[str, Any]) -> Iterator[str]:
    shown = [one for one in facts["settings"] if one["verdict"] != "not identified"]
    silent = [one["name"] for one in facts["settings"] if one["verdict"] == "not identified"]
    head = ("Settings that the record tells of", "width", "shift", "(events)", "before: 5, 50, 95 %", "after: 5, 50, 95 %", "90 % held")
    yield "{:<44}{:<7}{:<7}{:<10}{:<29}{:<29}{}".format(*head)
    for one in shown:
        before, after = (" ".join(f"{value:>8.4g}" for value in one[when]) for when in ("before", "after"))
        held = f"{one['coverage_90']['share']:>6.1%}"
        moved = f"{one['shift']:>+6.2f} ({one['by_events']:>+5.2f})"
        yield f"  {one['name']:<42}{one['ratio']:>5.2f}  {moved}  {before}   {after}   {held}  {one['verdict']}"
    yield fill(f"Not identified ({len(silent)}): " + ", ".join(silent), WIDTH, subsequent_indent="  ")
    tied = [name for name in silent if name in facts["ensemble"]]
    if tied:
        yield fill("Of these, tied to what is, and so in the joint sets: " + ", ".join(tied), WIDTH, subsequent_indent="  ")
    for one in facts["choices"]:
        parts = ", ".join(f"{name} {one['before'][name]:.0%} -> {share:.0%}" for name, share in one["after"].items())
        yield f"  {one['name']}: {parts}"


def _products(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "Products and ratios: width against the prior's, and that of the best known part"
    for one in facts["products"]:
        words = " x ".join(name if power == 1 else f"{name}^{power:g}" for name, power in one["of"].items())
        better = "known better than its parts" if one["is_known_better"] else ""
        yield f"  {one['name'].replace('_', ' '):<34}{one['ratio']:>5.2f} {one['best_part']:>5.2f}  {better:<28}{words}"
    yield "Combinations that the readings tell of (share of spread explained: loadings)"
    for one in facts["directions"]:
        yield f"  {one['told']:.2f}: " + ", ".join(f"{name} {loading:+.2f}" for name, loading in one["loadings"].items())
    if facts["correlations"]:
        pairs = "; ".join(f"{one} and {other} {value:+.2f}" for one, other, value in facts["correlations"][:MOST_PAIRS])
        yield fill(f"Tied to each other: {pairs}", WIDTH, subsequent_indent="  ")


def _trust(facts: Mapping[str, Any]) -> Iterator[str]:
    sbc = facts["sbc"]
    pooled = sbc["identified"]
    yield f"Simulation-based calibration on {sbc['synthetic_records']:,} synthetic records from known settings:"
    if pooled["n"]:
        yield (
            f"  a 90 % interval held the truth in {pooled['mean']:.1%} on average over the {pooled['n']} identified settings"
            f" ({pooled['least']:.1%} to {pooled['greatest']:.1%}); aim: 85 to 95 %"
        )
    yield f"  over all settings {sbc['all_settings']:.1%}"
