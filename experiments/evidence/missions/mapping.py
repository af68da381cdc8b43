"""What each documented field of a mission means in the model: one table of rules, the same for every case.

Written from the meaning of the fields before any case was run (docs/missions.md tells when), and not fitted to outcomes.
Every number here is an assumption, or taken over from a preset of the case of Karabakh, as said beside it. What a case does not tell
becomes a prior. `outcome` is never read. Units: everything on the ground is told for a sector of the line (see `shape.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from experiments.evidence.missions.case import Case, value_of
from experiments.evidence.missions.shape import Shape
from sim.scenario.policy import AUTHORISED

Prior = dict[str, Any]

# Karabakh's mission, per head and per soldier: configs/resources/as_2020.yaml, mission.csv.
TROOPS, VEHICLES, POSTS, SPARE_POSTS, ROUTES, TEAMS_PER_ROUTE, BUDGET, COLUMNS = 1960, 470, 27, 3, 3, 4.0, 12.0, 6.0
MOST_CONTRIBUTORS = 5  # more wills than that hardly differ in their mean
NAMES = ("sponsor", "second", "third", "fourth", "fifth")

# roe: the authorised row of an existing mandate (sim/scenario/policy.py).
ROE = {"unarmed": "observer", "self_defence": "self_defence", "protect_civilians": "protect_civilians", "robust": "enforce_access"}
TASKS = {True: ("corridor", "line", "villages"), False: ("corridor", "line", "villages", "escorts", "convoys", "reconstruction")}


class Legal(NamedTuple):
    """Term (days) and renewal, backing, detection, attribution, publication and media access: as in the preset named."""

    term_days: int
    is_automatic: bool
    endorsement: float
    detection: float
    attribution: float
    publish: bool
    media_access: float


LEGAL = {
    "agreement": Legal(1825, True, 0.0, 0.25, 0.25, False, 0.2),  # skeletal_2020
    "regional_organisation": Legal(365, False, 0.2, 0.45, 0.5, True, 0.5),  # unarmed_observers
    "unsc_chapter_vi": Legal(365, False, 0.5, 0.35, 0.5, True, 0.6),  # un_chapter_vi
    "unsc_chapter_vii": Legal(365, True, 0.6, 0.4, 0.5, True, 0.6),  # un_chapter_vii_protect
}
LEGAL_LABEL = {"agreement": "trilateral", "regional_organisation": "regional"}
UNKNOWN_LEGAL = Legal(365, True, 0.3, 0.35, 0.4, True, 0.4)  # the middle of the four

# Consent: freedom of movement. That of the host counts; where the host is not the armed actor, the other side's refusal shortens it.
CONSENT = {"formal": 0.75, "tacit": 0.6, "refused": 0.3}  # presets un_chapter_vi, skeletal_2020; refused: assumption
OTHER_SIDE = {"formal": 0.0, "tacit": -0.15, "refused": -0.3}
CONSENT_SPREAD, CONSENT_UNKNOWN = 0.1, (0.3, 0.9)

# Who sends troops. Capability (armed actor = 1): what the lead could bring to bear by itself.
CAPABILITY = {"state": 1.0, "coalition": 1.0, "organisation": 0.25}  # state: as_2020; an organisation has no army (assumption)
NEIGHBOUR = 2.0  # an army next door: resources/neighbouring_sponsor_2008
NEIGHBOUR_DELAY, USUAL_DELAY = 2.0, 7.0  # days
SANCTIONS = 0.25  # of all contributors together: as_2020
PEACE, WAR = 0.1, 0.7  # distraction of a lead without and with another war (Karabakh's series: 0.05 and 0.6-0.9)
TIES = {"weak": 0.1, "some": 0.4, "strong": 0.7}
DISTRACTION_UNKNOWN, TIES_UNKNOWN = (0.0, 0.6), (0.0, 0.6)
INTEREST, HONOUR = (0.3, 0.9), (0.3, 0.75)  # evidence.md SF27, SF22


class Promise(NamedTuple):
    """What was promised to come: days, the first rung that tests it, whether force is promised, own sight, power of the honour."""

    delay_days: float
    trigger: str
    has_force: bool
    sees_for_itself: float
    keys: int


PROMISES = {
    "none": Promise(20.0, "obstruction", False, 0.0, 1),  # the coalition's displeasure: sanctions alone
    "neighbouring_army": Promise(20.0, "obstruction", False, 0.0, 1),  # the army is the lead's own: see NEIGHBOUR
    "air_support": Promise(2.0, "obstruction", True, 0.5, 1),
    "air_support_dual_key": Promise(5.0, "offensive", True, 0.5, 2),  # two keys: honour squared
    "treaty": Promise(20.0, "offensive", True, 0.0, 1),
    "backstop": Promise(45.0, "offensive", True, 0.0, 1),
}
HONOUR_LOW, HONOUR_HIGH = 0.22, 0.75  # evidence.md SF22: a coalition score of 0 and of 1
SANCTIONS_FULL = 0.6  # of a coalition with score 1: guarantees/coalition_sanctions

# Strength of the sides (armed actor = 1).
TERRAIN = 2.0  # a defender counts twice: Karabakh, 6,000 against 15,000 coded as 0.8
STRENGTH_SPREAD = 0.2
STRENGTH_UNKNOWN = (0.5, 2.0)
GROWTH = (-0.05, 0.05)  # a year; no case documents it
KARABAKH_ATTACKERS, KARABAKH_LINE = 15_000, 401.0  # mission.csv
MISSION_SHARE = 0.04  # of 2,000 troops against those attackers: rules.contest.mission_share


class Mapped(NamedTuple):
    """A case in the model's words: settings by dotted name, priors by dotted name, the days of the lead's wars."""

    settings: dict[str, Any]
    priors: dict[str, Prior]


def mapped(case: Case, shape: Shape, roe: str) -> Mapped:
    """The settings and priors of a case on its abstract place, under rules of engagement that are known or supposed."""
    parts = (
        _mandate(case, roe),
        _consent(case),
        _contributors(case, shape, roe),
        _organisation(case, shape),
        _guarantee(case),
        _sides(case, shape),
    )
    settings = {name: value for part in parts for name, value in part.settings.items()}
    priors = {name: prior for part in parts for name, prior in part.priors.items()}
    return Mapped(settings, priors)


def possible_roe(case: Case) -> tuple[str, ...]:
    """The rules of engagement of a case; where they are undefined, each of those that armed troops may have, equally likely."""
    known = value_of(case.roe)
    return (known,) if known else ("self_defence", "protect_civilians", "robust")


def _mandate(case: Case, roe: str) -> Mapped:
    """roe -> authorised row and tasks; legal basis -> term, renewal, backing, monitoring; deployment -> tasks."""
    basis = value_of(case.legal_basis)
    legal = LEGAL.get(basis, UNKNOWN_LEGAL)
    row = dict(zip(("harassment", "grab", "obstruction", "checkpoint", "closure", "offensive"), AUTHORISED[ROE[roe]], strict=True))
    tasks = TASKS[roe == "unarmed"]
    if value_of(case.deployment) == "away_from_the_line":
        tasks = tuple(task for task in tasks if task not in ("line", "corridor"))
    settings = {
        "mandate.legal_basis": LEGAL_LABEL.get(basis, basis or "regional"),
        "mandate.roe": ROE[roe],
        **{f"mandate.authorised.{rung}": share for rung, share in row.items()},
        "mandate.tasks": list(tasks),
        "mandate.term_days": legal.term_days,
        "mandate.renewal": "automatic" if legal.is_automatic or not _armed_side_decides(case) else "consent_each",
        "mandate.endorsement": legal.endorsement,
        "mandate.monitoring.detection": legal.detection,
        "mandate.monitoring.attribution": legal.attribution,
        "mandate.monitoring.publish": legal.publish,
        "mandate.monitoring.media_access": legal.media_access,
    }
    return Mapped(settings, {})


def _armed_side_decides(case: Case) -> bool:
    """Whether each term needs the armed side: as documented, else where it is the host's own government."""
    told = value_of(case.armed_side_decides)
    return bool(value_of(case.armed_actor_is_host)) if told is None else told


