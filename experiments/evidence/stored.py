"""The verdicts that the project keeps with itself: configs/claims/verdicts.json, and the table of docs/validation.md.

verdicts.json: `about` {command, version, uncertainty, runs, studies}, `counts` {verdict: claims}, and `claims`: a list of {id, title,
statement, source, strength, family, used_for, kept, why, note, where_words, verdict (kept, broken, undecided, not testable), worlds,
worlds_counted, all_inside (share of worlds inside every tolerance at once), readings}. A reading: {name, title, statistic, is_of_worlds,
verdict, words, value, low, high, n, band_low, band_high, unit, record, record_high, at, inside, is_record_central, central, sign_share,
quantiles}. What is not a number is null, what is infinite the text "infinite". `kept: true` with verdict broken is a broken promise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.evidence.claims import FOLDER
from experiments.evidence.earlier import Earlier
from experiments.evidence.told import as_json, markdown, summary
from experiments.evidence.verdicts import Verdict
from sim.scenario.paths import configs_dir

START, END = "<!-- verdicts: written by `corridor validate store=true` -->", "<!-- end of verdicts -->"


def stored_path() -> Path:
    """Where the verdicts of the project are kept."""
    return configs_dir() / FOLDER / "verdicts.json"


def stored() -> dict[str, Any] | None:
    """The verdicts that the project keeps; None where there are none."""
    try:
        return json.loads(stored_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def store(found: Sequence[Verdict], about: Mapping[str, Any], before: Earlier | None = None) -> list[Path]:
    """Writes the verdicts, and the table of the page where it is there (a checkout of the sources); returns what was written."""
    text = json.dumps(as_json(found, about), ensure_ascii=False, indent=1, allow_nan=False)
    stored_path().write_text(text + "\n", encoding="utf-8", newline="\n")
    page = configs_dir().parent / "docs" / "validation.md"
    if not page.is_file():
        return [stored_path()]
    page.write_text(with_table(page.read_text(encoding="utf-8"), found, about, before), encoding="utf-8", newline="\n")
    return [stored_path(), page]


def with_table(text: str, found: Sequence[Verdict], about: Mapping[str, Any], before: Earlier | None = None) -> str:
    """A page with its table, between the marks, written anew."""
    above, below = text.split(START)[0], text.split(END)[-1]
    then = "" if before is None else f" *Before*: priors {before.about.get('uncertainty', 'not told')}."
    what = f"model {about['version']}, priors {about['uncertainty']}, {about['runs']:,} runs"
    head = f"{summary(found)}: by `{about['command']}`, {what}.{then}"
    return f"{above}{START}\n{head[:1].upper()}{head[1:]}\n\n{markdown(found, before)}\n{END}{below}"
