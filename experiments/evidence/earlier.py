"""The verdicts of an earlier validation, to be shown beside new ones: before and after a calibration, or a change of the model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.scenario.problem import printable
from sim.scenario.refusal import refuse

FILE = "verdicts.json"


class Earlier:
    """Verdicts by claim, and what their readings were."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._claims = {str(one["id"]): one for one in data["claims"]}
        self.about: Mapping[str, Any] = data.get("about", {})

    def verdict(self, claim: str) -> str:
        """The verdict that a claim had; `not run` where it was not judged."""
        return str(self._claims[claim]["verdict"]) if claim in self._claims else "not run"

    def told(self, claim: str, reading: str) -> tuple[float | None, float | None]:
        """What a reading was, and the share of worlds inside its tolerance; None where that is not known."""
        for one in self._claims.get(claim, {}).get("readings", ()):
            if one["name"] == reading:
                return _number(one["value"]), _number(one["inside"])
        return None, None


def read_earlier(given: str) -> Earlier:
    """The verdicts in a folder, or a file; refused where there are none."""
    path = Path(given).expanduser()
    path = path / FILE if path.is_dir() else path
    try:
        found = Earlier(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise refuse("before", given, f"{printable(given, 120)}: no {FILE} of an earlier validation") from None
    return found


def _number(value: Any) -> float | None:
    """A number as verdicts.json holds it: what is infinite is a text there."""
    return float(value.replace("infinite", "inf")) if isinstance(value, str) else value
