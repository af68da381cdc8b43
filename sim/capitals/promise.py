"""A promise to act when a rung is reached: one mechanism for sponsor, coalition, sanctions pact and tripwire (submodel 5)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim import luck
from sim.capitals.capital import Capital, logistic
from sim.constants import DAYS_A_WEEK, HALF, LONG_AGO_DAYS, NO_RUNG, OWN_SIGHT
from sim.quantiles import normal_quantile
from sim.scenario.policy import RUNGS


class Promiser(Capital):
    """A state with a will of its own that has promised, in words or by its troops, to act when a rung is reached.

    `prefix` is the dotted name of its settings. What it would really do is hidden (`true_honour`); what the armed actor
    believes of it is kept here as counts of tests, honoured and failed.
    """

    def __init__(self, model, name: str, prefix: str) -> None:
        super().__init__(model, name)
        n = self.numbers
        self.prefix = prefix
        self.interest, self.capability = n[f"{prefix}.interest"], n[f"{prefix}.capability"]
        self.delay_days, self.sanctions = n[f"{prefix}.delay_days"], n[f"{prefix}.sanctions"]
        self.honour_prior = n[f"{prefix}.honour"]
        self.trigger = self._trigger()
        hidden = luck.uniform(model.seed64, luck.TRUE_HONOUR, 0, self.entity)
        self.true_honour = _hidden_honour(self.honour_prior, n["rules.will.honour_spread"], hidden)
        self.distraction, self.ties = model.series_of(f"{prefix}.distraction"), model.series_of(f"{prefix}.ties")
        self.base = n["rules.will.base"] + n["rules.will.interest"] * self.interest + self.standing_commitment()
        self.mood = n["rules.will.mood_spread"] * normal_quantile(self.chance(self.mood_decision, 1))
        self.availability = self.remembered = self.will()
        self.tested, self.honoured = 0.0, 0.0
        self.n_tests = self.n_honoured = 0
        self.last_test = LONG_AGO_DAYS
        self.due: list[tuple[int, int]] = []  # (day, rung) of answers under way

    mood_decision = luck.GUARANTOR_MOOD

    def _trigger(self) -> int:
        """The number of its trigger rung; NO_RUNG if nothing tests it."""
        settings = self.model.settings_of(self.prefix)
        return NO_RUNG if settings.trigger == "never" else RUNGS.index(settings.trigger)

    def standing_commitment(self) -> float:
        """What ties it down beyond interest (logit); nothing unless a kind of promiser says so."""
        return 0.0

    def will(self) -> float:
        """Political will today, 0 to 1: logistic(w0 + wI interest - wD distraction - wE ties + mood). Source: model.md 1."""
        n, day = self.numbers, self.model.day
        return logistic(self.base - n["rules.will.distraction"] * self.distraction[day] - n["rules.will.ties"] * self.ties[day] + self.mood)

    def deliberate(self) -> None:
        """Renew mood and will; the armed actor's slow picture of the will follows."""
        n = self.numbers
        keep = math.exp(-1.0 / n["rules.will.mood_weeks"])
        common = n["rules.will.mood_common"]
        shared = normal_quantile(luck.uniform(self.model.seed64, self.mood_decision, self.model.day, 0))
        own = normal_quantile(self.chance(self.mood_decision))
        shock = math.sqrt(common) * shared + math.sqrt(1.0 - common) * own
        self.mood = keep * self.mood + math.sqrt(1.0 - keep * keep) * n["rules.will.mood_spread"] * shock
        self.availability = self.will()
        self.remembered += (self.availability - self.remembered) * (1.0 - HALF ** (DAYS_A_WEEK / n["rules.command.half_life_days"]))

    def face_tests(self) -> None:
        """An act of its trigger rung or above, seen and attributed, tests it; the week's gravest act counts."""
        tally, n, day = self.model.world.tally, self.numbers, self.model.day
        if day - self.last_test < n["rules.command.test_pause_days"]:
            return
        for rung in range(6, self.trigger - 1, -1):
            done, _, tied, _ = tally[rung]
            if done > 0 and (tied > 0 or self.chance(luck.GUARANTOR_HONOUR, OWN_SIGHT) < self.sight()):
                self.be_tested(rung)
                return

    def sight(self) -> float:
        """Probability that it attributes an act by its own means."""
        return 0.0

    def be_tested(self, rung: int) -> None:
        """Honour the promise or not; the armed actor counts it either way."""
        p = self.true_honour * self.availability
        is_honoured = self.chance(luck.GUARANTOR_HONOUR) < p
        self.last_test = self.model.day
        self.n_tests += 1
        self.n_honoured += is_honoured
        self.tested, self.honoured = self.tested + 1.0, self.honoured + is_honoured
        if is_honoured:
            self.due.append((self.model.day + math.ceil(self.delay_days), rung))
        self.note(
            "answer to " + RUNGS[rung],
            "act" if is_honoured else "protest",
            p,
            {"hidden honour": self.true_honour, "will": self.availability},
            p=p if is_honoured else 1.0 - p,
            why="it kept its promise" if is_honoured else "will or honour was too weak",
        )

    def carry_out(self) -> None:
        """Answers whose delay has passed take effect: sanctions bite, and force may open the road."""
        for day, rung in [one for one in self.due if one[0] <= self.model.day]:
            self.due.remove((day, rung))
            self.model.command.feel_sanctions(self.sanctions)
            self.model.reverse(self, rung)

    def honour_belief(self) -> float:
        """What the armed actor believes of its honour: a Beta mean of prior and tests; certain where the prior is 0 or 1."""
        if self.honour_prior in (0.0, 1.0):
            return self.honour_prior
        weight = self.numbers["rules.command.honour_acts"]
        return (weight * self.honour_prior + self.honoured) / (weight + self.tested)

    def forget(self, keep: float) -> None:
        """Old tests fade from the armed actor's mind."""
        self.tested *= keep
        self.honoured *= keep

    def threats(self, visibility: Sequence[float], days_to_complete: Sequence[float], omega: float, pi: float) -> list[float]:
        """Expected cost (utility) of each rung through this promise, as the armed actor sees it; (7,) in and out. Source: model.md 4.

        honour x availability x visibility x [capability x (pi + (1 - pi) exp(-delay / time to complete)) + sanctions].
        """
        weight = self.honour_belief() * (omega * self.availability + (1.0 - omega) * self.remembered)
        unseen, costs = 1.0 - self.sight(), [0.0] * len(RUNGS)
        for rung in range(self.trigger, len(RUNGS)):
            in_time = pi + (1.0 - pi) * math.exp(-self.delay_days / days_to_complete[rung])
            costs[rung] = weight * (1.0 - (1.0 - visibility[rung]) * unseen) * (self.capability * in_time + self.sanctions)
        return costs


def _hidden_honour(mean: float, spread: float, u: float) -> float:
    """The true probability of honouring: spread around its prior mean on the log-odds scale; exactly 0 or 1 where that is certain."""
    if mean in (0.0, 1.0):
        return mean
    return logistic(math.log(mean / (1.0 - mean)) + spread * normal_quantile(u))
