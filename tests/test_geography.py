"""Promises about the places that come with the project, and about the network they make."""

import re
from datetime import date, timedelta
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from sim.geography import ARMED_ACTOR, DEFENDERS, NEVER, Place, read_place, shortest_km, straight_km, with_road
from sim.scenario.refusal import ScenarioRefused

PLACES = Path(__file__).parents[1] / "configs" / "places"
DAYS = {"nagorno_karabakh": (date(2020, 11, 10), date(2024, 6, 12)), "enclave": (date(2000, 1, 3), date(2003, 12, 31))}
# Days on which something happened inside the enclave: outcomes, which no table or series may know.
OUTCOMES = ("2022-03-24", "2022-12-12", "2023-03-25", "2023-04-23", "2023-06-15", "2023-09-19", "2023-09-24")
READ_BY_THE_MODEL = ("*/settlements.csv", "*/roads.csv", "*/series/*.yaml")


@pytest.fixture(params=sorted(DAYS))
def place(request: pytest.FixtureRequest) -> Place:
    return read_place(PLACES / request.param)


@pytest.fixture
def karabakh() -> Place:
    return read_place(PLACES / "nagorno_karabakh")


@pytest.fixture
def enclave() -> Place:
    return read_place(PLACES / "enclave")


def weight(place: Place, mask: np.ndarray) -> nx.Graph:
    """The network by networkx alone, over the segments of a mask."""
    graph = place.graph()
    gone = [(a, b) for a, b, segment in graph.edges(data="segment") if not mask[segment]]
    graph.remove_edges_from(gone)
    return graph


def test_nobody_of_the_record_is_lost_and_nobody_invented(karabakh):
    assert karabakh.persons == 101_848  # the record's model population, pseudo-places included


def test_residual_people_are_spread_and_every_note_says_how_many(karabakh):
    parts = [re.search(r"([\d,]+) of its own and ([\d,]+) of", note) for note in karabakh.settlements.note]
    own, share = (sum(int(p[k].replace(",", "")) for p in parts if p) for k in (1, 2))
    alone = sum(n for n, p in zip(karabakh.settlements.population.tolist(), parts, strict=True) if not p)
    assert share == 13_840 - 34 + 1_426  # less the people of Parukh
    assert own + share + alone == karabakh.persons


def test_the_teaching_place_is_small(enclave):
    assert enclave.persons == 12_000
    assert (enclave.settlements.population > 0).sum() == 12


def test_everyone_can_reach_an_exit_over_existing_roads_on_every_day(place):
    first, last = DAYS[place.name]
    peopled = np.flatnonzero(place.settlements.population > 0)
    for day in range(first.toordinal(), last.toordinal() + 1):
        from_exits = shortest_km(place, mask=place.exists_on(day), origins=place.exits)
        assert np.isfinite(from_exits[:, peopled].min(axis=0)).all(), date.fromordinal(day)


def test_the_way_out_moves_from_the_old_road_to_the_new(karabakh):
    def way(day):
        ways = weight(karabakh, karabakh.exists_on(day.toordinal()))
        found = [nx.dijkstra_path(ways, "stepanakert", x, "length_km") for x in ("tegh", "kornidzor")]
        return set(found[0]) | set(found[1])

    eve = date(2022, 8, 29)
    assert "lachin" in way(eve) and "hakari_bridge" not in way(eve)
    assert "hakari_bridge" in way(eve + timedelta(1)) and "lachin" not in way(eve + timedelta(1))
    assert "hakari_bridge" in way(date(2023, 4, 1))


def test_a_road_exists_from_its_first_day_up_to_but_not_including_its_last(karabakh):
    old = karabakh.graph().edges["lachin", "tegh"]["segment"]
    assert karabakh.exists_on(date(2022, 8, 29).toordinal())[old]
    assert not karabakh.exists_on(date(2022, 8, 30).toordinal())[old]


def test_roads_across_the_line_are_never_open(karabakh, enclave):
    for place, *ends in (karabakh, "askeran", "aghdam"), (karabakh, "aghdam", "martuni"), (enclave, "birch", "flint"):
        road = place.graph().edges[ends]
        assert road["open_from"] == NEVER
        assert not place.ever_exists()[road["segment"]]


