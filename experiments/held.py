"""Which claims of validation hold, as last judged: what `corridor validate` left, told beside results."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from experiments.version import version
from sim.scenario.paths import configs_dir

FILE = ("claims", "verdicts.json")
ORDER = ("broken", "undecided", "kept", "not testable")


def claims_held() -> dict[str, Any] | None:
    """The claims with their verdicts, the broken first, and how many of each; None where none was ever judged.

    {counts: {verdict: n}, claims: [{id, statement, verdict, used_for, family, why}], command, version, is_this_version}"""
    path = configs_dir().joinpath(*FILE)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    listed = found.get("claims", []) if isinstance(found, dict) else found
    rows = listed.values() if isinstance(listed, dict) else listed
    claims = [_claim(row) for row in rows if isinstance(row, dict) and row.get("verdict")]
    if not claims:
        return None
    about = found.get("about", {}) if isinstance(found, dict) else {}
    judged_by = str(about.get("version") or "")
    counts = Counter(one["verdict"] for one in claims)
    return {
        "counts": {verdict: counts[verdict] for verdict in (*ORDER, *sorted(set(counts) - set(ORDER))) if counts[verdict]},
        "claims": sorted(claims, key=lambda one: (_place(one["verdict"]), one["id"])),
        "command": str(about.get("command") or ""),
        "version": judged_by,
        "is_this_version": judged_by == version(),
    }


def _claim(row: dict[str, Any]) -> dict[str, str]:
    told = {name: str(row.get(name) or "") for name in ("id", "verdict", "used_for", "family", "why")}
    return {**told, "statement": str(row.get("statement") or row.get("title") or "")}


def _place(verdict: str) -> int:
    return ORDER.index(verdict) if verdict in ORDER else len(ORDER)
