"""A place that makes no sense is refused, with every fault at once, by row and column."""

import re

import pytest

from sim.geography import read_place
from sim.geography.roads import COLUMNS
from sim.geography.settlements import PARSERS
from sim.scenario.refusal import ScenarioRefused

SETTLEMENTS = """\
id,name,other_name,lat,lon,district,role,control,armed_from,km_to_line,population,population_spread,position_status,population_status,source,note
hill,Hill,,45.0,10.0,Centre,capital,defenders,,5,100,0.05,assumption,assumption,invented,
dale,Dale,,45.1,10.0,Centre,village,defenders,,2,20,0.25,assumption,assumption,invented,
pass,Pass,,44.9,10.0,Line,node,armed_actor,,,,,assumption,,invented,
out,Out,,44.8,10.0,Outside,exit,outside,,,,,assumption,,invented,
"""
ROADS = """\
from,to,length_km,length_low_km,length_high_km,road_class,free_speed_kmh,capacity_veh_h,storage_veh_km,open_from,open_to,status,source,note
hill,dale,15,13,20,local,40,500,140,2000-01-03,,assumption,invented,
hill,pass,15,13,20,local,40,500,140,2000-01-03,,assumption,invented,
pass,out,15,13,20,local,40,500,140,2000-01-03,,assumption,invented,
"""


def refusal(folder, settlements=SETTLEMENTS, roads=ROADS):
    """What is said about a place of these two tables; a missing table is None."""
    for name, text in (("settlements.csv", settlements), ("roads.csv", roads)):
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ScenarioRefused) as refused:
        read_place(folder)
    return refused.value


def edited(table, row, column, value):
    """A table with one cell changed; rows are counted as in a spreadsheet, the header being row 1."""
    rows = [line.split(",") for line in table.splitlines()]
    rows[row - 1][rows[0].index(column)] = value
    return "\n".join(map(",".join, rows)) + "\n"


def test_the_small_place_itself_is_accepted(tmp_path):
    (tmp_path / "settlements.csv").write_text(SETTLEMENTS)
    (tmp_path / "roads.csv").write_text(ROADS)
    assert read_place(tmp_path).persons == 120


def test_columns_may_come_in_any_order_with_a_byte_order_mark_and_windows_line_ends(tmp_path):
    turned = "\r\n".join(",".join(reversed(line.split(","))) for line in SETTLEMENTS.splitlines())
    (tmp_path / "settlements.csv").write_bytes(b"\xef\xbb\xbf" + turned.encode())
    (tmp_path / "roads.csv").write_text(ROADS)
    assert read_place(tmp_path).persons == 120