def test_a_way_out_crosses_ground_of_the_armed_actor(place):
    graph = weight(place, place.exists_on(DAYS[place.name][1].toordinal()))
    capital = place.settlements.ids[place.capital]
    for end in place.exits:
        way = nx.dijkstra_path(graph, capital, place.settlements.ids[end], "length_km")
        assert {"armed_actor"} <= {graph.nodes[stop]["control"] for stop in way}


def test_a_place_handed_over_by_agreement_changes_hands_on_its_day(karabakh):
    lachin = karabakh.index("lachin")
    assert karabakh.settlements.control[lachin] == DEFENDERS
    assert not karabakh.armed_on(date(2022, 8, 25).toordinal())[lachin]
    assert karabakh.armed_on(date(2022, 8, 26).toordinal())[lachin]


def test_the_armed_actor_holds_its_own_ground_from_the_start(place):
    held = place.settlements.control == ARMED_ACTOR
    assert held.any()
    assert np.array_equal(place.armed_on(DAYS[place.name][0].toordinal()), held)


def test_road_lengths_are_between_the_straight_line_and_three_times_it(place):
    s, r = place.settlements, place.roads
    straight = straight_km(s.lat[r.start], s.lon[r.start], s.lat[r.end], s.lon[r.end])
    assert (r.length_km >= straight).all()
    assert (r.length_km <= 3 * straight).all()
    assert ((r.length_low_km <= r.length_km) & (r.length_km <= r.length_high_km)).all()
    assert (r.length_low_km < r.length_high_km).all()


def test_known_distances_come_out(karabakh):
    km = shortest_km(karabakh)
    assert km[karabakh.index("stepanakert"), karabakh.index("drmbon")] == pytest.approx(71)
    assert km[karabakh.index("drmbon"), karabakh.index("martakert")] == pytest.approx(37)
    lisagor, bridge = karabakh.index("lisagor"), karabakh.index("hakari_bridge")
    after = shortest_km(karabakh, mask=karabakh.exists_on(date(2023, 6, 1).toordinal()))
    assert after[lisagor, bridge] == pytest.approx(32, abs=0.5)  # the section of 32 km


def test_shortest_ways_agree_with_networkx_on_every_network_that_ever_existed(place):
    first, last = (day.toordinal() for day in DAYS[place.name])
    masks = {place.exists_on(day).tobytes(): place.exists_on(day) for day in range(first, last + 1)}
    for mask in (*masks.values(), np.ones(len(place.roads), bool), np.zeros(len(place.roads), bool)):
        expected = dict(nx.all_pairs_dijkstra_path_length(weight(place, mask), weight="length_km"))
        ids = place.settlements.ids
        theirs = np.array([[expected[a].get(b, np.inf) for b in ids] for a in ids])
        np.testing.assert_allclose(shortest_km(place, mask=mask), theirs)
        np.testing.assert_allclose(shortest_km(place, mask=mask, origins=[2, 0]), theirs[[2, 0]])


def test_hours_can_be_asked_for_instead_of_kilometres(enclave):
    hours = enclave.roads.length_km / enclave.roads.free_speed_kmh
    quickest = shortest_km(enclave, lengths=hours, mask=enclave.ever_exists(), origins=enclave.capital)[0]
    graph = weight(enclave, enclave.ever_exists())
    for a, b, road in graph.edges(data=True):
        graph.edges[a, b]["hours"] = road["length_km"] / road["free_speed_kmh"]
    theirs = nx.single_source_dijkstra_path_length(graph, "maple", weight="hours")
    assert quickest[enclave.index("juniper")] == pytest.approx(theirs["juniper"])


def test_a_degree_of_latitude_is_111_km():
    assert straight_km(39.5, 46, 40.5, 46) == pytest.approx(111.195, abs=0.01)
    assert straight_km(0, 0, 0, 180) == pytest.approx(np.pi * 6371.0088)


