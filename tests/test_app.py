"""The classroom's page as a server: its answers are the model's own, its door is narrow, and nobody gets anybody else's."""

import asyncio
import io
import json
import math
import re
import socket
import threading
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from toy_page import ENCLAVE, get, got, pairs_of, served, streamed

from experiments import analysis
from experiments.app import guard
from experiments.app.asked import LONGEST, base_of, judged
from experiments.app.levers import LEVERS, is_lever, levers_of
from experiments.app.runs import IDLE, PICTURE, URGENT, Memory, Runs, pieces_of
from experiments.app.server import ASSETS, TAKEN_HOME, while_there
from experiments.app.stream import Busy, Streams
from experiments.app.work import Piece, do
from experiments.arms import read_study, scenarios_of
from experiments.execute import Task, live
from experiments.identity import configuration_hash
from experiments.page.assets import asset
from experiments.verbs import app
from sim.scenario.glossary import describe_settings
from sim.scenario.load import load
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Scenario

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def port():
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def lines(port):
    return streamed(port, ENCLAVE)


# Answers


def test_the_page_comes_whole_from_this_machine(port):
    texts = [get(port, "/")[2].decode(), *(get(port, f"/static/{name}")[2].decode() for name in ASSETS)]
    for text in texts:
        assert set(re.findall(r"https?://[^\"'\s)<]+", text)) <= {"http://www.w3.org/2000/svg"}, "a name of XML, never fetched"
        assert not re.search(r"\b(eval|Function|importScripts)\s*\(|innerHTML|document\.write", text)
    assert set(re.findall(r'(?:src|href)="(/static/[^"]+)"', texts[0])) == {f"/static/{name}" for name in ASSETS}


def test_outcomes_are_those_of_the_model_in_the_same_worlds(lines):
    asked = judged(json.dumps(ENCLAVE))
    names = [one["name"] for one in lines[0]["measures"]]
    pairs = pairs_of(lines)
    assert sorted(pairs) == [1, 2, 3, 4, 5, 6]
    for seed, (first, second) in pairs.items():
        for values, arm in zip((first, second), asked.arms, strict=True):
            outcomes = live({"x": arm}, Task("x", seed)).outcomes
            assert values == [None if math.isnan(outcomes[name]) else outcomes[name] for name in names]
    assert lines[-1] == {"is_whole": True, "n": 6}


def test_the_last_summary_is_that_of_all_pairs(lines):
    column = [one["name"] for one in lines[0]["measures"]].index("displaced_persons")
    first, second = (np.array([pair[side][column] for pair in pairs_of(lines).values()]) for side in (0, 1))
    told = [line["summary"] for line in lines if "summary" in line][-1]["displaced_persons"]
    expected = analysis.difference(first, second, "persons")
    assert told["first"]["value"] == pytest.approx(first.mean())
    assert [told["difference"][key] for key in ("value", "low", "high")] == pytest.approx([expected.value, expected.low, expected.high])


def test_asking_again_gives_the_same_answer(port, lines):
    again = streamed(port, ENCLAVE)
    assert pairs_of(again) == pairs_of(lines)
    assert again[1]["summary"] == [line["summary"] for line in lines if "summary" in line][-1], "known worlds come at once"


def test_a_paired_world_is_that_of_the_seed(port):
    pair = got(port, "/api/pair", {**ENCLAVE, "seed": 4, "first": {"title": "<b>"}})
    assert pair["world"] == 4
    assert [arm["title"] for arm in pair["arms"]] == ["<b>", "UN mission under Chapter VII, enforcing access"]
    outcomes = live({"x": load("enclave")}, Task("x", 4)).outcomes
    assert sum(level > 0 for level in pair["arms"][0]["series"]["access_level"]) >= outcomes["blockade_days"]


