"""The report is one valid, offline, escaped page that says what it is not for."""

import re
from html.parser import HTMLParser

import pytest
import toy_tables

from experiments import figures
from experiments.figures import style
from experiments.report import write_report

VOID = {"meta", "img", "br", "hr", "link", "input"}
META = {
    "title": "Would another mandate have kept the road open?",
    "question": "Six mandates, the same worlds.",
    "command": "corridor compare scenario=toy worlds=200 out=DIR",
    "version": "0.1.0",
    "configuration_hash": "9f3ac2d8",
    "seeds": "0 to 199",
    "assumptions": [{"setting": "mandate.monitoring.detection", "value": 0.25}],
    "priors": [{"setting": "theory.omega", "prior": "uniform 0 to 1"}],
}


class Checker(HTMLParser):
    """Collects unbalanced tags, ids, images and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.faults, self.ids, self.images, self.links = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs[name] for name in ("src", "href") if name in attrs]
        if tag == "img":
            self.images.append(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    tables = {"outcomes": toy_tables.outcomes(), "baseline": "baseline"} | toy_tables.tables()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "DPI", 60)
        return figures.save_all(tables, tmp_path_factory.mktemp("figures"))


@pytest.fixture
def page(tmp_path, pictures):
    arms = {name: {"title": name, "words": "Words.", "differences": ["a: 1"]} for name in toy_tables.ARMS}
    return write_report(tmp_path, toy_tables.outcomes(), arms, META, pictures)


def test_the_report_is_valid_and_self_contained(page, pictures):
    text = page.read_text(encoding="utf-8")
    checker = Checker()
    checker.feed(text)
    assert text.startswith("<!DOCTYPE html>")
    assert not checker.faults and not checker.open
    assert len(checker.ids) == len(set(checker.ids))
    assert len(checker.images) == len(pictures)
    assert all(link.startswith(("data:image/png;base64,", "#")) for link in checker.links)
    assert "<script" not in text and "url(" not in text and "@import" not in text
    assert page.stat().st_size < 5_000_000


def test_every_figure_of_the_report_has_alternative_text(page):
    checker = Checker()
    checker.feed(page.read_text(encoding="utf-8"))
    assert all(len(image["alt"]) > 40 for image in checker.images)


@pytest.mark.parametrize(
    "words",
    ["must not be used for", "OpenStreetMap", "GeoNames", "Crisis Group", "Vartanyan", "theory.omega", "9f3ac2d8"],
)
def test_the_report_says_what_it_rests_on_and_what_it_is_not_for(page, words):
    assert words in page.read_text(encoding="utf-8")


def test_failed_runs_are_told(page):
    text = page.read_text(encoding="utf-8")
    assert "2 runs failed" in text
    assert "ran out of memory" in text


def test_whatever_a_user_writes_is_shown_and_never_run(tmp_path):
    evil = '<script>alert(1)</script>"onload="x'
    arms = {"baseline": {"title": evil, "words": evil, "differences": [evil]}, evil: evil}
    outcomes = toy_tables.outcomes(30, {"baseline": (0.5, 0.5), evil: (0.3, 0.5)})
    text = write_report(tmp_path, outcomes, arms, {"title": evil, "question": evil, "command": evil}).read_text("utf-8")
    assert "<script" not in text and "&lt;script&gt;" in text
    assert not re.search(r'"onload="', text)


def test_the_same_outcomes_make_the_same_report(tmp_path, pictures):
    pages = [
        write_report(tmp_path / k, toy_tables.outcomes(), dict.fromkeys(toy_tables.ARMS, ""), META, pictures)
        for k in "ab"
    ]
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_a_single_run_has_a_report_of_its_story(tmp_path):
    text = write_report(tmp_path, None, {}, {"story": "day 3 <nothing>"}).read_text("utf-8")
    assert "day 3 &lt;nothing&gt;" in text
    assert "The numbers" not in text


def test_nothing_half_written_is_left(page):
    assert [path.name for path in page.parent.iterdir()] == ["report.html"]


def test_the_page_of_a_run_begins_with_the_two_charts_of_the_essay(tmp_path, pictures):
    mine = [picture for picture in pictures if picture.path.stem not in ("arms", "paired_differences")]
    text = write_report(tmp_path, None, {"skeletal_2020": ""}, {"story": "day 3"}, mine).read_text("utf-8")
    captions = re.findall(r"<figcaption>Figure \d+\. ([^<]+)\.</figcaption>", text)
    assert captions[:2] == ["Patrols and incidents on the map", "Farm escorts by month"]
    assert "The two charts of the essay" in text
    assert text.index("<dt>Arm</dt><dd>skeletal_2020</dd>") > 0 and "The arm, in words" not in text


def test_the_same_figures_of_two_examples_keep_apart(tmp_path, pictures):
    twice = [one._replace(title=f"{one.title}. Arm {k}, world 7") for k in "AB" for one in pictures]
    text = write_report(tmp_path, None, {}, {}, twice).read_text("utf-8")
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
