"""Explanations in plain sentences for a terminal: ASCII, a hundred columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from textwrap import wrap
from typing import Any

from experiments.differences import setting_words
from experiments.explain.choices import Choice
from experiments.explain.flips import ABSENT, CANNOT, FLIPS, ROAD_THERE, Flip
from experiments.explain.parting import OUTCOMES, Link, Parting
from experiments.reasons import SAYS_NOTHING, sentence, term_words

WIDTH = 100
MOST_FLIPS = 8
NOT_ARISEN = "the choice would not have arisen"


def told_choice(choice: Choice, start: Any, draw: float | None = None) -> Iterator[str]:
    """Who chose what and why: one sentence, then every option with its terms; then where the world's draw fell."""
    when = f"Week {choice.day // 7}, {date_of(start, choice.day)} (day {choice.day}):"
    yield from wrap(f"{when} {named(choice.capital)} chose {choice.chosen.replace('_', ' ')} ({choice.decision}).", WIDTH)
    yield from _kept(f"why: {sentence(choice.reason)}.", "  ", "       ")
    if len(choice.options) > 1:
        yield from _options(choice)
    if draw is not None and len(choice.options) > 1:
        yield from wrap(_drawn(choice, draw), WIDTH, initial_indent="  ", subsequent_indent="  ")


def _options(choice: Choice) -> Iterator[str]:
    """Every option on a line: utility, chance, terms."""
    width = max(len(one.name) for one in choice.options) + 2
    yield f"  {'option':<{width}}{'utility':>8}{'chance':>8}  terms"
    for one in choice.options:
        terms = ", ".join(f"{term_words(name)} {value:+.2f}" for name, value in one.terms.items() if abs(value) >= SAYS_NOTHING)
        head = f"{'*' if one.is_chosen else ' '} {one.name:<{width}}{one.utility:>+8.2f}{_chance(one.p):>8}  "
        yield from _kept(head + terms, "", " " * (width + 20))


def _kept(text: str, first: str, below: str) -> Iterator[str]:
    """Lines of a text in which no number parts from the word before it."""
    bound = re.sub(r" (?=[-+]\d)", "\u00a0", text.rstrip())
    yield from (line.replace("\u00a0", " ").rstrip() for line in wrap(bound, WIDTH, initial_indent=first, subsequent_indent=below))


def _drawn(choice: Choice, draw: float) -> str:
    """What luck had to do with it: options take their chances in order, and the world's draw falls on one of them."""
    likeliest = max(choice.options, key=lambda one: one.p)
    verdict = "the likeliest" if likeliest.is_chosen else f"though {likeliest.name} was likelier"
    return f"The world's draw that week was {draw:.2f} of 1, in the order above: {choice.chosen}, {verdict}."


def told_flips(found: Sequence[Flip], follows: Mapping[str, str], everything: bool = False) -> Iterator[str]:
    """What would have had to be different: one lever at a time, the smallest change first; then those that could not."""
    turning = [one for one in found if one.verdict == FLIPS]
    yield "  What would have had to be different that week (one number at a time, luck and all else the same)?"
    if not turning:
        yield "    No single lever, anywhere in its range, would have turned this choice."
    shown = turning if everything else turning[:MOST_FLIPS]
    for one in shown:
        line = f"{told_change(one)}: {one.chosen.replace('_', ' ') or NOT_ARISEN}"
        yield from wrap(line, WIDTH, initial_indent="    - ", subsequent_indent="      ")
        if one.lever.name in follows:
            yield from wrap(f"held from then on: {follows[one.lever.name]}", WIDTH, initial_indent="        ", subsequent_indent="        ")
    if len(turning) > len(shown):
        yield f"    - and {len(turning) - len(shown)} more (levers=all shows them)"
    for verdict, words in ((CANNOT, "Weighed, but no value would have turned it"), (ABSENT, "Without any part in this choice that week")):
        names = [one.lever.name for one in found if one.verdict == verdict]
        if names:
            yield from wrap(f"{words}: {_listed(names, everything)}.", WIDTH, initial_indent="    ", subsequent_indent="      ")


def told_presets(found: Mapping[str, str]) -> Iterator[str]:
    """Whole presets that would have turned the choice."""
    if found:
        told = "; ".join(f"{name} ({option.replace('_', ' ') or NOT_ARISEN})" for name, option in found.items())
        line = f"Presets that would have turned it, from that week on: {told}."
        yield from wrap(line, WIDTH, initial_indent="    ", subsequent_indent="      ")
    else:
        yield "    No preset of mandate or guarantees, put in force that week, would have turned it."


