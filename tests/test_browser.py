"""The classroom's page in a real browser: what a student, a teacher or a screen reader finds there."""

import json
from itertools import pairwise
from urllib.parse import quote, unquote

import pytest
from toy_browser import NARROW, chromium, visitor
from toy_page import pairs_of, served, streamed

from experiments.lessons import lesson_names, read_lesson
from experiments.page import page_assets, paired_history, player_html
from sim.scenario.load import load

START = {"scenario": "enclave", "worlds": 20, "seed": 3, "first": {}, "second": {"mandate": "un_chapter_vii_access"}}
LESSON = "04_tripwire_two_theories"


@pytest.fixture(scope="module")
def port():
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser, port):
    with visitor(browser, f"http://127.0.0.1:{port}/") as found:
        opened(found, port)
        yield found


def opened(page, port, state=START):
    """The page as a link shows it, with all its worlds."""
    page.goto(f"http://127.0.0.1:{port}/#{quote(json.dumps(state))}")
    settled(page)


def settled(page):
    """Waits until nothing more is asked: outcomes whole, map drawn or waiting, nothing pale."""
    page.wait_for_timeout(250)  # a lever rests before worlds are lived
    page.wait_for_selector("#status[data-whole=true]", state="attached")
    page.wait_for_function("() => !document.querySelector('#charts.stale, #player.stale:not([hidden])')")
    page.wait_for_timeout(200)  # the link is written when things rest


def state(page):
    """What the link says is on screen."""
    return json.loads(unquote(page.evaluate("location.hash.slice(1)")))


def told(page, measure, row=1):
    """The words of a chart: 0 the first arm, 1 the second, 2 the difference."""
    return page.locator(f"[data-measure={measure}] .told dd").nth(row).inner_text()


def move(page, selector, value):
    """Moves a slider as a hand would end it."""
    page.eval_on_selector(
        selector, "(one, value) => { one.value = value; one.dispatchEvent(new Event('input', {bubbles: true})); }", str(value)
    )


def test_every_control_can_be_moved_and_is_in_the_link(page):
    page.select_option("#second-guarantees", "coalition_tripwire")
    settled(page)
    for group, choice in (("mandate", "un_chapter_vi"), ("resources", "several_contributors"), ("observers", "un_verification")):
        page.select_option(f"#first-{group}", choice)
    settled(page)
    chosen = {key: value for key, value in state(page)["first"].items() if isinstance(value, str)}
    assert chosen == {"mandate": "un_chapter_vi", "resources": "several_contributors", "observers": "un_verification"}
    page.locator("#arm-second summary").click()
    levers = page.eval_on_selector_all("#arm-second [data-lever]", "all => all.map(one => one.dataset.lever)")
    for lever in levers:
        row = f"#arm-second [data-lever='{lever}']"
        if page.locator(f"{row} input[type=checkbox]").count():
            page.locator(f"{row} input[type=checkbox]").click()
        else:
            move(page, f"{row} input[type=range]", 400)
    settled(page)
    moved = state(page)["second"]["settings"]
    assert set(moved) == set(levers)
    assert "levers moved" in page.inner_text("#arm-second .title")
    page.locator("#arm-second [data-lever='theory.pi'] .back").click()
    settled(page)
    assert "theory.pi" not in state(page)["second"]["settings"]
    page.fill("#seed", "5")
    page.locator("#seed").press("Tab")
    page.select_option("#worlds", "50")
    settled(page)
    assert (state(page)["seed"], state(page)["worlds"]) == (5, 50)
    assert page.inner_text("#status").startswith("50 worlds")
    assert page.locator("#refusal").is_hidden()


def test_a_lever_redraws_the_outcomes_that_the_server_gives(page, port):
    before = told(page, "is_obstructed_30")
    page.locator("#arm-second summary").click()
    number = page.locator("#arm-second [data-lever='mandate.authorised.obstruction'] input[type=number]")
    number.fill("0")
    number.press("Tab")
    settled(page)
    asked = {**START, "second": {**START["second"], "settings": {"mandate.authorised.obstruction": 0}}}
    lines = streamed(port, asked)
    expected = [line["summary"] for line in lines if "summary" in line][-1]["is_obstructed_30"]["second"]["words"]
    assert told(page, "is_obstructed_30") == f"{expected} of worlds"
    assert told(page, "is_obstructed_30") != before
    column = [one["name"] for one in lines[0]["measures"]].index("is_obstructed_30")
    happened = sum(pair[1][column] for pair in pairs_of(lines).values())
    assert page.locator("[data-measure=is_obstructed_30] rect.world.arm-1.yes").count() == happened


