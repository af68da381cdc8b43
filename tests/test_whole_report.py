"""The whole report of a result is one valid page that is true to the runs behind it, and says how to live them again."""

import json
import re
from pathlib import Path

import html5lib
import numpy as np
import pytest
import toy_studies
import toy_worlds

from experiments import held, printed
from experiments.__main__ import main
from experiments.analysis import BLOCKADE_DAYS
from experiments.figures import style
from experiments.pair import pair_of, telling_world
from experiments.subject import subject_of
from experiments.tables import write_yaml
from sim.scenario.paths import configs_dir

STUDY = {
    "title": "three arms",
    "question": "Which of them?",
    "baseline": "weak",
    "arms": {
        "weak": {"title": "A weak mandate", "words": "As little as can be."},
        "access": {"title": "May open the road", "mandate": "un_chapter_vii_access"},
        "label": {"title": "Another label", "settings": {"mandate.legal_basis": "unsc_chapter_vii"}},
    },
}
WORDS = ("worlds=3", "horizon_days=200", "resources.contributors.sponsor.distraction=1.0", "workers=1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("compared")
    study = write_yaml(place / "study.yaml", STUDY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "DPI", 40)
        assert main(["compare", f"study={study}", *WORDS, f"out={place / 'out'}"]) == 0
    return place / "out"


@pytest.fixture(scope="module")
def text(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def is_valid(text):
    """Whether the strictest of readers takes the page without a complaint."""
    html5lib.HTMLParser(strict=True).parse(text)
    return True


def test_the_report_of_a_comparison_is_valid_small_and_fetches_nothing(text):
    assert is_valid(text)
    assert len(text) < 5_000_000
    assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", text)
    assert "@import" not in text and "url(" not in text


def test_every_image_and_map_has_words(text):
    images = re.findall(r"<img [^>]*>", text)
    assert len(images) >= 3 and all(re.search(r'alt="[^"]{40,}"', image) for image in images)
    assert re.search(r'<div class="player" data-player aria-label="[^"]+">', text)


def test_the_map_plays_the_two_runs_that_the_report_names(folder, text):
    data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', text, re.S)[1])
    assert [arm["title"] for arm in data["arms"]] == ["A weak mandate", "May open the road"]
    subject = subject_of(folder)
    rows = dict(zip(zip(subject.outcomes["arm"], subject.outcomes["world"], strict=True), subject.outcomes["run_id"], strict=True))
    for arm, history in zip(("weak", "access"), data["arms"], strict=True):
        assert rows[arm, data["world"]] in text
        at = (subject.outcomes["arm"] == arm) & (subject.outcomes["world"] == data["world"])
        held_days = sum(level > 0 for level in history["series"]["access_level"])
        assert held_days == subject.outcomes["blockade_days"][at][0]


def test_the_report_says_where_the_histories_part_and_by_which_choice(folder, text):
    subject = subject_of(folder)
    pair = pair_of(subject.outcomes, subject.scenarios, subject.titles, "weak", "access")
    assert pair.parting.road is not None
    assert "The choice that parted the road" in text or pair.parting.road == pair.parting.command
    assert f"(day {pair.parting.act.day}), {pair.parting.act.what}" in text
    for link in pair.parting.chain:
        assert f"<td>{link.day}</td><td>{link.what.replace(chr(39), '&#39;')}</td>" in text


def test_every_figure_names_its_runs_and_a_command(folder, text):
    assert re.search(r"<td>1 to 4</td><td>every run of the table [^<]*</td><td><code>corridor compare study=", text)
    for arm in ("weak", "access"):
        command = re.search(rf"corridor run scenario=DIR/(arms/{arm}\.yaml) seed=(\d+)", text)
        assert (folder / command[1]).is_file()
    numbers = re.findall(r"<figcaption>Figure (\d+)", text)
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]


def test_the_same_folder_makes_the_same_report_again(folder, tmp_path, text, monkeypatch):
    monkeypatch.setattr(style, "DPI", 40)
    assert main(["report", str(folder), f"out={tmp_path / 'again.html'}"]) == 0
    again = (tmp_path / "again.html").read_text(encoding="utf-8")
    assert again == text.replace("DIR is the folder of these results.", "DIR is the folder of these results, out.")
    assert [path.name for path in tmp_path.iterdir()] == ["again.html"]


def test_the_world_shown_is_one_in_which_the_road_parted_if_there_is_one():
    outcomes = {
        "arm": np.repeat(np.array(["a", "b"], object), 4),
        "world": np.tile(np.arange(4), 2),
        "status": np.array(["ok"] * 7 + ["failed"], object),
        "blockade_days": np.array([0.0, 90, 100, 200, 0, 95, 0, np.nan]),
        "displaced_persons": np.array([0.0, 10, 20, 30, 0, 10, 0, np.nan]),
    }
    world, why = telling_world(outcomes, "a", "b")
    assert world == 2 and f"in 1 of 3 worlds the road was obstructed for more than {BLOCKADE_DAYS} days under one arm only" in why
    outcomes["blockade_days"][2] = 0.0
    world, why = telling_world(outcomes, "a", "b")
    assert world == 1 and "in none of 3 worlds do these two arms part" in why


def test_a_studys_ledger_has_a_report(tmp_path, monkeypatch):
    monkeypatch.setattr(style, "DPI", 40)
    toy_studies.lived(toy_studies.plan(3).design, tmp_path / "ledger")
    assert main(["report", str(tmp_path / "ledger"), f"out={tmp_path / 'r.html'}"]) == 0
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert is_valid(text)
    assert "corridor explain" in text and "DIR is the folder of these results, ledger." in text


def test_of_many_arms_the_report_shows_those_that_matter_and_says_so(tmp_path):
    arms = {f"arm_{n:02}": {"settings": {"resources.posts": n}} for n in range(12)}
    toy_studies.lived(toy_studies.plan(1, arms).design, tmp_path)
    subject = subject_of(tmp_path)
    assert len(subject.arms) == 8 and subject.note.startswith("Of 12 arms the baseline is shown")


def test_a_single_run_has_a_report_with_its_story_and_reasons(tmp_path, monkeypatch):
    monkeypatch.setattr(style, "DPI", 40)
    settings = ["horizon_days=120", "resources.contributors.sponsor.distraction=1.0"]
    assert main(["run", *settings, "seed=1", f"out={tmp_path / 'one'}"]) == 0
    assert main(["report", str(tmp_path / "one"), f"out={tmp_path / 'r.html'}"]) == 0
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert is_valid(text)
    assert "the armed actor chose obstruction" in text and "the smallest change of one number that turns it" in text


def test_claims_that_were_never_judged_are_said_to_be_not_run(text):
    if held.claims_held() is None:
        assert "Not run: no verdicts lie beside the claims" in text
    else:
        assert "corridor validate" in text


def test_broken_claims_stand_first(tmp_path, monkeypatch):
    verdicts = ("kept", "undecided", "broken", "kept")
    told = [{"id": f"C{n}", "statement": "A <claim>", "verdict": verdict} for n, verdict in enumerate(verdicts)]
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "verdicts.json").write_text(json.dumps({"about": {"version": "0.0"}, "claims": told}), encoding="utf-8")
    monkeypatch.setattr(held, "configs_dir", lambda: tmp_path)
    found = held.claims_held()
    assert [one["verdict"] for one in found["claims"]] == ["broken", "undecided", "kept", "kept"]
    assert found["counts"] == {"broken": 1, "undecided": 1, "kept": 2} and not found["is_this_version"]


