"""Small made-up tables in the documented shape, so that figures, story and report can be tested without the model."""

from math import cos, exp, pi, sin

import numpy as np

DAYS = 1060
START = np.datetime64("2020-11-10")
ONSET, BLOCKED, CHECKED, CLOSED, ATTACK, OPENED = 470, 760, 890, 945, 1043, 1048
PERSONS = 100_000

NODES = {  # id: (name, lat, lon, people, district, control)
    "capital": ("Capital", 39.82, 46.75, 52_000, "Centre", "defenders"),
    "east": ("East town", 39.80, 47.10, 14_000, "East", "defenders"),
    "north": ("North town", 40.20, 46.82, 12_000, "North", "defenders"),
    "mill": ("Mill village", 39.94, 46.84, 9_000, "Centre", "defenders"),
    "orchard": ("Orchard village", 39.70, 46.99, 7_000, "East", "defenders"),
    "quarry": ("Quarry village", 40.14, 46.55, 5_000, "North", "defenders"),
    "pass": ("Pass village", 39.68, 46.62, 1_000, "West", "defenders"),
    "exit": ("Exit", 39.55, 46.50, 0, "Outside", "outside"),
}
LINKS = (
    ("capital", "east"),
    ("capital", "north"),
    ("capital", "mill"),
    ("capital", "pass"),
    ("pass", "exit"),
    ("east", "orchard"),
    ("orchard", "capital"),
    ("quarry", "north"),
    ("mill", "east"),
)


def uniform(*address: float) -> float:
    """A number in 0 to 1 that looks irregular and never changes."""
    return (sin(12.9898 * sum((i + 1.7) * a for i, a in enumerate(address, 1)) + 4.1) * 43758.5453) % 1.0


def tables(nodes=NODES, links=LINKS) -> dict:
    """All tables of one run, by name, with its summary."""
    acts = incidents(nodes, links)
    return {
        "daily": daily(acts),
        "settlements": settlements(nodes),
        "segments": segments(nodes, links, acts),
        "exits": exits(),
        "incidents": acts,
        "decisions": decisions(),
        "summary": summary(),
    }


def access(day: int) -> int:
    """Access level of the corridor on a day."""
    return int(np.searchsorted([BLOCKED, CHECKED, CLOSED], day, side="right")) if day < OPENED else 0


def distraction(day: int) -> float:
    """The sponsor's distraction: a step with a soft edge."""
    return 0.1 + 0.75 / (1 + exp(-(day - ONSET) / 12))


def incidents(nodes=NODES, links=LINKS) -> dict:
    """Harassments and grabs all along, obstruction and worse at the end."""
    names, rows = [n for n in nodes if nodes[n][3]], []
    kinds = {1: "harassment", 2: "grab", 3: "obstruction", 4: "checkpoint", 5: "closure", 6: "offensive"}
    fixed = {BLOCKED: 3, CHECKED: 4, CLOSED: 5, ATTACK: 6}
    for day in range(20, ATTACK + 1):
        rung = fixed.get(day) or (2 if uniform(day, 3) < 0.006 else 1 if uniform(day, 1) < 0.16 else 0)
        if not rung:
            continue
        k = int(len(names) * uniform(day, 2) ** 1.8)
        place = "pass" if rung >= 3 and "pass" in nodes else names[::-1][k]
        near = [i for i, link in enumerate(links) if place in link and not {"exit", "shusha"} & set(link)] or [0]
        seen = uniform(day, 4) < 0.6
        rows.append(
            {
                "day": day,
                "date": str(START + day),
                "rung": rung,
                "kind": kinds[rung],
                "settlement": place,
                "name": nodes[place][0],
                "lat": nodes[place][1] + 0.02 * uniform(day, 5),
                "lon": nodes[place][2] + 0.02 * uniform(day, 6),
                "segment": near[0],
                "is_detected": seen,
                "is_attributed": seen and uniform(day, 7) < 0.5,
                "is_answered": seen and uniform(day, 8) < (0.35 if day < ONSET else 0.05),
                "civilian_deaths": 10 if rung == 6 else int(uniform(day, 9) < 0.04),
                "armed_deaths": 190 * (rung == 6),
                "peacekeeper_deaths": 6 * (rung == 6),
            }
        )
    return _columns(rows)


