"""How other settings reach those who decide in the middle of a history: from this morning on, and nothing before it changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.capitals.capital import Capital
from sim.capitals.guarantor import Guarantor
from sim.capitals.sponsor import Sponsor
from sim.model import MandateModel
from sim.scenario.root import Scenario
from sim.world.tables import rules_record

# What a capital reads from its settings when it is seated. Everything else in it is history, which stays.
PROMISE = ("interest", "capability", "delay_days", "sanctions", "honour_prior", "trigger", "true_honour", "distraction", "ties")
GUARANTEE = (*PROMISE, "own_sight", "forward_force")
COMMAND = ("aims", "noise", "friction", "gains", "costs", "losses", "omega", "pi", "row", "spill", "keep")
HEADQUARTERS = ("row", "tasks")
FEUD = ("gain", "cost", "loss", "authorised", "prior_acts")


def take_in(model: MandateModel, scenario: Scenario, numbers: dict[str, Any]) -> None:
    """Gives a model in the middle of its life other settings.

    Troops: those on the ground grow or shrink in proportion to what is sent. Food in reserve: so many days more or less lie in store.
    A term of another length begins that morning. A second road is there, as far as goods are concerned. A promise newly made starts
    untested; one withdrawn is gone."""
    before, old = model.scenario, model.numbers
    rested = {one.prefix: one.base for one in _seated_anew(model, model.promisers)}
    model.scenario, model.numbers = scenario, numbers
    model.world.rules[:] = rules_record(numbers)
    _change_promisers(model, rested, before.mandate.term_days)
    for one in (*model.promisers, model.host, model.authority, model.headquarters, model.command):
        one.numbers = numbers
    for one, names in ((model.command, COMMAND), (model.headquarters, HEADQUARTERS)):
        (fresh,) = _seated_anew(model, [one])
        _read(one, fresh, names)
    _change_feuds(model)
    model.headquarters.watchers = None
    _change_stores(model, before, old)


def _change_promisers(model: MandateModel, rested: dict[str, float], term_days: int) -> None:
    """Contributors and guarantors: those who stay read their settings again, new ones take their seat, others leave it."""
    resources, guarantees = model.scenario.resources.contributors, model.scenario.guarantees.guarantors
    model.sponsors = [_sponsor(model, name, rested, term_days) for name in resources]
    model.guarantors = [_guarantor(model, name, rested) for name in guarantees]
    model.promisers = [*model.sponsors, *model.guarantors]


def _sponsor(model: MandateModel, name: str, rested: dict[str, float], term_days: int) -> Any:
    one = next((one for one in model.sponsors if one.name == name), None)
    if one is None:
        return Sponsor(model, name)
    one.numbers = model.numbers
    (fresh,) = _seated_anew(model, [one])
    _read(one, fresh, PROMISE)
    one.base += fresh.base - rested[one.prefix]
    one.troops = one.troops * fresh.sent / one.sent if one.sent else fresh.sent * one.is_present
    one.sent, one.vehicles_sent = fresh.sent, fresh.vehicles_sent
    if model.scenario.mandate.term_days != term_days:
        one.term_ends = model.day + model.scenario.mandate.term_days
    return one


def _guarantor(model: MandateModel, name: str, rested: dict[str, float]) -> Any:
    one = next((one for one in model.guarantors if one.name == name), None)
    if one is None:
        return Guarantor(model, name)
    one.numbers = model.numbers
    (fresh,) = _seated_anew(model, [one])
    _read(one, fresh, GUARANTEE)
    one.base += fresh.base - rested[one.prefix]
    return one


def _change_feuds(model: MandateModel) -> None:
    """Raids and battles: what they are worth is read again, what was learnt of them stays."""
    (fresh,) = _seated_anew(model, [model.command])
    known = {feud.name: feud for feud in model.command.feuds}
    for feud in fresh.feuds:
        if feud.name in known:
            _read(known[feud.name], feud, FEUD)
    model.command.feuds = [known.get(feud.name, feud) for feud in fresh.feuds]


def _change_stores(model: MandateModel, before: Scenario, old: dict[str, Any]) -> None:
    """Food in store, and a second road out of reach."""
    now, name = model.now, "resources.reserve_stock_days"
    if model.numbers[name] != old[name]:
        now["stock_t"] = max(0.0, float(now["stock_t"]) + (model.numbers[name] - old[name]) * float(now["need_t"]))
    road = model.scenario.resources.second_road
    if road != before.resources.second_road:
        is_open = road.length_km > 0 and not road.within_reach
        now["other_road"] = min(1.0, road.capacity_veh_h / model.numbers["rules.supply.goods_road_veh_h"]) if is_open else 0.0


def _seated_anew(model: MandateModel, capitals: Iterable[Capital]) -> list[Any]:
    """The same capitals as they would be seated today by the model's settings; they are shown the door at once."""
    found = []
    for one in capitals:
        fresh = type(one)(model, one.name)
        fresh.remove()
        found.append(fresh)
    return found


def _read(one: Any, fresh: Any, names: Iterable[str]) -> None:
    for name in names:
        setattr(one, name, getattr(fresh, name))
