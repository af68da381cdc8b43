"""The offensive: who wins, how fast, at what price, and what peacekeepers' deaths set off (submodel 6)."""

from __future__ import annotations

import math

from sim import luck
from sim.constants import DAYS_A_YEAR, HOURS_A_DAY, LEAST_DEFENCE, LONGEST_OFFENSIVE_DAYS, PER_100_000, TROOPS_UNIT
from sim.ground.answer import kill_civilian, write_incident
from sim.ground.feed import place_of_person
from sim.ground.leave import shelter
from sim.quantiles import normal_quantile


def armed_strength(model) -> float:
    """The armed actor's strength today (armed actor in 2020 = 1)."""
    n = model.numbers
    return n["armed_actor.capability"] * (1.0 + n["armed_actor.growth_per_year"]) ** (model.day / DAYS_A_YEAR)


def force_ratio(model) -> float:
    """R: armed capability over the defenders as supplied, forward forces and the mission's willing share. Source: model.md 6.

    R = A / (D x (phi + (1 - phi) S) + forward + mission), all in units of the armed actor's strength in 2020.
    """
    n, now = model.numbers, model.now
    phi = n["defenders.unsupplied_share"]
    defence = n["defenders.strength"] * float(now["defenders_left"]) * (phi + (1.0 - phi) * float(now["supply"]))
    mission = n["rules.contest.mission_share"] * model.troops / TROOPS_UNIT * model.headquarters.row[5] * model.availability
    return armed_strength(model) / max(LEAST_DEFENCE, defence + model.forward_force() + mission)


def chance_of_success(ratio: float, nu: float) -> float:
    """P(success) = R^nu / (1 + R^nu)."""
    if ratio <= 0.0:
        return 0.0
    return 1.0 / (1.0 + ratio**-nu)


def launch(model) -> None:
    """Begin an offensive today. Who wins is drawn now; it ends after its hours, and everything else follows from that."""
    n, day, now = model.numbers, model.day, model.now
    ratio = force_ratio(model)
    p = chance_of_success(ratio, n["rules.contest.nu"])
    u, spread = luck.uniforms(model.seed64, luck.OFFENSIVE_OUTCOME, day, 0)
    longest = HOURS_A_DAY * LONGEST_OFFENSIVE_DAYS
    swing = math.exp(n["rules.contest.hours_spread"] * normal_quantile(spread))
    hours = min(longest, n["rules.contest.hours"] * n["rules.contest.reference_ratio"] / ratio * swing)
    now["is_attack"] = 1
    model.offensive = {"day": day, "ratio": ratio, "p": p, "wins": u < p, "hours": hours, "ends": day + max(1, round(hours / HOURS_A_DAY))}
    model.first_offensive = model.first_offensive or model.offensive
    frighten_all(model)
    shelter(model.world, day)
    model.is_sheltering = True
    write_losses(model, ratio)
    model.command.note("offensive", "launched", p, {"force ratio": ratio, "hours": hours}, p=p, why="the build-up is complete")


def frighten_all(model) -> None:
    """An offensive frightens everybody, those near the line first."""
    s = model.world.settlements
    s["fear"] = s["fear"] + (1.0 - s["fear"]) * model.numbers["rules.feeling.fear_offensive"]


def write_losses(model, ratio: float) -> None:
    """Deaths of the offensive on all sides (persons); the attackers' grow with its length. Civilians die by place, one by one."""
    n, now, w, day = model.numbers, model.now, model.world, model.day
    length = n["rules.contest.reference_ratio"] / ratio
    harm = luck.uniform(model.seed64, luck.OFFENSIVE_HARM, day, 0)
    swing = math.exp(n["rules.contest.losses_spread"] * normal_quantile(harm))
    armed = round(n["armed_actor.attackers"] * n["rules.contest.attacker_loss"] * length * swing)
    defending = round(n["defenders.fighters"] * n["rules.contest.defender_loss"] * float(now["defenders_left"]) * swing)
    guards = min(round(n["rules.contest.peacekeeper_deaths"] * model.troops / TROOPS_UNIT * swing), int(model.troops))
    civilians = 0
    for k in range(round(n["rules.contest.civilian_deaths"] * float(now["n_present"]) / PER_100_000 * swing)):
        place, whom = luck.uniforms(model.seed64, luck.OFFENSIVE_HARM, day, 1 + k)
        civilians += kill_civilian(w, place_of_person(w, place), whom)
    now["defenders_left"] *= max(0.0, 1.0 - n["rules.contest.casualties_per_death"] * defending / max(1, n["defenders.fighters"]))
    w.tally[6, :3] += 1.0
    write_incident(w, day, 6, 3, model.plan.place.capital, -1, (1, 1, 0, 0), (civilians, defending, armed, guards))
    model.offensive["guards"] = guards
    now["troops"] -= guards


def conclude(model) -> None:
    """The offensive ends: the defenders capitulate or the attack fails; the sponsor answers for its dead, or does not."""
    now, fight = model.now, model.offensive
    now["is_attack"] = 0
    retaliators = [one for one in model.sponsors if fight["guards"] and one.troops > 0 and one.retaliates()]
    strength = sum(one.capability for one in retaliators)
    pushed_back = strength > 0 and luck.uniform(model.seed64, luck.RETALIATION, model.day, 0) < chance_of_success(
        strength / armed_strength(model), model.numbers["rules.contest.nu"]
    )
    if fight["wins"] and not pushed_back:
        capitulate(model)
    else:
        fail(model)
    model.offensive = None


def capitulate(model) -> None:
    """The defenders give up: authority is lost, the armed actor holds the road, and talks decide when leavers may pass."""
    now, n, day = model.now, model.numbers, model.day
    now["is_capitulated"], now["capitulation_day"] = 1, day
    now["access"], now["access_since"] = max(int(now["access"]), 2), day
    wait, hour = luck.uniforms(model.seed64, luck.EXIT_OPENING, 0, 0)
    shortest = n["rules.contest.shortest_talks_days"]
    talks = shortest - math.log(1.0 - wait) * max(0.0, n["rules.contest.talks_days"] - shortest)
    midnight = HOURS_A_DAY * day + HOURS_A_DAY * math.floor(talks)
    model.exit_opens = midnight + n["rules.contest.exit_hour"] + n["rules.contest.exit_hour_spread"] * hour
    model.command.note("after the capitulation", "let leavers pass", 1.0, {"days of talks": talks}, why="the aim is the territory")


def fail(model) -> None:
    """The attack fails: the road opens, and the armed actor waits before it tries again."""
    now, n = model.now, model.numbers
    now["access"], now["access_since"] = 0, model.day
    now["pause_until"] = model.day + int(n["rules.contest.defeat_road_pause_days"])
    model.command.pause_until = model.day + int(n["rules.contest.defeat_pause_days"])
    model.command.note("offensive", "failed", 0.0, {}, why="it was stopped or pushed back")