def test_the_graph_has_geographic_positions_and_everything_the_tables_say(place):
    graph = place.graph()
    assert type(graph) is nx.Graph
    assert len(graph) == len(place.settlements) and graph.number_of_edges() == len(place.roads)
    for name, node in graph.nodes(data=True):
        assert node["pos"] == (node["lon"], node["lat"])
        assert name == node["id"] == place.settlements.ids[node["row"]]
    assert sum(nx.get_node_attributes(graph, "population").values()) == place.persons
    for _, _, road in graph.edges(data=True):
        assert {"length_km", "free_speed_kmh", "capacity_veh_h", "status", "open_from"} <= set(road)


def test_only_a_site_is_off_the_network(place):
    alone = set(nx.isolates(place.graph()))
    assert alone == {place.settlements.ids[i] for i in place.having("site")}


def test_a_place_once_read_cannot_be_changed(enclave):
    for columns in (enclave.settlements, enclave.roads):
        for name, column in columns.columns():
            if isinstance(column, np.ndarray):
                with pytest.raises(ValueError):
                    column[0] = 1
            with pytest.raises(AttributeError):
                setattr(columns, name, column)


def test_every_number_of_persons_and_kilometres_has_a_status_and_a_source(place):
    s, r = place.settlements, place.roads
    assert all(s.position_status) and all(s.source) and all(r.status) and all(r.source)
    assert all(bool(status) == (n > 0) for status, n in zip(s.population_status, s.population, strict=True))
    assert ((s.population_spread > 0) == (s.population > 0)).all()


def test_sources_are_attributed():
    words = (PLACES / "nagorno_karabakh" / "SOURCES.md").read_text(encoding="utf-8")
    for word in ("OpenStreetMap contributors", "ODbL", "GeoNames", "CC BY 4.0", "Wikipedia", "Crisis Group", "GPL v3"):
        assert word in words


def test_no_outcome_has_a_date_in_a_place():
    paths = [path for pattern in READ_BY_THE_MODEL for path in PLACES.glob(pattern)]
    assert len(paths) > 15
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert not [day for day in OUTCOMES if day in text], path.name
        for day in map(date.fromisoformat, OUTCOMES):
            assert f"{day.day} {day:%B} {day.year}" not in text, path.name


def test_a_second_road_makes_a_new_place_and_leaves_the_old_one_alone(enclave):
    wider = with_road(enclave, "maple", "haven", 60.0)
    assert (len(wider.roads), len(enclave.roads)) == (len(enclave.roads) + 1, 19)
    assert np.array_equal(wider.roads.length_km[:-1], enclave.roads.length_km)
    assert wider.settlements is enclave.settlements
    granite = enclave.index("granite")
    past = (wider.roads.start != granite) & (wider.roads.end != granite)
    assert shortest_km(wider, mask=past & wider.ever_exists(), origins=wider.capital)[0, wider.exits[0]] == 60.0
    assert wider.exists_on(enclave.roads.open_from.min())[-1]


def test_opening_a_road_across_the_line_takes_the_place_of_the_closed_one(enclave):
    opened = with_road(enclave, "flint", "birch", 16.9, open_from=date(2000, 6, 1), open_to=date(2001, 6, 1))
    assert len(opened.roads) == len(enclave.roads)
    segment = enclave.graph().edges["birch", "flint"]["segment"]
    assert opened.exists_on(date(2000, 6, 1).toordinal())[segment]
    assert not opened.exists_on(date(2001, 6, 1).toordinal())[segment]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": "mapel"}, "no such place: 'mapel'; did you mean maple?"),
        ({"end": "maple"}, "a road from maple to itself"),
        ({"end": "ash"}, "maple and ash are already joined by a road"),
        ({"length_km": 0.0}, "0.0 is outside above 0 and up to 1,000 (km)"),
        ({"length_km": float("nan")}, "'nan' is not a finite number (km)"),
        ({"free_speed_kmh": 900.0}, "900.0 is outside 1 to 130 (km/h)"),
        ({"open_to": date(1999, 1, 1)}, "1999-01-01 is not after open_from, 2000-01-03"),
    ],
)
def test_a_road_that_makes_no_sense_is_not_added(enclave, change, words):
    with pytest.raises(ScenarioRefused, match=re.escape(words)):
        with_road(enclave, **({"start": "maple", "end": "haven", "length_km": 60.0} | change))
