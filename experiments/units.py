"""What the columns of every table mean, and in which unit: written into the files, and read by the documentation."""

from __future__ import annotations

from collections.abc import Mapping

COLUMNS: dict[str, tuple[str, str]] = {
    # When and where
    "day": ("days", "days since the start of the scenario; the first day is 0"),
    "date": ("date", "day of the calendar"),
    "month": ("YYYY-MM", "month of the calendar"),
    "hour": ("hours", "whole hours since the start of the scenario"),
    "datetime": ("date and hour", "beginning of the hour"),
    "settlement": ("name", "short name of the settlement, as in the place's table"),
    "name": ("name", "name of the settlement"),
    "lat": ("degrees north", "latitude"),
    "lon": ("degrees east", "longitude"),
    "district": ("name", "district of the settlement"),
    "control": ("defenders, armed actor, outside, nobody", "who holds the settlement"),
    "segment": ("row", "road segment, as a row of the place's roads; -1: none"),
    "from": ("name", "settlement at one end of the segment"),
    "to": ("name", "settlement at the other end of the segment"),
    "from_lat": ("degrees north", "latitude of one end"),
    "from_lon": ("degrees east", "longitude of one end"),
    "to_lat": ("degrees north", "latitude of the other end"),
    "to_lon": ("degrees east", "longitude of the other end"),
    "length_km": ("km", "length of the segment"),
    "is_corridor": ("true or false", "the segment lies on a way from the capital to the outside"),
    # Will and promise
    "distraction": ("0-1", "how busy the lead contributor is elsewhere"),
    "ties": ("0-1", "dependence of the lead contributor on the armed actor"),
    "availability": ("0-1", "the contributors' will, weighted by their troops"),
    "troops": ("persons", "troops of the mission on the ground"),
    "restriction": ("0-1", "how far the host restricts the mission's freedom of movement"),
    "credibility": ("probability", "believed by the armed actor: that an obstruction would be answered"),
    "honour_belief": ("probability", "believed by the armed actor: that the lead contributor keeps its promise"),
    # Acts
    "harassments": ("acts", "acts of harassment (rung 1)"),
    "grabs": ("acts", "attempts to take ground (rung 2)"),
    "road_acts": ("acts", "acts on the road (rungs 3 to 5)"),
    "mine_accidents": ("events", "accidents with mines"),
    "raids": ("acts", "attacks on civilians by units on campaign"),
    "battles": ("acts", "fights of units on campaign with the government side"),
    "raid_deaths": ("persons", "civilians killed in raids"),
    "battle_deaths": ("persons", "fighters killed in battles, both sides"),
    "casualty_events": ("acts", "acts of fire with a death"),
    "incidents": ("acts", "acts of any rung"),
    "detected": ("acts", "acts that the mission or an observer saw"),
    "answered": ("acts", "acts that the mission answered"),
    "answered_severe": ("acts", "acts of rung 2 and above that the mission answered"),
    "positions_held": ("positions", "positions taken by the armed actor and still held"),
    "access_level": (
        "0-3",
        "the corridor: 0 open, 1 obstructed, 2 checkpoint, 3 closed (by segment and month: the mean)",
    ),
    "is_offensive": ("true or false", "an offensive is under way"),
    "is_capitulated": ("true or false", "the defenders have given up"),
    "rung": ("0-6", "1 harassment, 2 grab, 3 obstruction, 4 checkpoint, 5 closure, 6 offensive; 0 accident, raid, battle"),
    "kind": ("act, mine, road, offensive, raid, battle", "what kind of incident"),
    "is_detected": ("true or false", "the mission or an observer saw it"),
    "is_attributed": ("true or false", "it was credibly tied to its author"),
    "is_answered": ("true or false", "the mission answered it"),
    "is_reversed": ("true or false", "the answer undid it"),
    # Supply
    "imports_t": ("t/day", "goods that came in over the road"),
    "convoy_t": ("t/day", "relief that came in with convoys"),
    "food_in_t": ("t/day", "food that came in or was grown"),
    "eaten_t": ("t/day", "food eaten"),
    "stored_out_t": ("t/day", "food that found no room"),
    "stock_t": ("t", "food in store at the end of the day"),
    "stock_days": ("days", "how long the store lasts at a full ration"),
    "ration": ("share", "food a person, against 2,100 kcal a day"),
    "defender_supply": ("0-1", "supply of the defenders"),
    # People
    "civilian_deaths": ("persons", "civilians killed"),
    "defender_deaths": ("persons", "defenders killed"),
    "armed_deaths": ("persons", "of the armed actor, killed"),
    "peacekeeper_deaths": ("persons", "peacekeepers killed"),
    "persons_home": ("persons", "at home at the end of the day"),
    "persons_want_to_leave": ("persons", "who want to leave and cannot, at the end of the day"),
    "persons_on_road": ("persons", "on the road at the end of the day"),
    "persons_sheltering": ("persons", "sheltering at posts at the end of the day"),
    "persons_out": ("persons", "outside at the end of the day"),
    "persons_dead": ("persons", "dead since the start"),
    "returned": ("persons", "who came back"),
    "passages": ("persons", "ordinary passages, one way"),
    "vehicles_out": ("vehicles", "that reached the outside"),
    "vehicles": ("vehicles", "that reached the outside in the hour"),
    "persons": ("persons", "who reached the outside in the hour"),
    "queue_vehicles": ("vehicles", "under way or waiting at the end of the hour"),
    "trust": ("0-1", "trust in the mission, mean over persons"),
    "fear": ("0-1", "fear of violence near home, mean over persons"),
    "presence": ("0-1", "presence of the mission, mean over days"),
    # The mission's work
    "patrol_days": ("team-days", "patrols"),
    "escorts": ("escorts", "escorts of farmers (by segment: escorts that used it)"),
    "convoys": ("convoys", "relief convoys"),
    "posts": ("posts", "observation posts"),
    "routes": ("routes/day", "routine patrol routes"),
    "demined_ha": ("ha/day", "ground cleared of mines"),
    "cost_musd": ("million US$/day", "running cost of the mission"),
    # The ledger of choices
    "capital": ("name", "who chose"),
    "decision": ("name", "what was to be decided"),
    "option": ("name", "one of the options"),
    "is_chosen": ("true or false", "the option was taken"),
    "p_chosen": ("probability", "of the option, before the draw"),
    "utility": ("utility", "of the option: the sum of its terms"),
    "term": ("name", "one part of the utility"),
    "value": ("utility", "of the term"),
    "why": ("text", "in words"),
    # Comparisons
    "run_id": ("name", "hash of configuration, world and version: the same run has the same name anywhere"),
    "world": ("seed", "which draw of luck and uncertain settings; every arm meets the same worlds"),
    "arm": ("name", "which policy"),
    "seed": ("seed", "the same number as the world"),
    "status": ("ok or failed", "how the run ended"),
}


def about(column: str, table: str, units: Mapping[str, str]) -> dict[str, str]:
    """The unit and meaning of a column, as file metadata; outcomes go by the units that the model gives them."""
    if column in units:
        return {"unit": units[column]}
    unit, meaning = COLUMNS.get(column, ("", ""))
    return {"unit": unit, "description": meaning} if unit else {}
