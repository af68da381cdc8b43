"""A choice explained in full: its options, what would have turned it, and what would have followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from experiments.differences import setting_words
from experiments.explain.choices import ROAD, Choice, turning_choices
from experiments.explain.flips import CANNOT, FLIPS, Flip, flips, under, under_presets
from experiments.explain.levers import levers_of
from experiments.explain.life import Life
from experiments.explain.moment import Moment
from experiments.explain.words import NOT_ARISEN, date_of, told_change, told_choice, told_flips, told_presets
from experiments.reasons import sentence
from sim import luck
from sim.outcomes import scalars

FOLLOWED = 4


class Explained(NamedTuple):
    """A choice; where the world's draw fell (of choices by chance among options); what turns it; what follows from the smallest changes."""

    choice: Choice
    draw: float | None
    flips: Sequence[Flip]
    presets: Mapping[str, str] | None
    follows: Mapping[str, str]
    as_it_was: str

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        return {**self._asdict(), "choice": self.choice.as_data(), "flips": [one.as_data() for one in self.flips]}

    def lines(self, start: Any, everything: bool = False) -> Iterator[str]:
        """The same in words."""
        yield from told_choice(self.choice, start, self.draw)
        yield f"  as it was: {self.as_it_was}"
        yield from told_flips(self.flips, self.follows, everything)
        if self.presets is not None:
            yield from told_presets(self.presets)


def explained(life: Life, choice: Choice, names: Sequence[str] = ()) -> Explained:
    """Explains one choice. `names`: numbers to ask about instead of all levers; then presets are left out."""
    moment = Moment(life.scenario, life.seed, choice.day)
    draw = moment.model.command.chance(luck.COMMAND_CHOICE) if choice.decision == ROAD else None
    found = flips(moment, choice, levers_of(moment.model, names))
    turning = [flip for flip in found if flip.verdict == FLIPS][:FOLLOWED]
    follows = {one.lever.name: _outcome(moment.live_on(*under(moment, one))) for one in turning}
    presets = None if names else under_presets(moment, choice)
    return Explained(choice, draw, found, presets, follows, _outcome(moment.live_on()))


def told_turns(life: Life) -> list[dict[str, Any]]:
    """Every turning point of a history, explained for a page: sentences, options, what turns the choice, what cannot."""
    return [_for_a_page(explained(life, choice), life.scenario.start) for choice in turning_choices(life.tables)]


def _for_a_page(one: Explained, start: Any) -> dict[str, Any]:
    turning = [flip for flip in one.flips if flip.verdict == FLIPS]
    told = ((told_change(flip), flip.chosen.replace("_", " ") or NOT_ARISEN, one.follows.get(flip.lever.name, "")) for flip in turning)
    return {
        "when": f"Week {one.choice.day // 7}, {date_of(start, one.choice.day)}",
        "capital": one.choice.capital.replace("_", " "),
        "decision": one.choice.decision,
        "chosen": one.choice.chosen.replace("_", " "),
        "why": sentence(one.choice.reason),
        "as_it_was": one.as_it_was,
        "turning": list(told),
        "cannot": [setting_words(flip.lever.name) for flip in one.flips if flip.verdict == CANNOT],
        "presets": [(name, option.replace("_", " ") or NOT_ARISEN) for name, option in (one.presets or {}).items()],
    }


def _outcome(model: Any) -> str:
    """What became of a history, in a few words."""
    found = scalars(model)
    attack = "an offensive" if found["is_offensive"] else "no offensive"
    return f"road held {found['blockade_days']:,.0f} days, {attack}, {found['displaced_persons']:,.0f} displaced"
