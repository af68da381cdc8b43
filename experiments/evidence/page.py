"""The page of a validation: every claim with its verdict, its readings and a small picture; one file that works offline."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.evidence import told
from experiments.evidence.earlier import Earlier
from experiments.evidence.strips import fan, strip
from experiments.evidence.verdicts import Judged, Verdict

TEMPLATES = Path(__file__).parents[1] / "templates"
FAMILIES = {"historical": "the record", "stylised": "the literature"}


def page(
    found: Sequence[Verdict], about: Mapping[str, Any], checks: Mapping[str, Any] | None = None, before: Earlier | None = None
) -> str:
    """The page as HTML text. `checks`: what `corridor probe` wrote; `before`: earlier verdicts by claim."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from experiments.protocol import not_for

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("validation.html.j2").render(
        about=dict(about),
        summary=told.summary(found),
        held_out=told.summary([one for one in found if one.claim.used_for == "held_out"]),
        calibration=told.summary([one for one in found if one.claim.used_for == "calibration"]),
        remarks=told.remarks(found),
        groups=[{"words": words, "claims": [_claim(one, before) for one in mine]} for words, mine in told.groups(found)],
        checks=[_check(one) for one in (checks or {}).get("checks", ())],
        checks_about=(checks or {}).get("about", {}),
        must_not=not_for.sentences(),
    )


def read_checks(folder: Path) -> dict[str, Any] | None:
    """What `corridor probe` left in a folder; None where it left nothing that can be read."""
    try:
        found = json.loads((folder / "checks.json").read_text(encoding="utf-8"))
        return found if isinstance(found.get("checks"), list) else None
    except (OSError, ValueError, AttributeError):
        return None


def _claim(one: Verdict, before: Earlier | None) -> dict[str, Any]:
    curve = fan(one.readings)
    return {
        "claim": one.claim,
        "family": FAMILIES[one.claim.family],
        "verdict": one.verdict,
        "known": not one.claim.kept,
        "was": None if before is None else before.verdict(one.claim.id),
        "fan": curve,
        "readings": [
            _reading(each, not (curve and each.at is not None), told.was(one, each, before) if before is not None else "")
            for each in one.readings
        ],
        "worlds": f"{one.n_counted:,} of {one.n_worlds:,}",
        "all_inside": None if one.all_inside is None or len(one.readings) < 2 else f"{one.all_inside:.0%}",
    }


def _reading(one: Judged, has_picture: bool, was: str) -> dict[str, Any]:
    return {
        "was": was,
        "title": one.title,
        "verdict": one.verdict,
        "words": one.words,
        "value": f"{told.number(one.value)} {one.unit}".strip(),
        "interval": f"{told.number(one.low)} to {told.number(one.high)}",
        "band": told.band_words(one),
        "record": told.record_words(one),
        "is_record_central": one.is_record_central,
        "picture": strip(one) if has_picture else "",
    }


def _check(one: Mapping[str, Any]) -> dict[str, Any]:
    """A finding of the checks as the page shows it; what is missing stays empty."""
    number = {name: told.number(one.get(name)) for name in ("value", "low", "high")}
    band = one.get("band")
    ends = "" if not band else " to ".join("" if end is None else told.number(end) for end in band)
    return {**{name: one.get(name) or "" for name in ("id", "statement", "statistic", "verdict", "words")}, **number, "band": ends}
