"""A contributor of troops, the sponsor first among them: guarantor number zero (submodels 1 and 5)."""

from __future__ import annotations

from sim import luck
from sim.capitals.promise import Promiser
from sim.constants import DAYS_A_WEEK, DEATHS_UNIT


class Sponsor(Promiser):
    """A state with troops in the mission. Its will makes the mission available, and thins or keeps its troops."""

    mood_decision = luck.CONTRIBUTOR_MOOD

    def __init__(self, model, name: str) -> None:
        self.is_present = True
        self.casualties = 0.0
        super().__init__(model, name, f"resources.contributors.{name}")
        self.sent = float(self.numbers[f"{self.prefix}.troops"])
        self.troops = self.sent
        self.vehicles_sent = float(self.numbers[f"{self.prefix}.vehicles"])
        self.term_ends = model.scenario.mandate.term_days
        self.has_retaliated = False

    def standing_commitment(self) -> float:
        """Permanent bases, a term that renews itself and endorsed reconstruction raise will: channels, not labels."""
        n, scenario = self.numbers, self.model.scenario
        return (
            n["rules.will.sunk_cost"] * (scenario.resources.basing == "permanent")
            + n["rules.will.renewal"] * (scenario.mandate.renewal == "automatic")
            + n["rules.will.endorsement"] * n["mandate.endorsement"]
        )

    def will(self) -> float:
        return super().will() if self.is_present else 0.0

    def step(self) -> None:
        self.deliberate()
        n = self.numbers
        keep = n["rules.will.thinnest"] + (1.0 - n["rules.will.thinnest"]) * min(1.0, self.availability / n["rules.will.full"])
        target = self.sent * keep * self.is_present
        self.troops += (target - self.troops) * min(1.0, DAYS_A_WEEK / n["rules.will.rotation_days"])
        if not self.is_present:
            self.troops = 0.0
        if self.model.ledger is not None:
            self._note_will(keep)
        self.face_tests()
        self.carry_out()
        self._consider_leaving()

    def _note_will(self, keep: float) -> None:
        """Ledger: the terms of its will."""
        n, day = self.numbers, self.model.day
        terms = {
            "baseline": n["rules.will.base"],
            "interest": n["rules.will.interest"] * self.interest,
            "commitment": self.standing_commitment(),
            "distraction": -n["rules.will.distraction"] * self.distraction[day],
            "ties": -n["rules.will.ties"] * self.ties[day],
            "mood": self.mood,
        }
        self.note("will", f"keep {keep:.0%} of the troops", self.availability, terms, why="will follows interest, distraction and ties")

    def suffer(self, dead: float) -> None:
        """Its peacekeepers died: will falls, unless it is contiguous (evidence.md SF12)."""
        self.casualties += dead
        if not self.numbers[f"{self.prefix}.contiguous"]:
            self.base -= self.numbers["rules.will.casualties"] * dead / DEATHS_UNIT

    def retaliates(self) -> bool:
        """Peacekeepers fell in an offensive: war or an accepted apology, by the same will (South Ossetia 2008, Karabakh 2023)."""
        p = self.availability ** self.numbers["rules.contest.retaliation"]
        self.has_retaliated = self.chance(luck.RETALIATION) < p
        self.note(
            "peacekeepers killed",
            "retaliate" if self.has_retaliated else "accept an apology",
            p,
            {"will": self.availability},
            p=p if self.has_retaliated else 1.0 - p,
            why="the same will decides",
        )
        return self.has_retaliated

    def _consider_leaving(self) -> None:
        """A term that ends must be renewed; a mission with nobody left to protect goes home."""
        n, model = self.numbers, self.model
        if not self.is_present:
            return
        if model.day >= self.term_ends:
            self._renew()
        if model.now["is_capitulated"] and model.now["n_present"] < n["rules.will.withdrawal_below"] * model.now["persons_ref"]:
            if self.chance(luck.WITHDRAWAL) < 1.0 / n["rules.will.withdrawal_weeks"]:
                self.withdraw("nobody is left to protect")

    def _renew(self) -> None:
        """Renewal by the mandate's own rule: by itself, with the host's consent, or at the sponsor's pleasure."""
        rule = self.model.scenario.mandate.renewal
        pleasure = self.availability ** self.numbers["rules.will.renewal_power"]
        p = {"automatic": 1.0, "consent_each": self.model.host.p_consent(), "sponsor_only": pleasure, "never": 0.0}[rule]
        self.term_ends += self.model.scenario.mandate.term_days
        stays = self.chance(luck.RENEWAL) < p
        self.note("end of term", "renew" if stays else "leave", p, {"p": p}, p=p if stays else 1.0 - p, why=f"renewal: {rule}")
        if not stays:
            self.withdraw("its term was not renewed")

    def withdraw(self, why: str) -> None:
        """It takes its troops home for good."""
        self.is_present, self.troops, self.availability = False, 0.0, 0.0
        self.note("presence", "withdraw", 0.0, {}, why=why)