def test_a_number_out_of_range_is_not_taken(page):
    page.locator("#arm-second summary").click()
    number = page.locator("#arm-second [data-lever='theory.pi'] input[type=number]")
    number.fill("7")
    assert not number.evaluate("one => one.checkValidity()")
    settled(page)
    assert "theory.pi" not in state(page)["second"].get("settings", {})


def test_the_world_is_played_paused_and_scrubbed(page):
    page.select_option("[aria-label=Speed]", "90")
    page.click(".play")
    page.wait_for_function("() => Number(document.querySelector('.player-bar input').value) > 20")
    assert page.inner_text(".play") == "Pause"
    page.click(".play")
    day = int(page.input_value(".player-bar input"))
    page.wait_for_timeout(300)
    assert int(page.input_value(".player-bar input")) == day, "it stands still"
    move(page, ".player-bar input", 400)
    assert page.inner_text(".player-date").endswith("day 400")
    page.wait_for_timeout(250)
    assert state(page)["day"] == 400
    page.click("[aria-label='To the first day']")
    page.click("[aria-label='To the next event']")
    assert int(page.input_value(".player-bar input")) > 0
    assert "Day" in page.inner_text(".map-turn >> nth=0") or "Day" in page.inner_text(".map-turn >> nth=1")
    strip = page.locator(".strip svg").nth(2)
    box = strip.bounding_box()
    strip.click(position={"x": box["width"] / 2, "y": 10})
    assert abs(int(page.input_value(".player-bar input")) - 530) < 15


def test_what_is_played_is_what_the_server_lived(page, port):
    import experiments.page.frames as frames

    pair = frames.paired_history({"a": load("enclave"), "b": load("enclave", mandate="un_chapter_vii_access")}, 3)
    for day in (0, 333, 1059):
        move(page, ".player-bar input", day)
        for i, arm in enumerate(pair["arms"]):
            words = page.inner_text(f".map-state >> nth={i}")
            assert f"{arm['series']['persons_inside'][day]:,} people inside" in words
            levels = page.eval_on_selector_all(f".player-arm.arm-{i} line.road", "all => all.map(one => one.getAttribute('class'))")
            is_held = arm["series"]["access_level"][day] > 0
            assert any("level-1" in one or "level-2" in one or "level-3" in one for one in levels) == is_held


def test_predict_first_then_see(page):
    page.click("#predict")
    settled(page)
    assert page.locator("#charts figure").count() == 1
    assert page.locator(".world.arm-1.yes").count() == 0, "the answer is not in the page"
    assert "B is hidden" in page.get_attribute("#charts svg", "aria-label")
    assert page.locator("#player").is_hidden()
    assert page.locator("#table tbody tr").count() == 0 or page.locator("#numbers").is_hidden()
    assert page.is_disabled("#reveal")
    move(page, "#guess", 40)
    page.wait_for_selector("#reveal:enabled")
    assert page.locator(".world.guessed").count() == 8, "40 of 100 are 8 of 20 worlds"
    page.click("#reveal")
    settled(page)
    assert page.inner_text(".verdict").startswith("You said 40; it was ")
    assert page.locator(".guess").count() == 1
    assert page.locator("#charts figure").count() == 6
    assert page.locator("#player svg").count() > 2
    page.select_option("#measure", "displaced_persons")
    settled(page)
    assert page.locator("[data-measure=displaced_persons] .curtain").count() == 1


def screen(page):
    """Everything that a visitor sees: the text, every control's value, every drawing."""
    return page.evaluate(
        """() => [document.body.innerText.replace(/ in \\d+\\.\\d s/g, ''),
                 [...document.querySelectorAll('input, select')].map(one => one.type === 'checkbox' ? one.checked : one.value),
                 [...document.querySelectorAll('svg')].map(one => one.outerHTML)]"""
    )


