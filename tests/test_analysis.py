"""A comparison pairs worlds, leaves out what failed, and prints what its numbers support."""

import math

import numpy as np
import pytest
import toy_tables

from experiments import analysis
from experiments.answer import three_sentences, typographic
from experiments.intervals import Interval
from experiments.rounding import inline
from experiments.terminal import comparison_table


@pytest.fixture(scope="module")
def outcomes():
    return toy_tables.outcomes()


def test_a_failed_run_leaves_its_arm_and_its_pairs_and_is_counted(outcomes):
    rows = {(row.arm, row.measure): row for row in analysis.compare(outcomes, "baseline")}
    assert rows["baseline", "is_offensive"].n_failed == 1
    assert rows["un_chapter_vi", "is_offensive"].here.n == 199
    assert rows["un_chapter_vi", "is_offensive"].difference.n == 198
    assert rows["un_chapter_vi", "is_offensive"].n_left_out == 2
    assert rows["troops_doubled", "is_offensive"].difference.n == 199


def test_pairs_are_made_by_world_and_not_by_row(outcomes):
    order = np.argsort([toy_tables.uniform(i, 3) for i in range(len(outcomes["world"]))])
    shuffled = {name: values[order] for name, values in outcomes.items()}
    found = {(r.arm, r.measure): r.difference for r in analysis.compare(shuffled, "baseline") if r.difference}
    for row in analysis.compare(outcomes, "baseline"):
        if row.difference:
            assert found[row.arm, row.measure] == pytest.approx(row.difference)


def test_a_blockade_counts_from_its_thirty_first_day():
    found = analysis.blockaded({"blockade_days": np.array([30.0, 31.0, math.nan])})
    assert found[:2].tolist() == [0, 1]
    assert math.isnan(found[2])


def test_an_unknown_baseline_is_refused_in_words(outcomes):
    with pytest.raises(ValueError, match="2020: no such arm"):
        analysis.compare(outcomes, "2020")


def test_arrow_tables_are_taken_as_they_are(outcomes):
    pyarrow = pytest.importorskip("pyarrow")
    arrow = pyarrow.table({name: values.tolist() for name, values in outcomes.items()})
    assert analysis.compare(arrow, "baseline")[3].here == pytest.approx(analysis.compare(outcomes, "baseline")[3].here)


def test_the_printed_table_fits_a_terminal_of_100_columns(outcomes):
    titles = {"un_chapter_vii_protect": "UN Chapter VII, protecting civilians and everybody who works with them"}
    text = comparison_table(analysis.compare(outcomes, "baseline"), titles)
    assert max(map(len, text.splitlines())) <= 100
    assert text.isascii()
    assert "Failed runs, left out: baseline 1, un_chapter_vi 1" in text


def test_no_digit_is_printed_that_the_interval_does_not_support():
    assert inline(Interval(56_040.05, 49_474.7, 62_565.8, 200), "persons") == "56,000 [49,000 to 63,000]"
    assert inline(Interval(0.2734, 0.2149, 0.3401, 200), "share") == "27 % [21 to 34]"
    assert inline(Interval(-0.004, -0.019, 0.0004, 200), "share", True).startswith("-0.4")
    assert inline(Interval(math.nan, math.nan, math.nan, 0), "share") == "- [- to -]"


def test_the_answer_is_three_sentences_with_intervals(outcomes):
    sentences = three_sentences(analysis.compare(outcomes, "baseline"))
    assert len(sentences) == 3
    assert all("[" in sentence and sentence.endswith(".") for sentence in sentences)
    assert len(three_sentences(analysis.compare(toy_tables.outcomes(20, {"baseline": (0.5, 0.5)}), "baseline"))) == 1


def test_the_answer_is_plain_in_a_terminal_and_typographic_on_a_page(outcomes):
    sentences = three_sentences(analysis.compare(outcomes, "baseline"))
    assert all(sentence.isascii() for sentence in sentences)
    assert typographic('"A" fell by -3 points, 4 %') == "\u201cA\u201d fell by \u22123 points, 4\u00a0%"


def test_the_answer_names_the_cheapest_arm_that_clearly_helps(outcomes):
    answer = three_sentences(analysis.compare(outcomes, "baseline"))
    assert answer[0].startswith("In these 199 worlds, under these assumptions")
    assert "the cheapest of them is \"un chapter vi\":" in answer[2]
    assert "more than the baseline" in answer[2]


def test_a_bound_never_reads_as_the_estimate_where_digits_can_tell():
    assert inline(Interval(14.2, 5.1, 62.0, 60), "million US$", True) == "+14 [5 to 62]"
    assert inline(Interval(0.0, 0.0, 0.06, 60), "share") == "0 % [0 to 6]"


def test_long_titles_take_two_lines_where_they_can(outcomes):
    titles = {"un_chapter_vii_enforce": "Chapter VII, enforcing access, five contributors"}
    text = comparison_table(analysis.compare(outcomes, "baseline"), titles)
    assert "P(road held" in text and ">30 d)" in text
    assert "Chapter VII, enforcing" in text and "access, five contributors" in text