def daily(acts: dict) -> dict:
    """One row a day: will, acts, access, supply, people."""
    rows, stock, out = [], 9_000.0, 0.0
    for day in range(DAYS):
        level, D = access(day), distraction(day)
        today = np.asarray(acts["day"]) == day
        rungs, answered = np.asarray(acts["rung"])[today], np.asarray(acts["is_answered"])[today]
        imports = 400 * (1, 0.08, 0.04, 0)[level]
        stock = max(0.0, min(9_000.0, stock + imports + 40 - 200))
        want = 0 if day < BLOCKED else 20_000 * (1 - exp(-(day - BLOCKED) / 200)) + (PERSONS - 21_000) * (day >= ATTACK)
        leaving = 0 if day < OPENED else min(24_000.0, PERSONS * 0.994 - out)
        out = max(0.0, out + leaving) if day >= OPENED else min(3_000.0, 2.0 * day)
        shelter = 5_000 if ATTACK <= day < OPENED + 3 else 0
        road = min(20_000.0, max(0.0, PERSONS * 0.994 - out)) if OPENED <= day < OPENED + 4 else 0
        dead = 12 if day < ATTACK else 30
        want = max(0.0, min(want, PERSONS - out - shelter - road - dead - 300)) if out < PERSONS * 0.9 else 0
        rows.append(
            {
                "day": day,
                "date": str(START + day),
                "distraction": D,
                "ties": 0.3 + 0.3 * day / DAYS,
                "availability": 0.9 - 0.75 * D,
                "troops": 1960 - 500 * D,
                "harassments": int((rungs == 1).sum()),
                "grabs": int((rungs == 2).sum()),
                "mine_accidents": 0,
                "detected": int(np.asarray(acts["is_detected"])[today].sum()),
                "answered": int(answered.sum()),
                "positions_held": day // 200,
                "access_level": level,
                "is_offensive": day >= ATTACK,
                "is_capitulated": day > ATTACK,
                "imports_t": imports,
                "convoy_t": 8.0 * (level in (1, 2)),
                "stock_t": stock,
                "stock_days": stock / 200,
                "ration": max(0.35, min(1.0, stock / 6_000)),
                "defender_supply": max(0.3, min(1.0, stock / 7_000)),
                "civilian_deaths": 10 * (day == ATTACK),
                "defender_deaths": 190 * (day == ATTACK),
                "armed_deaths": 190 * (day == ATTACK),
                "peacekeeper_deaths": 6 * (day == ATTACK),
                "persons_home": PERSONS - want - out - shelter - road - dead,
                "persons_want_to_leave": want,
                "persons_on_road": road,
                "persons_sheltering": shelter,
                "persons_out": out,
                "persons_dead": dead,
                "vehicles_out": leaving / 4.8,
                "patrol_days": 12 + 2 * sin(day / 40),
                "escorts": int(
                    (3 if D < 0.4 else 0.7) * (1.2 - cos(2 * pi * (day % 365) / 365)) * 2 * uniform(day, 11)
                ),
                "convoys": 1,
                "posts": 27,
                "demined_ha": 3.0,
                "credibility": 0.30 - 0.24 * (D - 0.1) + 0.01 * sin(day / 9),
                "honour_belief": 0.5,
                "trust": 0.6 - 0.3 * D,
                "fear": 0.2,
                "cost_musd": 0.4,
            }
        )
    return _columns(rows)