def test_a_link_restores_exactly_what_is_on_screen(page, browser, port):
    page.select_option("#second-guarantees", "coalition_monitored")
    settled(page)
    page.locator("#arm-second summary").click()
    move(page, "#arm-second [data-lever='theory.pi'] input[type=range]", 800)
    page.click("#predict")
    settled(page)
    move(page, "#guess", 65)
    page.click("#reveal")
    settled(page)
    page.click("[aria-label='To the next event']")
    page.click("#arm-second summary")
    settled(page)
    with visitor(browser, f"http://127.0.0.1:{port}/") as other:
        other.goto(page.url)
        settled(other)
        assert screen(other) == screen(page)
        assert state(other) == state(page)


def test_a_lesson_is_walked_from_question_to_discussion(page):
    study = read_lesson(LESSON)
    page.select_option("#lesson", LESSON)
    for n, step in enumerate(study.lesson.steps):
        page.wait_for_selector(f"text=Step {n + 1} of 2")
        page.select_option("#worlds", "20")
        page.wait_for_function("() => document.querySelector('#status').textContent.startsWith('20 worlds')")
        settled(page)
        assert page.inner_text("#lesson-panel .ask") == step.ask
        assert page.locator("#lesson-panel .look").count() == 0, "first predict"
        assert page.inner_text("#arm-second .title") == study.arms[step.second].title
        move(page, "#guess", 30)
        page.click("#reveal")
        settled(page)
        assert page.inner_text("#lesson-panel .look") == step.look_at
        assert page.locator("#charts figure").first.get_attribute("data-measure") == step.measure
        if n == 0:
            page.click("#next-step")
    assert page.locator("#discuss li").all_inner_texts() == list(study.lesson.discuss)
    page.click("#leave-lesson")
    assert page.locator("#lesson-panel").is_hidden()


def test_two_sessions_at_once_do_not_mix(browser, port):
    origin = f"http://127.0.0.1:{port}/"
    states = [{**START, "second": {"settings": {"mandate.authorised.obstruction": share}}} for share in (0.0, 1.0)]
    with visitor(browser, origin) as one, visitor(browser, origin) as other:
        for page, wish in zip((one, other), states, strict=True):
            page.goto(f"{origin}#{quote(json.dumps(wish))}")
        for page, wish in zip((one, other), states, strict=True):
            settled(page)
            summary = [line["summary"] for line in streamed(port, wish) if "summary" in line][-1]
            assert told(page, "displaced_persons") == f"{summary['displaced_persons']['second']['words']} persons"
            assert state(page)["second"] == wish["second"]
        other.select_option("#second-mandate", "un_chapter_vi")
        settled(other)
        assert state(one)["second"] == states[0]["second"]


def test_everything_can_be_reached_and_done_by_keyboard(page):
    here = "() => { const a = document.activeElement; return a.id || a.getAttribute('aria-label') || a.className || a.textContent; }"
    reached = []
    page.locator("h1").click()
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(here)
        if at in reached[:1] and len(reached) > 5:
            break
        reached.append(at)
    for wanted in ("lesson", "link", "scenario", "worlds", "second-mandate", "predict", "seed", "Day", "Speed", "play"):
        assert wanted in reached
    page.focus("#predict")
    page.keyboard.press("Space")
    settled(page)
    page.focus("#guess")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("#reveal:enabled")
    assert page.evaluate("document.activeElement.id") == "guess", "a redrawn chart leaves the focus where it was"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "reveal"
    page.keyboard.press("Enter")
    settled(page)
    assert page.evaluate("document.activeElement.className") == "verdict", "the answer is read out"
    page.focus(".play")
    page.keyboard.press("Space")
    page.wait_for_function("() => Number(document.querySelector('.player-bar input').value) > 5")
    page.keyboard.press("Space")
    outline = page.evaluate("getComputedStyle(document.querySelector('.play')).outlineStyle")
    assert outline != "none", "the focus is seen"