def _consent(case: Case) -> Mapped:
    """Consent texts -> consent.quality, as a prior of +-0.1; unknown: wide. armed_actor_is_host -> is_host_government; unknown: no."""
    host, other, is_host = value_of(case.host_consent), value_of(case.other_consent), bool(value_of(case.armed_actor_is_host))
    low, high = CONSENT_UNKNOWN
    if host:
        quality = CONSENT[host] + (0.0 if is_host else OTHER_SIDE.get(other, -0.15))
        low, high = max(0.05, quality - CONSENT_SPREAD), min(1.0, quality + CONSENT_SPREAD)
    labels = {"formal": "formal", "tacit": "tacit", "refused": "none"}
    settings = {"mandate.consent.host": labels.get(host, "tacit"), "armed_actor.is_host_government": is_host}
    return Mapped(settings, {"mandate.consent.quality": uniform(low, high)})


def _contributors(case: Case, shape: Shape, roe: str) -> Mapped:
    """lead, contributors, troops, reinforcement, lead_wars, lead_ties -> the states that send troops."""
    lead = value_of(case.lead) or "organisation"
    n = min(MOST_CONTRIBUTORS, value_of(case.contributors) or (1 if lead == "state" else MOST_CONTRIBUTORS))
    has_neighbour = value_of(case.reinforcement) == "neighbouring_army"
    capability = 0.0 if roe == "unarmed" else NEIGHBOUR if has_neighbour else CAPABILITY[lead]
    troops = shape.troops
    settings: dict[str, Any] = {"resources.contributors": {}}
    priors: dict[str, Prior] = {}
    for i, name in enumerate(NAMES[:n]):
        weight = float(i == 0) if lead == "state" else 1.0 / n
        settings["resources.contributors"][name] = {
            "vehicles": round(VEHICLES * troops / TROOPS / n),
            "contiguous": has_neighbour and i == 0,
            "capability": capability * weight,
            "delay_days": NEIGHBOUR_DELAY if has_neighbour else USUAL_DELAY,
            "sanctions": SANCTIONS * weight,
            **({"troops": max(1, round(troops / n))} if shape.troops_range is None else {}),
            **({"distraction": "distraction", "ties": "ties"} if i == 0 else {}),
        }
        prefix = f"resources.contributors.{name}"
        if shape.troops_range is not None:
            priors[f"{prefix}.troops"] = {"kind": "loguniform", "low": shape.troops_range[0] / n, "high": shape.troops_range[1] / n}
        priors |= {f"{prefix}.interest": uniform(*INTEREST), f"{prefix}.honour": uniform(*HONOUR)}
        if i > 0:
            priors |= {f"{prefix}.distraction": uniform(*DISTRACTION_UNKNOWN), f"{prefix}.ties": uniform(*TIES_UNKNOWN)}
    own = _lead(case)
    return Mapped(settings | own.settings, priors | own.priors)