def settlements(nodes=NODES) -> dict:
    """One row a month and settlement."""
    rows = [
        {
            "month": str(month),
            "settlement": k,
            "name": n[0],
            "lat": n[1],
            "lon": n[2],
            "district": n[4],
            "control": n[5],
            "persons_home": n[3],
            "persons_want_to_leave": 0,
            "fear": 0.2,
            "trust": 0.5,
            "presence": 0.4,
            "incidents": 0,
        }
        for month in _months()
        for k, n in nodes.items()
    ]
    return _columns(rows)


def segments(nodes, links, acts: dict) -> dict:
    """One row a month and road segment: patrols follow the incidents of the place they join."""
    day, segment = np.asarray(acts["day"]), np.asarray(acts["segment"])
    month = (START + day).astype("datetime64[M]")
    rows = []
    for m in _months():
        for i, (a, b) in enumerate(links):
            here = (segment == i) & (month == m)
            weight = (segment == i).sum() / max(1, len(segment))
            n = int(here.sum())
            rows.append(
                {
                    "month": str(m),
                    "segment": i,
                    "from": a,
                    "to": b,
                    "from_lat": nodes[a][1],
                    "from_lon": nodes[a][2],
                    "to_lat": nodes[b][1],
                    "to_lon": nodes[b][2],
                    "length_km": 20.0,
                    "patrol_days": (
                        (4 + 300 * weight * (0.7 + 0.6 * uniform(i, float(m.astype(int)))))
                        * (nodes[a][5] == nodes[b][5] == "defenders")
                    ),
                    "escorts": n,
                    "incidents": n,
                    "detected": int(np.asarray(acts["is_detected"])[here].sum()),
                    "answered": int(np.asarray(acts["is_answered"])[here].sum()),
                    "access_level": (
                        access(int((m.astype("datetime64[D]") - START).astype(int))) if "pass" in (a, b) else 0
                    ),
                }
            )
    return _columns(rows)


def exits() -> dict:
    """Hourly traffic out: about 200 vehicles an hour for four days."""
    first = OPENED * 24 + 14
    rows = [
        {
            "hour": first + h,
            "datetime": str(START.astype("datetime64[h]") + first + h),
            "vehicles": int(210 * min(1, (h + 4) / 40) * (0.9 + 0.2 * uniform(h, 1))),
            "persons": int(1005 * min(1, (h + 4) / 40) * (0.9 + 0.2 * uniform(h, 1))),
            "queue_vehicles": int(6_000 * exp(-(((h - 40) / 30) ** 2))),
        }
        for h in range(118)
    ]
    return _columns(rows)


def decisions() -> dict:
    """The choices of two capitals, each option with its terms."""
    rows = []
    chosen = (
        (300, "open"),
        (BLOCKED, "obstruction"),
        (CHECKED, "checkpoint"),
        (CLOSED, "closure"),
        (ATTACK, "offensive"),
    )
    for day, option in chosen:
        for other in ("open", *dict.fromkeys(("obstruction", option if option != "open" else "obstruction"))):
            terms = {"gain": 0.0} if other == "open" else _terms(other)
            rows += _options(day, "armed actor", "road and offensive", other, other == option, terms, "")
    rows += _options(
        ATTACK, "sponsor", "peacekeepers killed", "accept an apology", True, {"will": 0.2}, "the same will"
    )
    return _columns(rows)


def _terms(option: str) -> dict:
    gain = {"obstruction": 0.5, "checkpoint": 0.6, "closure": 0.7, "offensive": 0.9}[option]
    return {"gain": gain, "own cost": -0.06, "believed answer": -0.05, "guarantors": -0.08, "sanctions": 0.0}


def _options(day: int, capital: str, decision: str, option: str, is_chosen: bool, terms: dict, why: str) -> list[dict]:
    return [
        {
            "day": day,
            "date": str(START + day),
            "capital": capital,
            "decision": decision,
            "option": option,
            "is_chosen": is_chosen,
            "p_chosen": 0.8 if is_chosen else 0.1,
            "utility": sum(terms.values()),
            "term": term,
            "value": value,
            "why": why,
        }
        for term, value in terms.items()
    ]