@pytest.mark.parametrize(
    ("row", "column", "value", "words"),
    [
        (3, "id", "hill", "row 3, id: 'hill' is already the id of settlements.csv row 2"),
        (3, "id", "Dale 2", "row 3, id: 'Dale 2' is not a short name of small letters"),
        (3, "name", "hill", "row 3, name: 'hill' is already the name of settlements.csv row 2"),
        (3, "name", "", "row 3, name: a name has 1 to 80 letters"),
        (3, "name", "D\x1bale", "row 3, name: holds characters that cannot be printed"),
        (3, "note", "x" * 3000, "row 3, note: more than 2,000 letters"),
        (3, "lat", "91", "row 3, lat: 91 is outside -90 to 90 (degrees)"),
        (3, "lat", "", "row 3, lat: empty, but must be a finite number (degrees)"),
        (3, "lat", "nan", "row 3, lat: 'nan' is not a finite number (degrees)"),
        (3, "lon", "inf", "row 3, lon: 'inf' is not a finite number (degrees)"),
        (3, "lon", "1e999", "row 3, lon: 1e999 is outside -180 to 180 (degrees)"),
        (3, "lon", "1_0", "row 3, lon: '1_0' is not a finite number (degrees)"),
        (3, "role", "vilage", "row 3, role: 'vilage' is not one of capital, town, village"),
        (3, "role", "vilage", "did you mean village?"),
        (3, "role", "capital", "role: 2 capitals (hill, dale); a place has exactly one"),
        (2, "role", "town", "role: 0 capitals; a place has exactly one"),
        (5, "role", "node", "role: no exit; a place needs at least one first ground outside"),
        (3, "control", "defender", "did you mean defenders?"),
        (2, "control", "armed_actor", "row 2, control: the capital is held by armed_actor"),
        (5, "control", "defenders", "row 5, control: an exit is the first ground outside"),
        (3, "armed_from", "2022-13-01", "row 3, armed_from: '2022-13-01' is not a date such as 2020-11-10"),
        (4, "armed_from", "2022-08-26", "row 4, armed_from: only a place of the defenders changes hands"),
        (3, "km_to_line", "-1", "row 3, km_to_line: -1 is outside 0 to 1,000 (km)"),
        (3, "population", "-5", "row 3, population: -5 is outside 0 to 10,000,000 (persons)"),
        (3, "population", "20.5", "row 3, population: '20.5' is not a whole number (persons)"),
        (5, "population", "20", "row 5, population: 20 persons at a place of role exit, where nobody lives"),
        (3, "population_spread", "2", "row 3, population_spread: 2 is outside 0 to 0.9 (share)"),
        (3, "population_status", "", "row 3, population_status: empty, but must be one of sourced"),
        (3, "position_status", "found", "row 3, position_status: 'found' is not one of sourced, recalled, assumption"),
        (3, "lat", "55.1", "15 km, but its ends are 1123.1 km apart in a straight line"),
    ],
)
def test_a_settlement_that_makes_no_sense_is_refused(tmp_path, row, column, value, words):
    assert words in str(refusal(tmp_path, settlements=edited(SETTLEMENTS, row, column, value)))


@pytest.mark.parametrize(
    ("row", "column", "value", "words"),
    [
        (2, "to", "dalle", "row 2, to: no such place: 'dalle'; did you mean dale?"),
        (2, "from", "", "row 2, from: no such place: ''"),
        (2, "to", "hill", "row 2, to: a road from hill to itself"),
        (3, "to", "dale", "row 3, to: hill and dale are already joined in roads.csv row 2"),
        (2, "length_km", "0", "row 2, length_km: 0 is outside above 0 and up to 1,000 (km)"),
        (2, "length_km", "-3", "row 2, length_km: -3 is outside above 0"),
        (2, "length_km", "30", "row 2, length_km: 30 is outside its own range of 13 to 20 (km)"),
        (2, "length_km", "NaN", "row 2, length_km: 'NaN' is not a finite number (km)"),
        (2, "free_speed_kmh", "400", "row 2, free_speed_kmh: 400 is outside 1 to 130 (km/h)"),
        (2, "capacity_veh_h", "0", "row 2, capacity_veh_h: 0 is outside 1 to 4,000 (vehicles/h)"),
        (2, "storage_veh_km", "x", "row 2, storage_veh_km: 'x' is not a finite number (vehicles/km)"),
        (2, "open_from", "03.01.2000", "row 2, open_from: '03.01.2000' is not a date such as 2020-11-10"),
        (2, "open_from", "1066-10-14", "row 2, open_from: 1066-10-14 is outside 1900-01-01 to 2200-01-01 (date)"),
        (2, "open_to", "1999-01-01", "row 2, open_to: 1999-01-01 is not after open_from, 2000-01-03"),
        (2, "status", "", "row 2, status: empty, but must be one of sourced, recalled, assumption"),
        (2, "open_from", "", "row 3, id: no road ever links dale (20 persons) to the capital, hill"),
        (4, "open_from", "", "no road ever links the capital, hill, to an exit"),
    ],
)
def test_a_road_that_makes_no_sense_is_refused(tmp_path, row, column, value, words):
    assert words in str(refusal(tmp_path, roads=edited(ROADS, row, column, value)))


def test_a_road_that_never_opens_has_no_end(tmp_path):
    never = edited(edited(ROADS, 2, "open_from", ""), 2, "open_to", "2001-01-01")
    assert "row 2, open_to: a road that never opens has no end; give open_from" in str(refusal(tmp_path, roads=never))