def _lead(case: Case) -> Mapped:
    """lead_wars -> codings.distraction, a series of steps on documented dates; lead_ties -> codings.ties; unknown: wide."""
    settings: dict[str, Any] = {}
    priors: dict[str, Prior] = {}
    if case.lead_wars is None:
        priors["codings.distraction"] = uniform(*DISTRACTION_UNKNOWN)
    else:
        settings["codings.distraction"] = "lead_wars" if case.lead_wars else PEACE
    ties = value_of(case.lead_ties)
    if ties is None:
        priors["codings.ties"] = uniform(*TIES_UNKNOWN)
    else:
        settings["codings.ties"] = TIES[ties]
    return Mapped(settings, priors)


def _organisation(case: Case, shape: Shape) -> Mapped:
    """troops -> posts, routes, columns, budget, organised like the mission of Karabakh, soldier for soldier."""
    k = shape.troops / TROOPS
    routes = max(1, round(ROUTES * k))
    is_away = value_of(case.deployment) == "away_from_the_line"
    settings = {
        "resources.posts": 1 if is_away else max(1, round(POSTS * k)),
        "resources.spare_posts": round(SPARE_POSTS * k),
        "resources.routes_per_day": routes,
        "resources.budget_musd_per_month": BUDGET * k,
        "resources.evacuation_buses": max(1, round(30 * shape.people)),
        "rules.patrol.teams_per_route": max(1.0, ROUTES * TEAMS_PER_ROUTE * k / routes),
        "rules.patrol.column_teams": COLUMNS * k,
    }
    return Mapped(settings, {})