def test_verdicts_that_lie_beside_the_claims_are_read():
    assert not (configs_dir() / "claims" / "verdicts.json").is_file() or held.claims_held()["claims"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "one folder is reported on, not 0"),
        (["nowhere"], "nowhere: no such folder"),
        (["."], "no result of corridor compare, run or study lies there"),
        ([".", "out=report.txt"], "not the name of an .html file"),
        ([".", "seed=3"], "no such word or setting"),
        ([".", "mandate=un_chapter_vi"], "report takes a folder, out=FILE.html and --pdf only"),
    ],
)
def test_what_cannot_be_reported_on_is_refused(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["report", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_comparison_with_a_file_missing_is_refused(folder, tmp_path, capsys):
    (tmp_path / "outcomes.parquet").write_bytes((folder / "outcomes.parquet").read_bytes())
    assert main(["report", str(tmp_path)]) == 2
    assert "the comparison in it is not whole" in capsys.readouterr().err


def test_a_machine_without_a_browser_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setenv(printed.OWN_CHOICE, "no-such-browser")
    with pytest.raises(printed.NotPrinted, match="no Chromium, Chrome or Edge was found"):
        printed.print_page(tmp_path / "page.html", tmp_path / "page.pdf")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(printed.browser() is None, reason="no browser on this machine")
def test_a_page_is_printed_as_pdf(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><html lang='en'><title>x</title><p>One page.</p></html>", encoding="utf-8")
    assert printed.print_page(page, tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.html", "page.pdf"]


def test_pairs_are_lived_with_the_same_luck():
    weak = toy_worlds.DISTRACTED.with_(settings={"horizon_days": 60})
    outcomes = {name: np.array([0.0, 0.0]) for name in ("blockade_days", "displaced_persons")}
    outcomes |= {"arm": np.array(["a", "b"], object), "world": np.array([5, 5]), "status": np.array(["ok", "ok"], object)}
    pair = pair_of(outcomes, {"a": weak, "b": weak}, {}, "a", "b")
    assert pair.parting.is_same and Path(pair.lives[0].run_id).name == pair.lives[1].run_id