def test_a_place_without_people_is_refused(tmp_path):
    empty = edited(edited(SETTLEMENTS, 2, "population", ""), 3, "population", "0")
    assert "population: nobody lives here; a place needs people" in str(refusal(tmp_path, settlements=empty))


def test_people_at_a_settlement_without_any_road_are_refused(tmp_path):
    island = SETTLEMENTS + SETTLEMENTS.splitlines()[2].replace("dale,Dale", "isle,Isle") + "\n"
    said = str(refusal(tmp_path, settlements=island))
    assert "settlements.csv row 6, id: no road ever links isle (20 persons) to the capital, hill" in said


def test_a_point_off_the_network_must_say_that_it_is_a_site(tmp_path):
    post = SETTLEMENTS + "post,Post,,45.2,10.0,Line,node,armed_actor,,,,,assumption,,invented,\n"
    assert "row 6, id: no road of the table joins post" in str(refusal(tmp_path, settlements=post))
    (tmp_path / "settlements.csv").write_text(edited(post, 6, "role", "site"))
    assert len(read_place(tmp_path).settlements) == 5


def test_a_site_with_a_road_is_refused(tmp_path):
    said = str(refusal(tmp_path, settlements=edited(SETTLEMENTS, 4, "role", "site")))
    assert "row 4, role: pass is a site, a point off the network, but a road joins it" in said


@pytest.mark.parametrize("which", ["settlements", "roads"])
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda table: None, "no such file; a place needs settlements.csv and roads.csv"),
        (lambda table: "", "no header; the first row names the columns, separated by commas"),
        (lambda table: table.replace(",", ";"), "no header; the first row names the columns, separated by commas"),
        (lambda table: table.splitlines()[0] + "\n", "0 rows; a table has 1 to 5,000 below its header"),
        (lambda table: table.splitlines()[0] + "\n\n\n", "0 rows; a table has 1 to 5,000 below its header"),
        (lambda table: table + table.splitlines()[1] + "\n" * 3 + "a,b\n", "2 cells where the header has"),
        (lambda table: table.replace("source", "sauce"), "sauce: no such column; did you mean source?"),
        (lambda table: table.replace(",note", ",sauce,note"), "sauce: no such column"),
        (lambda table: table.replace(",note", "", 1).replace("invented,", "invented"), "note: column is missing"),
        (lambda table: table.replace(",note", ",source", 1), "source: column given twice"),
        (lambda table: table.replace("invented", "inv\xe9nt\xe9").encode("latin-1"), "not UTF-8 text (byte"),
        (lambda table: table.replace("invented", '"inv', 1), "not a CSV table"),
        (lambda table: table + "\n" * 4_000_001, "larger than 4 million bytes"),
    ],
)
def test_a_file_that_is_not_such_a_table_is_refused(tmp_path, which, spoil, words):
    table = {"settlements": SETTLEMENTS, "roads": ROADS}[which]
    said = str(refusal(tmp_path, **{which: spoil(table)}))
    assert re.search(rf"{re.escape(tmp_path.name)}/{which}\.csv.*{re.escape(words)}", said)


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(ScenarioRefused, match="no such folder"):
        read_place(tmp_path / "nowhere")


def test_every_fault_of_both_tables_is_named_at_once(tmp_path):
    settlements = edited(edited(SETTLEMENTS, 2, "lat", "x"), 3, "population", "-1")
    roads = edited(edited(ROADS, 2, "to", "dael"), 3, "length_km", "-1")
    refused = refusal(tmp_path, settlements, roads)
    assert [(p.where.rpartition("/")[2], p.name) for p in refused.problems] == [
        ("settlements.csv row 2", "lat"),
        ("settlements.csv row 3", "population"),
        ("roads.csv row 2", "to"),
        ("roads.csv row 3", "length_km"),
    ]
    assert str(refused).startswith("place refused, 4 problems:\n")


def test_a_refusal_never_shows_where_on_the_machine_the_folder_is(tmp_path):
    assert str(tmp_path.parent) not in str(refusal(tmp_path, roads=None))


def test_the_columns_are_those_of_the_design():
    assert ",".join(PARSERS) == SETTLEMENTS.splitlines()[0]
    assert ",".join(COLUMNS) == ROADS.splitlines()[0]