NAMELESS = """() => [...document.querySelectorAll('button, input, select, summary, a[href], svg[role=img]')].filter(one => {
  const labels = one.labels ? [...one.labels].map(label => label.textContent).join('') : '';
  return !(one.getAttribute('aria-label') || labels || one.textContent).trim();
}).map(one => one.outerHTML.slice(0, 120))"""


def test_every_control_and_drawing_has_a_name_for_a_screen_reader(page):
    page.locator("#arm-second summary").click()
    page.locator("#home summary").click()
    assert page.evaluate(NAMELESS) == []
    assert page.get_attribute(".player-bar input", "aria-valuetext").startswith("day 0, 3 January 2000")
    move(page, ".player-bar input", 100)
    assert "people inside" in page.inner_text(".player-live"), "a day is told in words"
    assert page.evaluate("document.documentElement.lang") == "en"
    heads = page.eval_on_selector_all("h1, h2, h3", "all => all.filter(one => one.offsetParent).map(one => Number(one.tagName[1]))")
    assert heads[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(heads))
    assert len(set(page.eval_on_selector_all("[id]", "all => all.map(one => one.id)"))) == page.locator("[id]").count()


def test_it_fits_a_phone(browser, port):
    with visitor(browser, f"http://127.0.0.1:{port}/", NARROW) as page:
        opened(page, port, {**START, "predict": True})
        page.locator("#arm-second summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        move(page, "#guess", 50)
        page.click("#reveal")
        settled(page)
        page.locator("#numbers summary").click()
        page.locator(".player-legend summary").click()
        page.locator("#home summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        small = page.eval_on_selector_all(
            "button, select, input, summary",
            "all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 22).map(one => one.outerHTML.slice(0, 90))",
        )
        assert [one for one in small if 'class="link"' not in one] == [], "a finger must find it"
        outside = "all => all.filter(one => one.offsetParent && one.getBoundingClientRect().right > 391).length"
        assert page.eval_on_selector_all("button, select, input, summary, figure", outside) == 0


@pytest.mark.parametrize("fragment", ["%", "[1]", "null", '{"first": 3, "day": "x"}', "answer"])
def test_a_link_that_is_no_state_shows_the_page_all_the_same(browser, port, fragment):
    with visitor(browser, f"http://127.0.0.1:{port}/") as page:
        page.goto(f"http://127.0.0.1:{port}/#{quote(fragment) if fragment != '%' else '%'}")
        page.wait_for_selector("#arms select")
        assert page.locator("#refusal").is_hidden()


def test_a_link_that_asks_for_nonsense_gets_a_message(browser, port):
    session = browser.new_context()
    page = session.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    wish = {**START, "second": {"mandate": "<img src=x onerror=alert(1)>"}}
    page.goto(f"http://127.0.0.1:{port}/#{quote(json.dumps(wish))}")
    page.wait_for_selector("#refusal:not([hidden])")
    assert "second.mandate: '<img src=x onerror=alert(1)>' is no name of a preset" in page.inner_text("#refusal")
    assert page.locator("img").count() == 0
    page.select_option("#scenario", "enclave")
    assert faults == []
    session.close()


def test_the_map_of_a_report_plays_without_any_network(browser, tmp_path):
    arms = {"As it was": load("enclave", horizon_days=90), "Access": load("enclave", mandate="un_chapter_vii_access", horizon_days=90)}
    assets = page_assets()
    file = tmp_path / "report.html"
    file.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>x</title><style>{assets['css']}</style>"
        f"<body>{player_html(paired_history(arms, 2))}<script>{assets['js']}</script>",
        encoding="utf-8",
    )
    with visitor(browser, "file://") as page:
        page.context.set_offline(True)
        page.goto(file.as_uri())
        page.select_option("[aria-label=Speed]", "90")
        page.click(".play")
        page.wait_for_function("() => Number(document.querySelector('.player-bar input').value) === 89")
        assert page.inner_text(".play") == "▶ Play", "it stops at the end"
        assert page.locator(".player-map").count() == 2


def test_all_lessons_are_offered(page):
    assert page.eval_on_selector_all("#lesson option", "all => all.map(one => one.value)") == ["", *lesson_names()]
