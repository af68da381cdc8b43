"""A null model: a ladder climbed at random at the base rates of the record. No belief, no policy, no will; what the model must beat.

Each rung on the road is climbed, or left, after an exponential time; acts, deaths and departures are Poisson at one rate throughout. The
rates (configs/checks/null_model.yaml) are the record's own, whichever pattern they come from, which favours the null model: where a pattern
is a level, it starts from the answer. It has no reason to change, so contrasts between times are what it cannot know.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from sim import luck
from sim.outcomes import MIDNIGHTS
from sim.quantiles import normal_quantile
from sim.scenario.paths import configs_dir
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import judge
from sim.scenario.settings import Settings, setting

FILE = Path("checks") / "null_model.yaml"
FIRST_ADDRESS = 960  # luck of its own: addresses that no rule of the model has
MONTH = 30.44  # days
RECORD = {"source": "the record", "status": "sourced"}
OPEN, OBSTRUCTED, CHECKPOINT, CLOSED, ATTACK = range(5)


class Rate(Settings):
    """Events over time (or tries) at risk."""

    events: float = setting(..., "events", 0, **RECORD, help="How often it happened.")
    days: float = setting(..., "days or tries", 0.1, **RECORD, help="How long, or how often, it could have.")

    @property
    def a_day(self) -> float:
        """Events a day, half an event where there was none (Jeffreys)."""
        return (self.events or 0.5) / self.days

    @property
    def share(self) -> float:
        """Probability a try, (events + 1/2) / (tries + 1) (Jeffreys)."""
        return (self.events + 0.5) / (self.days + 1.0)


class Climb(Settings):
    """How fast each rung is climbed."""

    obstruction: Rate
    checkpoint: Rate
    closure: Rate
    offensive: Rate


class ByLevel(Settings):
    """A flow by the road's access level."""

    open: float = setting(..., "a day", 0, **RECORD)
    obstructed: float = setting(..., "a day", 0, **RECORD)
    checkpoint: float = setting(0.0, "a day", 0, **RECORD)
    closed: float = setting(0.0, "a day", 0, **RECORD)


class Attack(Settings):
    """What an offensive takes."""

    hours: float = setting(..., "hours", 0.1, **RECORD)
    armed_deaths: float = setting(..., "persons", 0, **RECORD)
    defender_deaths: float = setting(..., "persons", 0, **RECORD)
    civilian_deaths: float = setting(..., "persons", 0, **RECORD)
    peacekeeper_deaths: float = setting(..., "persons", 0, **RECORD)
    sheltering: float = setting(..., "persons", 0, **RECORD)
    wins: Rate
    retaliation: Rate


class Rates(Settings):
    """The base rates of the record."""

    title: str = setting(..., "text", **RECORD)
    climb: Climb
    descend: Rate
    grabs: Rate
    grab_reversed: Rate
    severe_answers: Rate
    casualty_events: Rate
    mine_share: float = setting(..., "share", 0, 1, **RECORD)
    escorts_week: float = setting(..., "escorts/week", 0, **RECORD)
    demined_ha_month: float = setting(..., "ha/month", 0, **RECORD)
    posts: float = setting(..., "posts", 0, **RECORD)
    routes: float = setting(..., "routes/day", 0, **RECORD)
    imports: ByLevel
    passages: ByLevel
    persons: int = setting(..., "persons", 1, **RECORD)
    stay: float = setting(..., "share", 0, 1, **RECORD)
    leave_per_hour: float = setting(..., "1/hour", 0, **RECORD)
    persons_per_vehicle: float = setting(..., "persons/vehicle", 1, **RECORD)
    road_deaths: float = setting(..., "persons", 0, **RECORD)
    offensive: Attack


def read_rates() -> Rates:
    """The base rates that come with Corridor."""
    path = configs_dir() / FILE
    return judge(Rates, read_yaml(path), where=str(path))