def _guarantee(case: Case) -> Mapped:
    """coalition_score, reinforcement -> one guarantor: honour, capability, sanctions, delay, trigger; unknown: wide."""
    score, kind = value_of(case.coalition_score), value_of(case.reinforcement)
    promise = PROMISES[kind or "backstop"]
    prefix = "guarantees.guarantors.coalition"
    settings: dict[str, Any] = {"delay_days": promise.delay_days, "trigger": promise.trigger, "sees_for_itself": promise.sees_for_itself}
    priors: dict[str, Prior] = {f"{prefix}.interest": uniform(0.2, 0.8)}
    if score is None:
        priors[f"{prefix}.honour"] = uniform(HONOUR_LOW**promise.keys, HONOUR_HIGH**promise.keys)
        settings["sanctions"] = SANCTIONS_FULL / 2
    else:
        settings["honour"] = (HONOUR_LOW + (HONOUR_HIGH - HONOUR_LOW) * score) ** promise.keys
        settings["sanctions"] = SANCTIONS_FULL * score
    if kind is None or (score is None and promise.has_force):
        priors[f"{prefix}.capability"] = uniform(0.0, 1.0)
    else:
        settings["capability"] = float(score or 0.0) if promise.has_force else 0.0
    return Mapped({"guarantees.guarantors": {"coalition": settings}}, priors)


def _sides(case: Case, shape: Shape) -> Mapped:
    """armed_actor_troops, defender_troops -> strength of the sides and weight of the mission among them; unknown: wide."""
    armed, defenders = value_of(case.armed_actor_troops), value_of(case.defender_troops)
    attackers = armed * shape.share if armed else KARABAKH_ATTACKERS * shape.sector_km / KARABAKH_LINE
    settings = {"rules.contest.mission_share": min(5.0, MISSION_SHARE * KARABAKH_ATTACKERS / attackers)}
    priors = {"armed_actor.growth_per_year": uniform(*GROWTH)}
    if armed and defenders:
        strength = min(15.0, TERRAIN * defenders / armed)
        priors["defenders.strength"] = uniform(strength * (1 - STRENGTH_SPREAD), strength * (1 + STRENGTH_SPREAD))
    else:
        priors["defenders.strength"] = {"kind": "loguniform", "low": STRENGTH_UNKNOWN[0], "high": STRENGTH_UNKNOWN[1]}
    return Mapped(settings, priors)


def uniform(low: float, high: float) -> Prior:
    """A uniform prior as plain data."""
    return {"kind": "uniform", "low": low, "high": high}


def scaled(prior: Mapping[str, Any], factor: float) -> Prior:
    """A prior about a number that grows with the place: every length of it times a factor; a spread of the logarithm stays."""
    lengths = {"low", "high", "mode", "mean"} | ({"sd"} if prior["kind"] == "normal" else set())
    return {key: value * factor if key in lengths else value for key, value in prior.items() if value is not None}