def test_two_visitors_at_once_get_their_own_answers(port):
    asks = [{**ENCLAVE, "worlds": 8, "second": {"settings": {"theory.pi": pi}}} for pi in (0.0, 1.0, 0.5, 0.25)]
    found = {}

    def visit(n):
        found[n] = streamed(port, asks[n], f"visitor {n}")

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(len(asks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n, ask in enumerate(asks):
        arm = judged(json.dumps(ask)).arms[1]
        names = [one["name"] for one in found[n][0]["measures"]]
        at = names.index("displaced_persons")
        assert {seed: pair[1][at] for seed, pair in pairs_of(found[n]).items()} == {
            seed: live({"x": arm}, Task("x", seed)).outcomes["displaced_persons"] for seed in range(1, 9)
        }


# Files to take home


def test_the_study_taken_home_makes_the_same_arms(port, tmp_path):
    moved = {"theory.pi": 1, "resources.contributors.sponsor.troops": 100}
    ask = {**ENCLAVE, "second": {"guarantees": "coalition_tripwire", "settings": moved}}
    path = tmp_path / "study.yaml"
    path.write_bytes(get(port, "/api/files/study.yaml", ask=ask)[2])
    study, beside = read_study(str(path))
    arms = scenarios_of(study, load(study.scenario), (), beside)
    assert [configuration_hash(arm) for arm in arms.values()] == list(judged(json.dumps(ask)).keys)
    assert study.worlds.count == 6


def test_an_arm_taken_home_is_a_scenario_of_the_same_run(port, tmp_path):
    for side, name in enumerate(("arm-a.yaml", "arm-b.yaml")):
        path = tmp_path / name
        path.write_bytes(get(port, f"/api/files/{name}", ask=ENCLAVE)[2])
        assert configuration_hash(load(path)) == judged(json.dumps(ENCLAVE)).keys[side]


def test_the_tables_taken_home_are_those_of_the_worlds(port, lines):
    csv = get(port, "/api/files/outcomes.csv", ask=ENCLAVE)[2].decode().splitlines()
    table = pq.read_table(io.BytesIO(get(port, "/api/files/outcomes.parquet", ask=ENCLAVE)[2])).to_pydict()
    assert len(csv) == 1 + 12 == 1 + len(table["world"])
    column = [one["name"] for one in lines[0]["measures"]].index("displaced_persons")
    expected = {(("first", "second")[side], seed): pair[side][column] for seed, pair in pairs_of(lines).items() for side in (0, 1)}
    assert dict(zip(zip(table["arm"], table["world"], strict=True), table["displaced_persons"], strict=True)) == expected


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_world_taken_home_holds_six_tables(port, kind):
    status, headers, body = get(port, f"/api/files/world-b-{kind}.zip", ask={**ENCLAVE, "seed": 2})
    assert status == 200
    assert headers["content-disposition"] == f'attachment; filename="world-b-{kind}.zip"'
    names = zipfile.ZipFile(io.BytesIO(body)).namelist()
    assert set(names) == {f"{table}.{kind}" for table in ("daily", "settlements", "segments", "exits", "incidents", "decisions")} | {
        "summary.json",
        "scenario.yaml",
    }


# The door


@pytest.mark.parametrize(
    "ask, said",
    [
        ("", "cannot be read"),
        ("[]", "no group of settings"),
        ("[" * 2000, "cannot be read"),
        ('{"scenario": "nagorno_karabak"}', "did you mean nagorno_karabakh?"),
        ('{"first": {"mandate": "/etc/passwd"}}', "no name of a preset"),
        ('{"first": {"mandate": "../mandate/un_chapter_vi.yaml"}}', "no name of a preset"),
        ('{"scenario": "../../tests/x.yaml"}', "no name of a preset"),
        ('{"lesson": "../study/default"}', "no name of a preset"),
        ('{"first": {"of": "x"}}', "no arm of the lesson"),
        ('{"worlds": 100000}', "outside 1 to 200"),
        ('{"worlds": "many"}', "not a whole number"),
        ('{"seed": -1}', "outside 0"),
        ('{"frst": {}}', "did you mean first?"),
        ('{"first": {"settings": {"rules.supply.need_kg_day": 1}}}', "is no lever"),
        ('{"first": {"settings": {"place": "/etc"}}}', "is no lever"),
        ('{"first": {"settings": {"theory.pi": "1; import os"}}}', "is not a number"),
        ('{"first": {"settings": {"theory.pi": 2}}}', "outside 0 to 1"),
        ('{"first": {"settings": {"theory.pi": NaN}}}', "is not a number"),
        ('{"first": {"settings": {"theory.pi": 1e999}}}', "arm A"),
        ('{"first": {"settings": {"resources.posts": 1.5}}}', "not a whole number"),
        ('{"first": {"settings": {"resources.contributors.nobody.troops": 5}}}', "nobody of that name"),
        ('{"first": {"settings": {"resources.contributors.__class__.troops": 5}}}', "arm A"),
    ],
)
def test_a_bad_question_gets_words_and_no_trace(port, ask, said):
    for path in ("/api/arms", "/api/outcomes", "/api/pair", "/api/files/study.yaml"):
        status, headers, body = get(port, path, ask=ask)
        assert (status, headers["content-type"]) == (422, "application/json")
        assert said in " ".join(json.loads(body)["refused"])
        assert b"Traceback" not in body
        assert b".py" not in body


def test_everything_wrong_is_told_at_once():
    with pytest.raises(ScenarioRefused) as caught:
        judged('{"scenario": "x", "first": {"mandate": "y", "settings": {"z": 1}}, "second": {"of": "w"}}')
    assert len(caught.value.problems) == 4


def test_a_question_that_is_too_long_is_not_read():
    with pytest.raises(ScenarioRefused, match="signs"):
        judged(" " * (LONGEST + 1))


@pytest.mark.parametrize(
    "path, method, headers, status",
    [
        ("/", "GET", {"Host": "evil.example"}, 421),
        ("/", "GET", {"Host": "127.0.0.1.evil.example"}, 421),
        ("/api/choices", "GET", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("/api/outcomes", "POST", {}, 405),
        ("/api/outcomes", "DELETE", {}, 405),
        ("/?x=" + "y" * 20_000, "GET", {}, 414),
        ("/static/../server.py", "GET", {}, 404),
        ("/static/page.html", "GET", {}, 404),
        ("/api/files/passwd", "GET", {}, 404),
        ("/nowhere", "GET", {}, 404),
    ],
)
def test_what_is_no_visitor_of_ours_is_told_no(port, path, method, headers, status):
    found, answer, body = get(port, path, method=method, headers=headers)
    assert found == status
    assert len(body) < 200
    assert answer["content-security-policy"] == guard.HEADERS["content-security-policy"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8050", "[::1]:8050", "LOCALHOST"])
def test_this_machine_by_any_of_its_names_is_ours(host):
    assert guard.Guard(None, guard.own_hosts("127.0.0.1"))._is_ours(host)


def test_bound_to_all_addresses_an_address_is_ours_and_a_strangers_name_is_not():
    gate = guard.Guard(None, guard.own_hosts("0.0.0.0"))
    assert gate._is_ours("192.168.1.7:8050")
    assert not gate._is_ours("evil.example")
    assert not guard.Guard(None, guard.own_hosts("127.0.0.1"))._is_ours("192.168.1.7")


# Levers


def test_every_lever_is_a_setting_with_the_range_of_the_door():
    known = {info.name: info for info in describe_settings(Scenario)}
    assert set(LEVERS) <= set(known)
    for lever in levers_of(load("enclave", guarantees="coalition_tripwire", resources="several_contributors")):
        info = known[re.sub(r"(contributors|guarantors)\.\w+", r"\1.<name>", lever.name)]
        assert is_lever(lever.name)
        if lever.kind != "truth":
            assert (lever.low, lever.high) == (info.low, info.high)
            assert lever.low <= lever.value <= lever.high


def test_the_door_takes_every_lever_at_both_its_ends():
    arm = {"guarantees": "coalition_tripwire"}
    for lever in levers_of(judged(json.dumps({"second": arm})).arms[1]):
        for value in (False, True) if lever.kind == "truth" else (lever.low, lever.high):
            value = int(value) if lever.kind == "whole" else value
            moved = judged(json.dumps({"second": {**arm, "settings": {lever.name: value}}})).arms[1]
            assert next(one.value for one in levers_of(moved) if one.name == lever.name) == value


def test_a_moved_lever_holds_in_every_world():
    moved = judged('{"second": {"settings": {"theory.pi": 0.35}}}').arms[1]
    assert "theory.pi" in {name for name, _ in base_of("enclave").priors()}
    assert "theory.pi" not in {name for name, _ in moved.priors()}


@pytest.mark.parametrize("name", ["rules.supply.need_kg_day", "resources.contributors.a.b.troops", "resources.contributors.troops"])
def test_nothing_else_is_a_lever(name):
    assert not is_lever(name)


# The crew


def piece(n):
    return Piece("worlds", {"x": b""}, (("x", n),))


def test_jobs_take_turns_and_maps_wait_for_distributions():
    runs, told = Runs(0), lambda *_: None
    for rank, numbers in ((IDLE, (90, 91)), (PICTURE, (50,)), (URGENT, (1, 2, 3)), (URGENT, (11, 12))):
        runs.submit([piece(n) for n in numbers], told, rank)
    order = [runs._next()[1].runs[0][1] for _ in range(8)]
    assert order == [1, 11, 2, 12, 3, 50, 90, 91]


def test_a_job_that_is_cancelled_takes_no_turn():
    runs, told = Runs(0), lambda *_: None
    job = runs.submit([piece(1), piece(2)], told)
    runs.submit([piece(3)], told)
    job.cancel()
    assert runs._next()[1].runs == (("x", 3),)


def test_the_first_worlds_come_alone_and_each_comes_once_with_both_its_arms():
    arms = {"x": load("enclave"), "y": load("enclave", mandate="un_chapter_vi")}
    parts = pieces_of("worlds", arms, [(key, seed) for seed in range(1, 27) for key in arms], 4)
    assert [one.runs for one in parts[:2]] == [(("x", 1), ("y", 1)), (("x", 2), ("y", 2))]
    assert [len(one.runs) for one in parts] == [2, 2, *[2 * n for n in (4, 3, 2, 2, 2, 1)], *[2] * 10]
    assert [run for one in parts for run in one.runs] == [(key, seed) for seed in range(1, 27) for key in arms]


def test_memory_forgets_what_was_longest_unused():
    memory = Memory(2)
    memory.put("a", 1, "one")
    memory.put("a", 2, "two")
    assert memory.get("a", 1) == "one"
    memory.put("a", 3, "three")
    assert [memory.get("a", seed) for seed in (1, 2, 3)] == ["one", None, "three"]


def test_a_fault_in_a_worker_is_told_in_words():
    assert do(None, Piece("worlds", {"x": b"no pickle"}, (("x", 1),))).startswith("UnpicklingError: ")


def test_a_lever_moved_again_ends_the_answer_before_and_too_many_are_told_so():
    async def visit():
        streams, asked = Streams(most=2), judged("{}")
        runs = Runs(0)
        first = streams.open(runs, asked, "me", 1)
        second = streams.open(runs, asked, "me", 3)
        overtaken = streams.open(runs, asked, "me", 2)
        other = streams.open(runs, asked, "you", 1)
        for ended in (first, overtaken):
            assert [seeds async for seeds in ended.pairs()] == []
        assert not second._is_over
        with pytest.raises(Busy):
            streams.open(runs, asked, "somebody else")
        streams.close(other)
        streams.open(runs, asked, "somebody else")

    asyncio.run(visit())


def test_work_for_a_visitor_who_has_gone_is_left():
    class Request:
        def __init__(self, is_gone):
            self.is_gone = is_gone

        async def is_disconnected(self):
            return self.is_gone

    async def visit():
        loop = asyncio.get_running_loop()
        endless = loop.create_future()
        assert await while_there(Request(True), endless) is None
        assert endless.cancelled()
        soon = loop.create_future()
        loop.call_soon(soon.set_result, "drawn")
        assert await while_there(Request(False), soon) == "drawn"

    asyncio.run(visit())


# The verb


def test_a_port_that_is_taken_is_told_in_words(capsys):
    from experiments.__main__ import main

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["app", f"port={taken.getsockname()[1]}"]) == 1
    assert "cannot be served" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words, said",
    [
        (["port=many"], "not a whole number"),
        (["port=70000"], "above 65535"),
        (["mandate=un_chapter_vi"], "no word of this verb"),
        (["prt=1"], "did you mean port?"),
    ],
)
def test_the_verb_refuses_what_it_does_not_know(words, said):
    with pytest.raises(ScenarioRefused, match=re.escape(said)):
        app._words(words)


def test_missing_packages_are_named(monkeypatch):
    monkeypatch.setattr(app, "find_spec", lambda name: None)
    with pytest.raises(app.CannotServe, match=r"starlette and uvicorn: pip install 'corridor-lab\[app\]'"):
        app.main([])


def test_the_page_is_for_this_machine_alone_unless_told_otherwise():
    assert app.WORDS["host"].default == "127.0.0.1"


def test_every_file_offered_on_the_page_is_served():
    assert set(re.findall(r'\["([\w.-]+)", "[A-Z][^"]*\((?:YAML|CSV|Parquet)\)"\]', asset("app.js"))) == set(TAKEN_HOME)