class NullWorlds:
    """So many worlds of the null model over so many days: `outcomes` (worlds,) by name, and `daily` (worlds, days) by column.

    Names and units are those of `sim.measures` and of the daily table; what the null model cannot speak to is not there."""

    def __init__(self, rates: Rates, n: int, days: int, turn: int, seed: int = 1) -> None:
        self.rates, self.n, self.days, self.turn, self.seed = rates, n, days, turn, seed
        self._address = FIRST_ADDRESS
        self.level = np.zeros((n, days), np.int8)
        self.attack_day = np.full(n, -1)
        self.fallen_day = np.full(n, -1)
        self._climb()
        self._columns = self._draw_daily()
        self.outcomes = self._measure()

    def daily(self, column: str) -> np.ndarray:
        """(worlds, days) a daily series; KeyError where the null model has none."""
        return self._columns[column]

    # Luck: uniforms by an address of the null model's own

    def _uniform(self, *shape: int) -> np.ndarray:
        found = np.empty(int(np.prod(shape)))
        luck.fill_uniforms(np.uint64(self.seed), self._address, 0, found)
        self._address += 1
        return found.reshape(shape)

    def _poisson(self, mean: float, *shape: int) -> np.ndarray:
        """Counts by the inverse CDF; large means by the normal curve."""
        u = self._uniform(*shape)
        if mean > 50:
            return np.maximum(0.0, np.round(mean + math.sqrt(mean) * np.vectorize(normal_quantile)(u)))
        found, term = np.zeros(shape), math.exp(-mean)
        total = term
        for k in range(1, 200):
            more = u > total
            if not more.any():
                break
            found[more] = k
            term *= mean / k
            total += term
        return found

    # The ladder

    def _climb(self) -> None:
        """Exponential times up and down; an offensive lasts a day, and the road is open again where it fails."""
        rates = self.rates
        up = (rates.climb.obstruction, rates.climb.checkpoint, rates.climb.closure, rates.climb.offensive)
        times = -np.log(self._uniform(self.n, 64))
        sides, wins = self._uniform(self.n, 64), self._uniform(self.n)
        for world in range(self.n):
            day, level = 0.0, OPEN
            for move in range(64):
                rise, fall = up[level].a_day, rates.descend.a_day if level else 0.0
                until = day + times[world, move] / (rise + fall)
                self.level[world, math.ceil(day) : math.ceil(min(until, self.days))] = level
                day = until
                if day >= self.days:
                    break
                level += 1 if sides[world, move] < rise / (rise + fall) else -1
                if level == ATTACK:
                    level = self._attack(world, int(day), wins[world] < rates.offensive.wins.share)
                    if self.fallen_day[world] >= 0:
                        break

    def _attack(self, world: int, day: int, is_won: bool) -> int:
        """An offensive: the first is counted; won, the road stays as it is."""
        if self.attack_day[world] < 0:
            self.attack_day[world] = day
        if is_won and day + 1 < self.days:
            self.fallen_day[world] = day + 1
            self.level[world, day:] = CHECKPOINT
        return OPEN

    # Days

    def _draw_daily(self) -> dict[str, np.ndarray]:
        rates, shape = self.rates, (self.n, self.days)
        day = np.arange(self.days)
        is_attack = day == self.attack_day[:, None]
        events = rates.casualty_events.a_day
        battle = {name: np.where(is_attack, self._poisson(mean, self.n)[:, None], 0.0) for name, mean in self._deaths().items()}
        flow = {
            name: np.array([one.open, one.obstructed, one.checkpoint, one.closed])[self.level]
            for name, one in (("imports_t", rates.imports), ("passages", rates.passages))
        }
        return {
            "access_level": self.level,
            "is_offensive": is_attack.astype(np.int8),
            "is_capitulated": ((self.fallen_day[:, None] >= 0) & (day >= self.fallen_day[:, None])).astype(np.int8),
            "posts": np.full(shape, rates.posts),
            "routes": np.full(shape, rates.routes),
            "demined_ha": np.full(shape, rates.demined_ha_month / MONTH),
            "escorts": self._poisson(rates.escorts_week / 7.0, *shape),
            "grabs": self._poisson(rates.grabs.a_day, *shape),
            "mine_accidents": self._poisson(events * rates.mine_share, *shape),
            "casualty_events": self._poisson(events * (1.0 - rates.mine_share), *shape),
            "answered_severe": self._poisson(rates.severe_answers.a_day, *shape),
            **flow,
            **battle,
        }

    def _deaths(self) -> dict[str, float]:
        names = ("armed_deaths", "defender_deaths", "civilian_deaths", "peacekeeper_deaths")
        return {name: getattr(self.rates.offensive, name) for name in names}

    # Scalars

    def _measure(self) -> dict[str, np.ndarray]:
        rates, nan = self.rates, np.nan
        fallen, attacked = self.fallen_day >= 0, self.attack_day >= 0
        held = np.where(self._columns["is_capitulated"] == 1, 0, self.level)
        first = np.where((held > 0).any(axis=1), (held > 0).argmax(axis=1), nan)
        out = {
            "is_offensive": attacked.astype(float),
            "is_capitulated": fallen.astype(float),
            "first_obstruction_day": first,
            "offensive_day": np.where(attacked, self.attack_day, nan),
            "lag_obstruction_to_offensive_days": np.where(attacked, self.attack_day - first, nan),
            "blockade_days": (held > 0).sum(axis=1).astype(float),
            "is_obstructed_30": ((held > 0).sum(axis=1) > 30).astype(float),
            "offensive_hours": np.where(attacked, -np.log(self._uniform(self.n)) * rates.offensive.hours, nan),
            "peak_sheltering_persons": np.where(attacked, self._poisson(rates.offensive.sheltering, self.n), 0.0),
            "is_retaliation": (attacked & (self._uniform(self.n) < rates.offensive.retaliation.share)).astype(float),
            "grabs_reversed": self._reversed(),
        }
        return {**out, **self._turn(held), **self._exit(fallen)}

    def _reversed(self) -> np.ndarray:
        """Positions given back: each of a world's grabs with the same probability."""
        grabs = self._columns["grabs"].sum(axis=1).astype(int)
        u = self._uniform(self.n, max(1, int(grabs.max())))
        return np.array([(u[k, : grabs[k]] < self.rates.grab_reversed.share).sum() for k in range(self.n)], float)

    def _turn(self, held: np.ndarray) -> dict[str, np.ndarray]:
        """Grabs and deadly acts a month before and after the day on which the sponsor's other war began."""
        turn, c = self.turn, self._columns
        end = np.where((held[:, turn:] > 0).any(axis=1), turn + (held[:, turn:] > 0).argmax(axis=1), self.days)
        before_end = (np.arange(self.days) >= turn) & (np.arange(self.days) < end[:, None])
        n_after = before_end.sum(axis=1)
        known = n_after >= 60
        events = np.where(before_end, c["casualty_events"], 0).sum(axis=1) / np.maximum(n_after, 1)
        found = {
            "grabs_before_month": MONTH * c["grabs"][:, :turn].mean(axis=1),
            "grabs_after_month": MONTH * c["grabs"][:, turn : turn + 426].mean(axis=1),
            "casualty_events_before_month": MONTH * c["casualty_events"][:, :turn].mean(axis=1),
            "casualty_events_after_month": MONTH * events,
        }
        return {name: np.where(known, values, np.nan) for name, values in found.items()}

    def _exit(self, fallen: np.ndarray) -> dict[str, np.ndarray]:
        """A crowd that leaves at a constant rate an hour; NaN where nobody had to."""
        r = self.rates
        leavers = r.persons * (1.0 - r.stay)
        vehicles = self._poisson(leavers / r.persons_per_vehicle, self.n)
        gone = {hour: 1.0 - math.exp(-r.leave_per_hour * hour) for hour in (*MIDNIGHTS, 52, 122)}
        flow = leavers * (gone[122] - gone[52]) / 70.0
        six = [leavers * (math.exp(-r.leave_per_hour * h) - math.exp(-r.leave_per_hour * (h + 6))) / 6.0 for h in (116, 52)]
        one = np.ones(self.n)
        found = {
            **{f"share_out_{hour}h": gone[hour] * one for hour in MIDNIGHTS},
            "hours_to_95_out": math.log(20.0) / r.leave_per_hour * one,
            "vehicles_out": vehicles,
            "persons_per_vehicle": leavers / vehicles,
            "remaining_10_days": self._poisson(r.persons * r.stay, self.n) + leavers * math.exp(-r.leave_per_hour * 240),
            "road_deaths": self._poisson(r.road_deaths, self.n),
            "sustained_persons_h": flow * one,
            "sustained_vehicles_h": flow / r.persons_per_vehicle * one,
            "least_6h_persons_h": six[0] * one,
            "most_6h_persons_h": six[1] * one,
        }
        return {name: np.where(fallen, values, np.nan) for name, values in found.items()}


def crps(values: np.ndarray, truth: float) -> float:
    """Continuous ranked probability score of an ensemble (n,): mean |x - truth| less half the mean |x - x'|; lower is better.

    Hersbach 2000; the second term by ranks, so that it costs a sort."""
    known = np.sort(values[np.isfinite(values)])
    n = len(known)
    if not n:
        return math.nan
    spread = 2.0 * float(((2 * np.arange(1, n + 1) - n - 1) * known).sum()) / (n * n)
    return float(np.abs(known - truth).mean()) - 0.5 * spread


def log_score(n_inside: int, n: int) -> float:
    """Minus the log of the chance that an ensemble gave to the record's tolerance, (n_inside + 1/2) / (n + 1); lower is better."""
    return -math.log((n_inside + 0.5) / (n + 1.0)) if n else math.nan

