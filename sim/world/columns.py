"""What exists: the columns of every array of the world, each with its unit and meaning.

Rows are entities (settlements, segments, households, units, days); `now` and `orders` have one row: the state of the whole
zone, and what the capitals last ordered. The compiled rules read and write columns by name.
"""

import numpy as np

F, I, B = "f8", "i8", "i1"

SETTLEMENT = (
    ("km_to_line", F, "km", "distance to the nearest ground of the armed actor"),
    ("control", I, "code", "0 defenders, 1 armed actor, 2 outside, 3 nobody's (a crossing or site)"),
    ("ground", I, "positions", "positions that stand between the place and its loss"),
    ("host", I, "row", "where its people live now: itself, or where they fled within the zone"),
    ("is_front", B, "truth", "an armed unit faces it"),
    ("has_post", B, "truth", "an observation post stands there"),
    ("farmers", F, "share", "households that farm near the line"),
    ("fear", F, "0-1", "fear of violence near home"),
    ("trust", F, "0-1", "trust in the mission"),
    ("presence", F, "0-1", "presence of the mission today"),
    ("post_effort", F, "team-days", "effort of the posts, felt here"),
    ("reach", F, "0-1", "how well a response reaches it"),
    ("cool", F, "0-1", "how much a recent answer still cools it"),
    ("picture", F, "acts", "acts reported here, fading"),
    ("work", F, "0-1", "share of fields near the line worked today"),
    ("pressure", F, "integral of 1/day", "leaving pressure since the start"),
    ("pressure_before", F, "integral of 1/day", "the same a day earlier"),
    ("pull", F, "integral of 1/day", "pressure to return since the start"),
    ("n_home", I, "persons", "at home"),
    ("n_want", I, "persons", "want to leave and wait"),
    ("n_road", I, "persons", "on the road"),
    ("n_shelter", I, "persons", "sheltering at posts"),
    ("n_out", I, "persons", "outside"),
    ("n_dead", I, "persons", "dead"),
    ("n_all", I, "persons", "all who belong there"),
    ("first", I, "row", "first row of its households in leaving order"),
    ("next", I, "row", "next household in leaving order"),
    ("last", I, "row", "one past its last household"),
    ("next_return", I, "row", "next household in order of return"),
)
SEGMENT = (
    ("a", I, "row", "one end"), ("b", I, "row", "the other end"),
    ("km", F, "km", "length"), ("speed", F, "km/h", "speed when empty"),
    ("capacity", F, "vehicles/hour", "per direction"), ("storage", F, "vehicles", "that fit on it, per direction"),
    ("from_day", I, "day", "exists from"), ("to_day", I, "day", "exists until (the day before)"),
    ("is_corridor", B, "truth", "on a way from the capital to the outside"),
    ("is_reachable", B, "truth", "the armed actor holds ground at one end"),
    ("is_open", B, "truth", "exists today"),
    ("level", I, "code", "access: 0 open, 1 obstructed, 2 checkpoint, 3 closed"),
    ("routine", F, "weight", "weight in routine patrols"),
    ("effort", F, "team-days", "patrols today"),
    ("picture", F, "acts", "acts reported here, fading"),
    ("chance", F, "probability", "cumulative probability of the patrol's choice"),
    ("place", I, "row", "the end that stands for it: where its acts are felt"),
)
HOUSEHOLD = (
    ("key", "u4", "address", "whose luck it is: does not change when rows do"),
    ("home", "i4", "row", "settlement"), ("persons", "i4", "persons", "size"),
    ("state", "i1", "code", "0 home, 1 wants to leave, 2 on the road, 3 sheltering, 4 out, 5 dead"),
    ("has_vehicle", "i1", "truth", "owns a vehicle"), ("has_kin", "i1", "truth", "has kin outside"),
    ("farms", "i1", "truth", "farms near the line"), ("attachment", "f4", "0-1", "attachment to home"),
    ("clock", "f4", "integral of 1/day", "leaving clock: pressure at which it decides to leave"),
    ("decided", "f4", "hours since the start", "when it decided to leave"),
    ("alive", "i4", "persons", "of it who live"),
    ("went_by", "i1", "code", "0 stayed, 1 own vehicle, 2 a neighbour's, 3 bus"),
)
UNIT = (
    ("place", I, "row", "settlement it faces"), ("posture", I, "code", "0 hold, 1 harass, 2 seize, 3 obstruct, 4 attack"),
    ("strength", F, "armed actor = 1", "its part of the armed actor's strength"),
    ("acts", I, "acts", "acts so far"),
)
TEAM = (
    ("post", I, "row", "settlement of its post"), ("segment", I, "row", "where it is today; -1: at its post"),
    ("task", I, "code", "0 static, 1 patrol, 2 escort, 3 convoy, 4 response, 5 column"), ("troops", F, "persons", "strength"),
    ("casualties", I, "persons", "killed so far"),
)
NOW = (
    ("access", I, "code", "level of the corridor"), ("access_since", I, "day", "since when"),
    ("pause_until", I, "day", "the armed actor waits after an answered act on the road"),
    ("is_attack", I, "truth", "an offensive runs today"), ("is_capitulated", I, "truth", "the defenders gave up"),
    ("capitulation_day", I, "day", "when (-1: never)"), ("exit_open", I, "truth", "leavers may pass after a capitulation"),
    ("exit_hour", F, "hours since the start", "when leavers could first pass (-1: never)"),
    ("is_hourly", I, "truth", "the road is lived hour by hour"),
    ("is_mission", I, "truth", "the mission is there"),
    ("troops", F, "persons", "troops on the ground"), ("zeal", F, "0-1", "will against the will at which nothing is curtailed"),
    ("availability", F, "0-1", "the contributors' will, weighted by share"),
    ("ready", F, "share", "of the mission's teams that money and tasks let work"),
    ("ration", F, "share", "of 2,100 kcal"), ("stock_t", F, "t", "food"), ("store_t", F, "t", "room for reserve food"),
    ("need_t", F, "t/day", "food for a full ration today"), ("ration_target", F, "share", "set by the local authority"),
    ("supply", F, "0-1", "the defenders' supply"), ("clear_ha", F, "ha", "cleared so far"), ("works", F, "0-1", "repairs today against 2021"),
    ("positions", I, "positions", "taken and held"), ("road_positions", I, "positions", "of these, beside the corridor"),
    ("reversed", I, "positions", "given back"), ("defenders_left", F, "share", "of the fighters"),
    ("persons_ref", F, "persons", "all who belong to the zone"), ("n_present", F, "persons", "alive and inside the zone"),
    ("farm_served", F, "share", "of the farm escorts asked for"), ("escort_sum", F, "escorts", "served, not yet counted whole"),
    ("person_sum", F, "persons", "let through, not yet counted whole"),
    ("n_incidents", I, "rows", "rows of the incident table in use"), ("n_pending", I, "rows", "rows of the pending list in use"),
    ("n_wanting", I, "rows", "rows of the waiting list in use"), ("first_wanting", I, "rows", "first row still waiting"),
    ("vehicles_home", I, "vehicles", "inside the zone"), ("vehicles_road", I, "vehicles", "on the hourly road"), ("vehicles_out", I, "vehicles", "outside"),
    ("deaths_sum", F, "persons", "expected extra deaths, not yet counted whole"),
    ("level_day", F, "levels x days", "history of the corridor's level"),
    ("mine_left", F, "share", "of mined ground not cleared"),
    ("days_blocked", I, "days", "since the corridor was last open"), ("road_deaths", I, "persons", "died on the hourly road"),
    ("choke", I, "row", "corridor segment that the armed actor holds nearest the capital; -1: none"),
    ("other_road", F, "share", "of ordinary goods that a second road out of reach can carry"),
)
ORDERS = (
    ("harass", F, "0-1", "intensity of harassment"), ("grab", F, "0-1", "intensity of grabs"),
    ("p_detect", F, "probability", "that an act is seen without presence"),
    ("p_attribute_1", F, "probability", "that a seen harassment is attributed"), ("p_attribute_2", F, "probability", "that a seen grab is"),
    ("p_attribute_3", F, "probability", "that an obstruction is"),
    ("answer_1", F, "probability", "authorised x consent x resolve x will: harassment"), ("answer_2", F, "probability", "the same: grab"),
    ("answer_3", F, "probability", "the same: obstruction"), ("answer_4", F, "probability", "the same: checkpoint"),
    ("answer_5", F, "probability", "the same: closure"),
    ("prevail", F, "probability", "that an answer on the road prevails"),
    ("teams_patrol", I, "teams", "on patrol"), ("teams_escort", F, "teams", "free for farm escorts"), ("teams_response", F, "teams", "kept ready"),
    ("teams_static", I, "teams", "at posts"), ("teams_column", I, "teams", "with columns"), ("teams_convoy", F, "teams", "with relief convoys"),
    ("convoys", F, "0-1", "relief convoys run"), ("escorts", F, "0-1", "willingness to escort"), ("works", F, "0-1", "willingness to repair and clear"),
    ("cost_day", F, "million US$/day", "running cost"),
)
DAILY = (
    ("distraction", F, "0-1", "of the lead contributor"), ("ties", F, "0-1", "of the lead contributor"), ("availability", F, "0-1", "will"),
    ("troops", F, "persons", "on the ground"), ("harassments", I, "acts", ""), ("grabs", I, "acts", ""), ("road_acts", I, "acts", "rung 3-5"),
    ("mine_accidents", I, "events", ""), ("casualty_events", I, "events", "fire with a death"), ("detected", I, "acts", ""),
    ("answered", I, "acts", ""), ("answered_severe", I, "acts", "of rung 2 and above"), ("positions_held", I, "positions", ""),
    ("access_level", I, "code", ""), ("is_offensive", I, "truth", ""), ("is_capitulated", I, "truth", ""), ("imports_t", F, "t", ""),
    ("convoy_t", F, "t", ""), ("food_in_t", F, "t", "food that came in, grown or imported"), ("eaten_t", F, "t", ""), ("stored_out_t", F, "t", "food that found no room"),
    ("stock_t", F, "t", ""), ("stock_days", F, "days", ""), ("ration", F, "share", ""), ("defender_supply", F, "0-1", ""),
    ("civilian_deaths", I, "persons", ""), ("defender_deaths", I, "persons", ""), ("armed_deaths", I, "persons", ""), ("peacekeeper_deaths", I, "persons", ""),
    ("persons_home", I, "persons", ""), ("persons_want_to_leave", I, "persons", ""), ("persons_on_road", I, "persons", ""),
    ("persons_sheltering", I, "persons", ""), ("persons_out", I, "persons", ""), ("persons_dead", I, "persons", ""),
    ("returned", I, "persons", ""), ("vehicles_out", I, "vehicles", ""), ("passages", F, "persons", "ordinary passages one way"),
    ("patrol_days", F, "team-days", ""), ("escorts", I, "escorts", ""), ("convoys", F, "convoys", ""), ("posts", I, "posts", ""), ("routes", I, "routes", ""),
    ("demined_ha", F, "ha", ""), ("credibility", F, "probability", "believed answer to an obstruction"), ("honour_belief", F, "probability", "believed honour of the sponsor"),
    ("trust", F, "0-1", "mean by persons"), ("fear", F, "0-1", "mean by persons"), ("cost_musd", F, "million US$", ""),
)
INCIDENT = (
    ("day", "i4", "day", ""), ("rung", "i1", "code", "0 for an accident"), ("kind", "i1", "code", "0 act, 1 mine, 2 road, 3 offensive"),
    ("place", "i4", "row", "settlement"), ("segment", "i4", "row", "or -1"), ("is_detected", "i1", "truth", ""), ("is_attributed", "i1", "truth", ""),
    ("is_answered", "i1", "truth", ""), ("is_reversed", "i1", "truth", ""), ("civilian_deaths", "i4", "persons", ""), ("defender_deaths", "i4", "persons", ""),
    ("armed_deaths", "i4", "persons", ""), ("peacekeeper_deaths", "i4", "persons", ""), ("is_told", "i1", "truth", "counted by the command"),
)
MONTH_SEGMENT = (
    ("patrol_days", F, "team-days", ""), ("escorts", F, "escorts", ""), ("incidents", F, "acts", ""), ("detected", F, "acts", ""),
    ("answered", F, "acts", ""), ("level_days", F, "level x days", ""), ("days", F, "days", ""),
)
MONTH_SETTLEMENT = (
    ("persons_home", F, "persons", ""), ("persons_want", F, "persons", ""), ("fear", F, "0-1", ""), ("trust", F, "0-1", ""),
    ("presence", F, "0-1", "mean"), ("incidents", F, "acts", ""), ("control", F, "code", ""), ("days", F, "days", ""),
)
PENDING = (
    ("household", "i4", "row", ""), ("threshold", F, "integral of 1/day", "pressure at which it moves"),
    ("kind", "i1", "code", "0 may return, 1 may leave again, -1 settled"),
)


def dtype(columns: tuple) -> np.dtype:
    """The numpy record type of a table of columns."""
    return np.dtype([(name, kind) for name, kind, *_ in columns])