def summary() -> dict:
    """What summary.json would hold."""
    return {
        "run_id": "toy",
        "scenario": "toy",
        "world": 7,
        "arm": "mandate of 2020",
        "seed": 7,
        "version": "0.0",
        "configuration_hash": "abc123",
        "outcomes": {
            "blockade_days": OPENED - BLOCKED,
            "obstructed_days": CHECKED - BLOCKED,
            "checkpoint_days": CLOSED - CHECKED,
            "closed_days": OPENED - CLOSED,
            "is_offensive": 1,
            "is_capitulated": 1,
            "displaced_persons": 99_400,
            "civilian_deaths": 30,
            "defender_deaths": 190,
            "armed_deaths": 190,
            "peacekeeper_deaths": 6,
            "answered_share": 0.12,
            "hours_to_half_out": 62.0,
            "hours_to_95_out": 112.0,
            "median_journey_h": 31.0,
            "is_withdrawn": 1,
            "is_mission_collapsed": 1,
            "cost_musd": 430.0,
        },
        "units": {},
    }


ARMS = {
    "baseline": (0.62, 0.8),
    "un_chapter_vi": (0.58, 0.8),
    "un_chapter_vii_protect": (0.34, 0.7),
    "un_chapter_vii_enforce": (0.12, 0.5),
    "coalition_guarantee": (0.30, 0.6),
    "troops_doubled": (0.60, 0.8),
}


def outcomes(worlds: int = 200, arms=ARMS, failed=((3, "un_chapter_vi"), (8, "baseline"))) -> dict:
    """One row a world and arm; the same luck in every arm, so a safer arm spares some worlds and adds none."""
    rows = []
    for world in range(worlds):
        for k, (arm, (p_block, p_attack)) in enumerate(arms.items()):
            blocked, attacked = (
                uniform(world, 1) < p_block,
                uniform(world, 1) < p_block and uniform(world, 2) < p_attack,
            )
            row = {
                "run_id": f"{arm}-{world}",
                "world": world,
                "arm": arm,
                "seed": world,
                "status": "ok",
                "why": "",
                "blockade_days": 40 + 300 * uniform(world, 3) if blocked else 25 * uniform(world, 4),
                "is_offensive": float(attacked),
                "displaced_persons": (
                    97_000 + 3_000 * uniform(world, 5) if attacked else 9_000 * uniform(world, 6) * (1 + blocked)
                ),
                "civilian_deaths": 5 + 60 * uniform(world, 7) ** 3 if attacked else 12 * uniform(world, 8) ** 2,
                "cost_musd": 400 + 25 * k + 10 * uniform(world, 9),
                "first_obstruction_day": 300 + 500 * uniform(world, 11) if blocked else np.nan,
                "offensive_day": 800 + 200 * uniform(world, 10) if attacked else np.nan,
            }
            if (world, arm) in failed:
                row |= {name: np.nan for name in list(row)[6:]} | {"status": "failed", "why": "ran out of memory"}
            rows.append(row)
    return _columns(rows)


def _months() -> np.ndarray:
    return np.arange(START.astype("datetime64[M]"), (START + DAYS).astype("datetime64[M]") + 1)


def _columns(rows: list[dict]) -> dict:
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def worlds(n: int = 5, days: int = 120) -> dict:
    """Daily rows of two arms in a few worlds; under the second the road is held half as long."""
    rows = [
        {
            "arm": arm,
            "world": world,
            "day": day,
            "escorts": 1.0 + uniform(world, day),
            "credibility": 0.1 + 0.1 * k + 0.02 * uniform(world, day, 3),
            "access_level": float(day >= (60 if k == 0 else 90) + 3 * world),
            "is_capitulated": float(k == 0 and world == 1 and day > 110),
            "stock_days": 70.0 - 0.4 * day,
            "ration": 1.0 - 0.004 * day,
            "persons_out": 10.0 * day,
        }
        for k, arm in enumerate(("as_it_was", "stronger"))
        for world in range(n)
        for day in range(days)
    ]
    return _columns(rows)
