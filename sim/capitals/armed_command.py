"""The armed actor's command: beliefs, utilities and the weekly choice (submodel 4). It explains; it does not optimise."""

from __future__ import annotations

import math

from sim import luck
from sim.capitals.capital import Capital, choose, logistic, quantal_response
from sim.capitals.contest import chance_of_success, force_ratio, launch
from sim.capitals.feud import Feud
from sim.constants import DAYS_A_WEEK, HALF, HOURS_A_DAY, LEAST_OFFENSIVE_DAYS, LEAST_RATIO
from sim.scenario.policy import RUNGS
from sim.world.arrays import BATTLE, RAID

N_RUNGS = len(RUNGS)


class ArmedCommand(Capital):
    """Chooses each week how far up the ladder to stand, by quantal response with a friction for the status quo."""

    def __init__(self, model, name: str = "armed actor") -> None:
        super().__init__(model, name)
        n = self.numbers
        self.aims, self.noise, self.friction = n["armed_actor.aims"], n["armed_actor.noise"], n["armed_actor.friction"]
        self.gains = (0.0, *(n[f"armed_actor.gains.{rung}"] * self.aims for rung in RUNGS[1:]))
        self.costs = (0.0, *(n[f"armed_actor.costs.{rung}"] for rung in RUNGS[1:]))
        self.losses = (0.0, *(n[f"armed_actor.losses.{rung}"] for rung in RUNGS[1:]))
        self.omega, self.pi = n["theory.omega"], n["theory.pi"]
        self.row = (0.0, *model.scenario.mandate.answer_row())
        self.acts, self.answered = [0.0] * N_RUNGS, [0.0] * N_RUNGS
        severity = (0.0, *(n[f"rules.command.severity_{rung}"] for rung in RUNGS[1:]))
        self.spill = [[severity[j] * n["rules.command.spill"] ** abs(j - k) for k in range(N_RUNGS)] for j in range(N_RUNGS)]
        self.keep = HALF ** (DAYS_A_WEEK / n["rules.command.half_life_days"])
        self.first_belief: list[float] = []
        self.belief = [0.0] * N_RUNGS
        self.feuds = [Feud(model, "raid", RAID), Feud(model, "battle", BATTLE)] if n["rules.act.campaigns_per_year"] > 0.0 else []
        self.massing = 0.0
        self.sanctions = 0.0
        self.ratio = 1.0
        self.pause_until = -1

    def step(self) -> None:
        """Learn from the week, weigh the rungs, choose, and set the posture on the line."""
        self.learn()
        now = self.model.now
        if now["is_capitulated"] or now["is_attack"]:
            self.model.orders["harass"] = self.model.orders["grab"] = 0.0
            self.model.orders["raid"] = self.model.orders["battle"] = 0.0
            return
        self.ratio = force_ratio(self.model)
        threats = self.threats()
        self.set_posture(threats)
        self.set_campaigns()
        self.climb(threats)

    # Beliefs

    def learn(self) -> None:
        """Count answered and unanswered acts, graver acts more, old acts less; mix with public signals (omega)."""
        n, tally = self.numbers, self.model.world.tally
        done, answers = tally[:, 0].tolist(), tally[:, 3].tolist()
        signal = self.model.host.consent() * self.model.availability * n["rules.answer.resolve"]
        if not self.first_belief:
            self.first_belief = [a * signal for a in self.row]
        weight = n["rules.command.prior_acts"]
        self.acts = [a * self.keep for a in self.acts]
        self.answered = [a * self.keep for a in self.answered]
        for j in range(1, N_RUNGS):
            if done[j]:
                spill = self.spill[j]
                for k in range(1, N_RUNGS):
                    self.acts[k] += spill[k] * done[j]
                    self.answered[k] += spill[k] * answers[j]
        self.belief = [
            self.omega * self.row[k] * signal
            + (1.0 - self.omega) * (weight * self.first_belief[k] + self.answered[k]) / (weight + self.acts[k])
            for k in range(N_RUNGS)
        ]
        for feud in self.feuds:
            feud.learn(done, answers, signal, self.keep, self.omega)
        tally[:] = 0.0
        for promiser in self.model.promisers:
            promiser.forget(self.keep)
        self.sanctions *= math.exp(-1.0 / n["rules.command.sanction_memory_weeks"])

    def feel_sanctions(self, amount: float) -> None:
        """Sanctions put in force burden every rung held on the road until they fade."""
        self.sanctions = max(self.sanctions, amount)

    # Utilities

    def visibility(self) -> list[float]:
        """(7,) probability that an act of each rung is seen and tied to its author: below the road by presence, on it by all."""
        orders = self.model.orders
        seen = min(1.0, float(orders["p_detect"]) + self.numbers["rules.command.extra_visibility"])
        tied = [float(orders["p_attribute_1"]), float(orders["p_attribute_2"]), float(orders["p_attribute_3"])]
        return [0.0, seen * tied[0], seen * tied[1], tied[2], 1.0, 1.0, 1.0]

    def days_to_complete(self) -> list[float]:
        """(7,) time in which each rung becomes a fait accompli (days)."""
        n = self.numbers
        grab, road = n["rules.command.complete_grab_days"], n["rules.command.complete_road_days"]
        ratio = max(LEAST_RATIO, self.ratio)
        offensive = n["rules.contest.hours"] / HOURS_A_DAY * n["rules.contest.reference_ratio"] / ratio
        return [grab, grab, grab, road, road, road, max(LEAST_OFFENSIVE_DAYS, offensive)]

    def threats(self) -> list[float]:
        """(7,) expected external cost of each rung (utility): the sum over all who promised to act."""
        seen, days = self.visibility(), self.days_to_complete()
        each = [promiser.threats(seen, days, self.omega, self.pi) for promiser in self.model.promisers]
        return [sum(costs) for costs in zip(*each, strict=True)] if each else [0.0] * N_RUNGS

    def utility(self, rung: int, threats: list[float]) -> dict[str, float]:
        """The terms of a rung's utility, in words; their sum is the utility. Source: model.md 4."""
        gain = self.gains[rung]
        terms = {
            "gain": gain,
            "own cost": -self.costs[rung],
            "believed answer": -self.belief[rung] * self.losses[rung],
            "guarantors": -threats[rung],
        }
        if 3 <= rung <= 5:
            terms["gain"] = gain * self.model.blocked_share() * self.patience(rung)
            terms["sanctions"] = -self.sanctions
        if rung == 6:
            terms["gain"] = gain * chance_of_success(self.ratio, self.numbers["rules.contest.nu"])
            terms["losses in battle"] = -self.numbers["rules.contest.battle_cost"] / self.ratio
        return terms

    def patience(self, rung: int) -> float:
        """What a rung on the road is still worth: it fades while it stands and no settlement comes; a turn of the screw starts afresh."""
        now = self.model.now
        if now["access"] == 0 or rung - 2 > now["access"]:
            return 1.0
        return math.exp(-float(self.model.day - now["access_since"]) / DAYS_A_WEEK / self.numbers["armed_actor.patience_weeks"])

    def feasible_rungs(self) -> list[int]:
        """Obstruction needs a position by the road; a checkpoint and a closure must be built on the rung below; an attack needs troops."""
        now, day = self.model.now, self.model.day
        rungs = [0]
        if day >= now["pause_until"] and self.model.has_choke():
            level = int(now["access"])
            is_held_long = level and day - now["access_since"] >= self.numbers["armed_actor.hold_days"]
            rungs += range(3, 3 + min(3, max(1, level + bool(is_held_long))))
        if day >= self.pause_until and self.gains[6] > 0.0:
            rungs.append(6)
        return rungs

    # Choices

    def set_posture(self, threats: list[float]) -> None:
        """How hard to harass and grab below the threshold: a quantal response between acting and holding."""
        n, orders = self.numbers, self.model.orders
        steep = n["rules.command.posture_noise"] * self.noise
        harass, grab = self.utility(1, threats), self.utility(2, threats)
        orders["harass"] = logistic(sum(harass.values()) / steep)
        orders["grab"] = logistic((sum(grab.values()) - n["rules.command.grab_margin"]) / steep)
        self.model.world.units["posture"] = orders["harass"] >= HALF
        if self.model.ledger is not None:
            self.note("posture on the line", "harass", sum(harass.values()), harass, p=float(orders["harass"]))
            self.note("posture on the line", "grab", sum(grab.values()), grab, p=float(orders["grab"]))

    def set_campaigns(self) -> None:
        """How hard units on campaign raid civilians and give battle: a quantal response between acting and holding."""
        steep = self.numbers["rules.command.posture_noise"] * self.noise
        for feud in self.feuds:
            terms = feud.utility()
            self.model.orders[feud.name] = p = logistic(sum(terms.values()) / steep)
            self.note("campaigns", feud.name, sum(terms.values()), terms, p=p)

    def climb(self, threats: list[float]) -> None:
        """Choose between an open road, the rungs on it, and an offensive."""
        now, current = self.model.now, int(self.model.now["access"])
        rungs = self.feasible_rungs()
        tables = [self.utility(rung, threats) if rung else {"gain": 0.0} for rung in rungs]
        for rung, terms in zip(rungs, tables, strict=True):
            if rung != (current + 2 if current else 0):
                built = min(1.0, self.massing / self.numbers["armed_actor.build_up_weeks"]) if rung == 6 else 0.0
                terms["leaving the status quo"] = -self.friction * (1.0 - built)
        utilities = [sum(terms.values()) for terms in tables]
        p = quantal_response(utilities, self.noise)
        chosen = choose(p, self.chance(luck.COMMAND_CHOICE))
        if self.model.ledger is not None:
            for option, rung in enumerate(rungs):
                self.note(
                    "road and offensive",
                    RUNGS[rung] if rung else "open",
                    utilities[option],
                    tables[option],
                    p=p[option],
                    chosen=option == chosen,
                )
        self.act(rungs[chosen], now)

    def act(self, rung: int, now) -> None:
        """Carry out the choice: set the corridor's level, or mass troops and attack once they stand ready."""
        if rung == 6:
            self.massing += 1.0
            if self.massing >= self.numbers["armed_actor.build_up_weeks"]:
                self.massing = 0.0
                launch(self.model)
            return
        self.massing = max(0.0, self.massing - self.numbers["rules.command.build_up_loss"])
        level = rung - 2 if rung else 0
        if level != now["access"]:
            now["access"], now["access_since"] = level, self.model.day

    def credibility(self) -> float:
        """The armed actor's belief that an obstruction would be answered."""
        return self.belief[3]
