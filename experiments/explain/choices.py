"""Choices out of the decision ledger: who chose what on which day, among which options, by which terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from experiments.columns import columns, numbers, size, texts
from experiments.reasons import COMMAND, Reason
from experiments.turns import CHOICE, turns

ROAD = "road and offensive"
# Entries of the ledger that note what follows by rule, in degrees: no option is taken there that another could take the place of.
DEGREES = ("will", "team-days", "posts", "posture on the line", "campaigns", "ration")
MOST_TURNS = 4


class Option(NamedTuple):
    """One option of a choice: its utility (or what stood for it), its chance, and the terms that make the utility."""

    name: str
    utility: float
    p: float
    terms: Mapping[str, float]
    is_chosen: bool


class Choice(NamedTuple):
    """One choice of one capital on one day."""

    day: int
    capital: str
    decision: str
    options: tuple[Option, ...]
    why: str

    @property
    def chosen(self) -> str:
        """The option taken; several where they may stand together."""
        return " and ".join(one.name for one in self.options if one.is_chosen)

    @property
    def reason(self) -> Reason:
        """The option taken against the best of the others, for sentences."""
        mine = next((one for one in self.options if one.is_chosen), self.options[0])
        others = [one for one in self.options if not one.is_chosen]
        rival = max(others, key=lambda one: one.utility, default=Option("", float("nan"), 0.0, {}, False))
        return Reason(self.day, mine.name, mine.utility, mine.p, rival.name, rival.utility, dict(mine.terms), dict(rival.terms), self.why)

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        options = [{**one._asdict(), "terms": dict(one.terms)} for one in self.options]
        return {**self._asdict(), "week": self.day // 7, "chosen": self.chosen, "options": options}


def choice_in(rows: Iterable[tuple[Any, ...]], day: int, capital: str, decision: str) -> Choice | None:
    """A choice out of a model's own ledger; none where it did not arise that day."""
    return _choice([row for row in rows if row[:3] == (day, capital, decision)])


def choices_of(decisions: Any) -> list[Choice]:
    """Every choice of the tidy table `decisions`, in its order; entries that only note degrees are left out."""
    found = []
    for _, rows in groupby(_ledger(decisions), key=lambda row: row[:3]):
        choice = _choice(list(rows))
        if choice and choice.decision not in DEGREES:
            found.append(choice)
    return found


def choice_at(decisions: Any, day: int, capital: str = COMMAND, decision: str | None = None) -> Choice | None:
    """What a capital chose in the week of a day: the decision named, else its gravest (the armed actor's is on road and offensive)."""
    week = range(7 * (day // 7), 7 * (day // 7) + 7)
    mine = [one for one in choices_of(decisions) if one.day in week and plain(one.capital) == plain(capital)]
    if decision is not None:
        mine = [one for one in mine if plain(one.decision) == plain(decision)]
    return min(mine, key=lambda one: (one.decision != ROAD, one.day), default=None)


def turning_choices(tables: Mapping[str, Any]) -> list[Choice]:
    """The choices by which a history turned, at most four: the first on each rung of the road, the first week of the build-up to an
    offensive, an apology, a promise kept.

    Where the armed actor always held back, the week in which it was likeliest not to."""
    every = choices_of(tables["decisions"])
    found: dict[tuple[str, str, str], Choice] = {}
    for turn in turns(tables["daily"], tables["incidents"], tables["decisions"]):
        choice = None
        if turn.rung >= 3 and turn.why:
            choice = _first_of_its_kind([one for one in every if one.capital == COMMAND and one.decision == ROAD], turn.why.day)
        elif turn.rung == CHOICE and ": protest" not in turn.what:
            choice = next((one for one in every if one.day == turn.day and one.capital != COMMAND), None)
        if choice and choice.reason.p_chosen < 1.0:  # what a rule decides by itself is no choice
            found.setdefault((choice.capital, choice.decision, choice.chosen), choice)
    kept = sorted(found.values(), key=lambda one: (one.capital != COMMAND, one.day))[:MOST_TURNS]
    if not any(one.capital == COMMAND for one in kept):
        kept = [*_nearest_to_turning(every), *kept[: MOST_TURNS - 1]]
    return sorted(kept, key=lambda one: one.day)


def _first_of_its_kind(weekly: list[Choice], day: int) -> Choice | None:
    """The choice of a day; of an offensive, the first of the weeks in a row that built up to it."""
    at = next((i for i, one in enumerate(weekly) if one.day == day), None)
    if at is None:
        return None
    while weekly[at].chosen == "offensive" and at and weekly[at - 1].chosen == "offensive":
        at -= 1
    return weekly[at]


def plain(name: str) -> str:
    """A name as it is compared: small letters, blanks for underscores."""
    return name.replace("_", " ").lower()


def _nearest_to_turning(every: list[Choice]) -> list[Choice]:
    mine = [one for one in every if one.decision == ROAD and len(one.options) > 1]
    return [max(mine, key=lambda one: max(o.p for o in one.options if not o.is_chosen))] if mine else []


def _choice(rows: list[tuple[Any, ...]]) -> Choice | None:
    if not rows:
        return None
    day, capital, decision = rows[0][:3]
    options = tuple(Option(name, float(u), float(p), terms or {}, bool(taken)) for _, _, _, name, taken, p, u, terms, _ in rows)
    return Choice(day, capital, decision, options, next((row[8] for row in rows if row[8]), ""))


def _ledger(decisions: Any) -> Iterable[tuple[Any, ...]]:
    """The rows of the model's ledger that a tidy table was made of: one an option, its terms together."""
    table = columns(decisions) if decisions is not None else {}
    if not size(table):
        return
    told = [texts(table[name]).tolist() for name in ("capital", "decision", "option", "term", "why")]
    figures = [numbers(table[name]).tolist() for name in ("day", "p_chosen", "utility", "value")]
    rows = zip(*told, *figures, table["is_chosen"].astype(bool).tolist(), strict=True)
    for key, lines in groupby(rows, key=lambda row: (int(row[5]), row[0], row[1], row[2])):
        first, *more = lines
        terms = {row[3]: row[8] for row in (first, *more) if row[3]}
        yield (*key, first[9], first[6], first[7], terms, first[4])
