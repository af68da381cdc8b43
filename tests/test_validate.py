"""`corridor validate`: judges claims of one's own, resumes, tells, and says in its exit status whether a promise is broken."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from experiments.evidence import stored
from experiments.evidence.claims import claim_paths, read_claims
from experiments.evidence.earlier import Earlier
from experiments.evidence.judging import benches
from experiments.evidence.page import page, read_checks
from experiments.evidence.strips import fan, strip
from experiments.evidence.told import number
from experiments.evidence.verdicts import KEPT, Judged, Verdict
from experiments.verbs import emergence
from experiments.verbs.validate import main
from sim.scenario.paths import configs_dir
from sim.scenario.refusal import ScenarioRefused
from tests.test_claims import toy

STUDY = """{scenario: enclave, settings: {horizon_days: 20}, worlds: {count: 24},
  arms: {plain: {}, named: {settings: {mandate.legal_basis: bilateral}}}}"""
HARASSED = {"title": "Harassments", "statistic": "outcome", "of": {"outcome": "harassments"}, "band": {"low": 0.0, "unit": "acts"}}
LABELS = {"title": "By ratio", "statistic": "ratio", "of": {"outcome": "harassments", "arm": "named", "base": "plain"}}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a study of 24 short worlds; returns a writer of claims."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.yaml").write_text(STUDY, encoding="utf-8")

    def write(name, readings, **more):
        about = {"title": "A claim", "statement": "Something is so.", "source": "nobody", "strength": "assumption"}
        about |= {"family": "historical", "used_for": "held_out", "study": "./short.yaml"}
        path = tmp_path / f"{name}.yaml"
        path.write_text(json.dumps({"id": name, **about, "readings": readings, **more}), encoding="utf-8")
        return f"./{path.name}"

    return write


def test_claims_of_ones_own_are_judged_told_and_written(desk, capsys):
    kept = desk("K1", {"some": HARASSED})
    label = desk("K2", {"ratio": {**LABELS, "band": {"low": 0.95, "high": 1.05}}}, family="stylised")
    assert main([f"claims={kept},{label}", "out=results", "workers=1"]) == 0
    said = capsys.readouterr()
    assert "Held out: no number was set with it (2 kept)" in said.out
    assert "short: 48 runs (2 arms, 24 worlds) for K1, K2" in said.err
    found = json.loads(Path("results/verdicts.json").read_text(encoding="utf-8"))
    assert [one["verdict"] for one in found["claims"]] == ["kept", "kept"] and found["counts"]["kept"] == 2
    assert found["claims"][1]["readings"][0]["value"] == 1.0
    assert 'id="K1"' in Path("results/validation.html").read_text(encoding="utf-8")


def test_a_broken_promise_is_in_the_exit_status_and_a_known_fault_is_not(desk, capsys):
    impossible = {"some": {**HARASSED, "band": {"low": 1e6}, "record": 1e6}}
    assert main([f"claims={desk('B1', impossible)}", "out=results", "workers=1", "worlds=80"]) == 1
    assert "Broken, though the project says that it keeps them: B1." in capsys.readouterr().out
    known = desk("B2", impossible, kept=False, why="there are no millions of acts")
    assert main([f"claims={known}", "out=results", "workers=1", "worlds=80", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["verdict"] == "broken" and lines[-1]["promises_broken"] == []


def test_the_same_command_lives_nothing_again_and_more_worlds_go_on(desk, capsys, monkeypatch):
    command = [f"claims={desk('K1', {'some': HARASSED})}", "out=results", "workers=1"]
    assert main(command) == 0
    monkeypatch.setattr("experiments.study.engines.inline.do", lambda *_: pytest.fail("lived again"))
    assert main(command) == 0
    assert "short: 48 runs" in capsys.readouterr().err


def test_too_few_worlds_are_undecided(desk, capsys):
    assert main([f"claims={desk('K1', {'some': HARASSED})}", "out=results", "workers=1", "worlds=3"]) == 0
    assert "undecided" in capsys.readouterr().out


def test_earlier_verdicts_and_checks_are_shown_beside(desk, capsys):
    kept = desk("K1", {"some": HARASSED})
    assert main([f"claims={kept}", "out=first", "workers=1"]) == 0
    finding = {"id": "placebo", "statement": "No aim, no blockade.", "verdict": "kept", "value": 0.001, "low": 0.0, "high": 0.01}
    checks = {"about": {"worlds": 1000}, "checks": [{**finding, "band": [None, 0.02], "words": "It held still."}]}
    Path("checks.json").write_text(json.dumps(checks), encoding="utf-8")
    assert main([f"claims={kept}", "out=second", "workers=1", "before=first", "checks=."]) == 0
    said = capsys.readouterr().out
    assert "was kept" in said and "100% inside)" in said
    text = Path("second/validation.html").read_text(encoding="utf-8")
    assert "before: kept" in text and "100% inside)" in text and "No aim, no blockade." in text and "It held still." in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["claims=P13"], "no claim is named 'P13' .*did you mean P"),
        (["wrlds=3"], "no word of validate.*did you mean worlds"),
        (["theory.pi=1"], "no word of validate"),
        (["worlds=0"], "below 1"),
        (["out=a", "out=b"], "given twice"),
        (["before=nowhere"], "no verdicts.json of an earlier validation"),
        (["claims=P2", "uncertainty=wid"], "did you mean wide"),
        (["P1"], "not of the form name=value"),
    ],
)
def test_the_door_refuses_and_writes_nothing(desk, tmp_path, words, said):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ScenarioRefused) as refusal:
        main(words)
    assert re.search(said, str(refusal.value))
    assert sorted(tmp_path.iterdir()) == before


def test_claims_that_name_the_same_study_share_its_runs():
    found = benches(read_claims(["P1", "P2", "SF27"]))
    assert [(one.name, len(one.claims)) for one in found] == [("record", 2), ("retaliation", 1)]


def test_other_priors_are_for_the_record_only():
    found = benches(read_claims(["P1", "SF27"]), worlds=5, uncertainty="wide")
    assert [one.name for one in found] == ["record-wide", "retaliation"]  # each with its own ledger, so that none is lived anew
    titles = [one.laid.design.base["uncertainty"]["title"] for one in found]
    assert "ide" in titles[0] and titles[1] == benches(read_claims(["SF27"]))[0].laid.design.base["uncertainty"]["title"]
    assert all(one.laid.design.count == 5 for one in found)


# Pictures, the page, numbers


def reading(**more):
    about = {"name": "r", "title": "A reading", "statistic": "outcome", "is_of_worlds": True, "verdict": KEPT, "words": "so"}
    about |= {"value": 2.0, "low": 1.0, "high": 3.0, "n": 50, "band_low": 0.5, "band_high": 2.5, "unit": "h", "record": 2.2}
    return Judged(**{**about, "record_high": None, "at": None, "quantiles": (1.0, 1.5, 2.0, 2.5, 3.0), "inside": 0.8, **more})


def places(svg, pattern):
    return [float(one) for one in re.findall(pattern, svg)]


def test_a_strip_puts_value_interval_and_record_in_order():
    svg = strip(reading())
    (dot,), (start,) = places(svg, r'circle cx="([\d.]+)"'), places(svg, r'path d="M([\d.]+)')
    left, right = places(svg, r'x1="([\d.]+)"')[0], places(svg, r'x2="([\d.]+)"')[0]
    assert left < dot < start < right
    assert "A reading: 2, middle 90 % of worlds 1 to 3, band 0.5 to 2.5, record 2.2" in svg


def test_what_is_infinite_is_drawn_at_the_edge_and_what_is_unknown_not_at_all():
    svg = strip(reading(high=float("inf"), quantiles=(1.0, 1.5, 2.0, float("inf"), float("inf"))))
    assert max(places(svg, r'x2="([\d.]+)"')) <= 640 and "nan" not in svg and "infinite" in svg
    assert strip(reading(value=float("nan"))) == ""


def test_a_curve_needs_three_places():
    points = [reading(at=float(at)) for at in (8, 32, 56)]
    assert fan(points[:2]) == "" and fan(points).count("<path") == 3


def test_numbers_read_as_people_write_them():
    assert [number(one) for one in (21103.4, 0.04836, 5.0, float("inf"), float("nan"), None)] == [
        "21,103",
        "0.0484",
        "5",
        "infinite",
        "-",
        "-",
    ]


class Well(HTMLParser):
    """Notes tags that close in another order than they open."""

    VOID = ("meta", "rect", "line", "circle", "path", "polygon", "polyline")

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID and self.open.pop() != tag:
            self.wrong.append(tag)


def test_the_page_is_well_formed_and_asks_nothing_of_the_network():
    claim = read_claims(["P10"])[0].claim
    found = [Verdict(claim, "not testable"), Verdict(read_claims(["P1"])[0].claim, KEPT, (reading(),), 50, 40, 0.5)]
    text = page(found, {"command": "corridor validate <x>"})
    reader = Well()
    reader.feed(text)
    assert not reader.wrong and not reader.open
    assert "<x>" not in text and "&lt;x&gt;" in text
    assert re.findall(r'(?:src|href)="http', text) == [] and "No forecast." in text


def test_checks_that_are_not_there_are_no_section(tmp_path):
    assert read_checks(tmp_path) is None
    (tmp_path / "checks.json").write_text("[1, 2", encoding="utf-8")
    assert read_checks(tmp_path) is None


# What the project keeps


def test_stored_verdicts_and_the_page_name_every_claim():
    ids = [one.claim.id for one in read_claims()]
    kept, text = stored.stored(), (configs_dir().parent / "docs" / "validation.md").read_text(encoding="utf-8")
    assert kept is not None
    assert [one["id"] for one in kept["claims"]] == ids
    table = text.split(stored.START)[1].split(stored.END)[0]
    assert [name for name in ids if f"| {name} " not in table] == []


def test_a_table_is_written_between_its_marks_with_earlier_verdicts_beside():
    found = [Verdict(read_claims(["P1"])[0].claim, KEPT, (reading(),), 50, 40, 0.5), Verdict(read_claims(["P10"])[0].claim, "not testable")]
    about = {"command": "corridor validate", "version": "1", "uncertainty": "calibrated", "runs": 1200}
    earlier = Earlier({"about": {"uncertainty": "wide"}, "claims": [Verdict(found[0].claim, "broken", (reading(inside=0.01),)).as_data()]})
    text = stored.with_table(f"above\n{stored.START}\nold\n{stored.END}\nbelow\n", found, about, earlier)
    assert text.startswith("above\n") and text.endswith("below\n") and "old" not in text
    assert "*Before*: priors wide." in text and "| 80% | broken; 2, 1% inside |" in text
    assert stored.with_table(text, found, about, earlier) == text


def test_what_is_stored_agrees_with_what_the_claims_promise():
    promised = {one.claim.id: one.claim.kept for one in read_claims()}
    broken = {one["id"] for one in stored.stored()["claims"] if one["verdict"] == "broken"}
    assert broken <= {name for name, kept in promised.items() if not kept}


def test_every_claim_file_is_fine_by_check(capsys):
    from experiments.check import main as check

    assert check([str(path) for path in claim_paths()]) == 0


def test_emergence_reads_the_record_from_the_claims():
    import numpy as np

    names = {one.of["outcome"] for c in read_claims(emergence.EXIT) for one in c.claim.readings.values() if one.of}
    worlds = toy([[1.0, 2.0]])
    table = {name: worlds.outcome("x") for name in (*names, "vehicles_out", "persons_per_vehicle", "road_deaths", "is_capitulated")}
    told = "\n".join(emergence._record({**table, "blockade_days": np.array([286.0, 10.0])}))
    assert "all 2," in told and "and 1 with the road controlled for 215 to 360 days" in told
    assert "P1 hours until 95 % were out" in told and "120" in told and "P5 deaths under way" in told