def told_change(flip: Flip) -> str:
    """The change of a lever in words: authorised answer to obstruction 0.12 -> 0.43 (31 % of its range)."""
    lever = flip.lever
    if lever.name == ROAD_THERE and lever.value == 0:
        return f"a second road out of reach, there that week ({lever.name})"
    unit = f" {lever.unit}" if lever.unit and not lever.unit.startswith(("share", "prob", "0-1", "utility", "series", "armed")) else ""
    size = f"{100 * flip.share_of_range:.2g} % of its range"
    return f"{setting_words(lever.name)} {amount(lever.value)} -> {amount(flip.value or 0.0)}{unit} ({size}; {lever.name})"


def told_parting(found: Parting, names: tuple[str, str], start: Any) -> Iterator[str]:
    """Where two histories part, in sentences, and the chain that follows."""
    if found.first_difference is None:
        yield "The two histories are the same, day by day."
        return
    day, _, columns = found.first_difference
    more = f" and {len(columns) - 6} more" if len(columns) > 6 else ""
    yield from wrap(f"They differ from {date_of(start, day)} (day {day}) on, first in: {_names(columns[:6])}{more}.", WIDTH)
    if found.act:
        yield from wrap(f"The first act that differs: {date_of(start, found.act.day)} (day {found.act.day}), {found.act.what}.", WIDTH)
        yield from _either(names, found.act.a, found.act.b)
    else:
        yield "No act differs."
    for words, choice in found.choices():
        yield from _told_choices(choice, names, words, start)
    if found.choice is None:
        yield "No choice of any capital differs."
    yield ""
    yield "What follows, each on the first day on which it differs:"
    for link in found.chain:
        yield from wrap(_told_link(link, names, start), WIDTH, initial_indent="  ", subsequent_indent=" " * 25)


def told_outcomes(a: Mapping[str, float], b: Mapping[str, float]) -> Iterator[str]:
    """How either history ended, side by side."""
    yield "In the end:"
    yield f"  {'':<28}{'A':>14}{'B':>14}"
    for name, words in OUTCOMES:
        pair = [("yes" if one[name] else "no") if name.startswith("is_") else _figure(one[name]) for one in (a, b)]
        yield f"  {words:<28}{pair[0]:>14}{pair[1]:>14}"


def _figure(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 2 and value != int(value) else f"{value:,.0f}"


def _told_choices(pair: tuple[Choice | None, Choice | None], names: tuple[str, str], words: str, start: Any) -> Iterator[str]:
    known = next(one for one in pair if one)
    head = f"{words}: {date_of(start, known.day)} (day {known.day}, week {known.day // 7}), {named(known.capital)}, {known.decision}."
    yield from wrap(head, WIDTH)
    for name, one in zip(names, pair, strict=True):
        said = sentence(one.reason) if one else "the choice did not arise"
        yield from _kept(f"{name}: {said}.", "    ", "      ")
    if all(pair):
        yield from _kept(_apart(*pair), "    ", "      ")  # type: ignore[misc]


def _apart(a: Choice, b: Choice) -> str:
    """Which terms of which options stand differently."""
    other = {one.name: one for one in b.options}
    found = []
    for one in a.options:
        if one.name in other:
            terms = {**one.terms, **other[one.name].terms}
            pairs = ((name, one.terms.get(name, 0.0), other[one.name].terms.get(name, 0.0)) for name in terms)
            found += [f"{one.name}, {term_words(name)} {x:+.2f} and {y:+.2f}" for name, x, y in pairs if abs(x - y) >= SAYS_NOTHING]
    return f"Terms that differ: {'; '.join(found)}." if found else "No term differs by a hundredth; what may be chosen does, or luck."


def _told_link(link: Link, names: tuple[str, str], start: Any) -> str:
    return f"{date_of(start, link.day):>11}  day {link.day:>5}  {link.what}: {link.a} ({names[0]}), {link.b} ({names[1]})"


def _either(names: tuple[str, str], a: str, b: str) -> Iterator[str]:
    for name, told in zip(names, (a, b), strict=True):
        yield from wrap(f"{name}: it {told}.", WIDTH, initial_indent="    ", subsequent_indent="      ")


def _listed(names: Sequence[str], everything: bool) -> str:
    words = list(dict.fromkeys(setting_words(name) for name in names))
    return ", ".join(words if everything else words[:10]) + (f" and {len(words) - 10} more" if len(words) > 10 and not everything else "")


def _names(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def named(capital: str) -> str:
    """A capital as a sentence calls it."""
    return "the " + capital.replace("_", " ")


def amount(value: float) -> str:
    """A value of a lever with no more digits than it needs."""
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.4g}"


def date_of(start: Any, day: int) -> str:
    """A day of the run as a date: 5 Dec 2022."""
    date = start + timedelta(days=int(day))
    return f"{date.day} {date:%b %Y}"


def _chance(p: float) -> str:
    if 0 < p < 0.01 or 0.99 < p < 1:
        return "<1 %" if p < 0.5 else ">99 %"
    return f"{100 * p:.0f} %"
