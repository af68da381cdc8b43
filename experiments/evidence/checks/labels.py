"""Label placebo: words that name a mandate, without a channel, change nothing at all, bit for bit (model.md: no magic labels; SF9)."""

from __future__ import annotations

from typing import Any

from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.finding import Finding, verdict
from experiments.evidence.checks.specials import Special
from experiments.intervals import Interval
from sim.scenario.policy import RUNGS

NAME = "labels"
BAND = (0.0, 0.0)


def specials(case: Case) -> dict[str, Special]:
    """The case under every legal basis, host's label, rules of engagement beside a full row of answers, and other titles."""
    return {AS_IS: Special(case.base, "as_is"), **{f"label_{name}": Special(case.arm(change), "as_is") for name, change in _labels(case)}}


def findings(worlds: Worlds, case: Case) -> list[Finding]:
    """In how many worlds any array of the history differs in any bit."""
    usual = worlds.of(AS_IS, "digest")
    rows = []
    for name, change in _labels(case):
        other = worlds.of(f"label_{name}", "digest")
        rows.append({"label": name, "change": str(change), "worlds": len(other), "worlds_differing": int((usual != other).sum())})
    n_differing = float(max(row["worlds_differing"] for row in rows))
    found = Interval(n_differing, n_differing, n_differing, len(usual))
    return [
        Finding(
            id="label_placebo",
            check=NAME,
            statement="A label without a channel changes nothing: every array of every history is the same, bit for bit.",
            varied=f"{len(rows)} labels: legal basis, the host's label, rules of engagement beside a full row, titles",
            statistic="worlds in which any bit differs, under the worst label",
            unit="worlds",
            value=found.value,
            low=found.low,
            high=found.high,
            n=found.n,
            band=BAND,
            verdict=verdict(found, BAND),
            words="Exact, so there is no interval. What a mandate is called acts through its channels, or not at all.",
            rows=rows,
        )
    ]


def _labels(case: Case) -> list[tuple[str, dict[str, Any]]]:
    mandate = case.base.mandate
    every = zip((*RUNGS[1:], "raid", "battle"), (*mandate.answer_row(), *mandate.raid_and_battle()), strict=True)
    row = {f"mandate.authorised.{act}": share for act, share in every}
    bases = ("bilateral", "trilateral", "regional", "unsc_chapter_vi", "unsc_chapter_vii")
    found: list[tuple[str, dict[str, Any]]] = [
        (f"legal_basis_{one}", {"mandate.legal_basis": one}) for one in bases if one != mandate.legal_basis
    ]
    found += [(f"host_{one}", {"mandate.consent.host": one}) for one in ("none", "tacit", "formal") if one != mandate.consent.host]
    rules = ("observer", "self_defence", "protect_civilians", "enforce_access")
    found += [(f"roe_{one}", {**row, "mandate.roe": one}) for one in rules if one != mandate.roe]
    words = {"mandate.title": "A robust mandate", "resources.title": "Strong", "title": "Another case", "name": "other"}
    return [*found, ("titles", words)]

