"""How quick the page is, and whether a class of twenty stays alive and correct.

  python tests/load_app.py [visitors=20] [browsers=true] [scenario=enclave]

Starts `corridor app` as a user does, on a free port. First alone: a lever moved ten times, from the question to the
first pair and to all 100. Then the class: every visitor asks questions of his own at once, in real browsers where asked for, and every
answer is compared with the model lived here. Run it on a machine that does nothing else.
"""

# ruff: noqa: E402 - it finds Corridor wherever it is started from

import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from experiments.app.asked import judged
from experiments.app.choices import OPENING
from experiments.execute import Task, live

MOVES, CLASS_WORLDS = 10, 20


def main(words):
    """Prints what was measured; 1 where an answer was wrong or missing."""
    given = dict(word.split("=", 1) for word in words)
    visitors, scenario = int(given.get("visitors", 20)), given.get("scenario", OPENING["scenario"])
    command = [sys.executable, "-m", "experiments", "app", "port=0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        try:
            port = int(re.search(r":(\d+)/", served.stdout.readline())[1])
            print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
            asked(port, {**OPENING, "scenario": scenario})
            alone(port, scenario)
            print("\n".join(told(visitors, class_of(port, scenario, visitors, given.get("browsers") == "true"))), flush=True)
            wrong = sum(not one["is_right"] for one in FOUND)
            return 1 if wrong or len(FOUND) < visitors * 2 or served.poll() is not None else 0
        finally:
            served.terminate()


def asked(port, question, visitor=""):
    """Seconds to the first pair, to the last, and the pairs' values by seed and measure."""
    began, first = time.perf_counter(), None
    connection = HTTPConnection("127.0.0.1", port, timeout=900)
    connection.request("GET", f"/api/outcomes?ask={quote(json.dumps(question))}", headers={"x-visitor": visitor})
    answer, pairs, names = connection.getresponse(), {}, []
    for text in answer:
        line = json.loads(text)
        names = [one["name"] for one in line.get("measures", ())] or names
        pairs |= {seed: values for seed, *values in line.get("pairs", ())}
        first = first or (time.perf_counter() - began if line.get("pairs") else None)
    connection.close()
    return first, time.perf_counter() - began, pairs, names


def alone(port, scenario):
    """The lever moved, the baseline known: what a single visitor waits for."""
    times = [asked(port, moved(scenario, 0.05 + 0.09 * n), "alone")[:2] for n in range(MOVES)]
    for words, column in (("first pair", 0), ("all 100 pairs", 1)):
        seconds = sorted(one[column] for one in times)
        print(f"a lever to the {words}: median {statistics.median(seconds):.2f} s, best {seconds[0]:.2f}, worst {seconds[-1]:.2f}")


def moved(scenario, share, worlds=100):
    return {**OPENING, "scenario": scenario, "worlds": worlds, "second": {"settings": {"mandate.authorised.obstruction": round(share, 4)}}}


FOUND = []


def class_of(port, scenario, visitors, in_browsers):
    """Everybody at once; gives the seconds that the whole class took."""
    began = time.perf_counter()
    if in_browsers:
        in_chromium(port, scenario, visitors)
    else:
        threads = [threading.Thread(target=visit, args=(port, scenario, n)) for n in range(visitors)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return time.perf_counter() - began


def visit(port, scenario, n):
    """One visitor: two questions of his own, one after the other."""
    for turn in range(2):
        question = moved(scenario, (2 * n + turn) / 100, CLASS_WORLDS)
        first, whole, pairs, names = asked(port, question, f"visitor {n}")
        FOUND.append({"first": first, "whole": whole, "is_right": len(pairs) == CLASS_WORLDS and is_right(question, pairs, names)})


def is_right(question, pairs, names):
    """Whether two of a visitor's worlds are those of the model, lived here."""
    arm, at = judged(json.dumps(question)).arms[1], names.index("displaced_persons")
    return all(pairs[seed][1][at] == live({"x": arm}, Task("x", seed)).outcomes["displaced_persons"] for seed in (1, CLASS_WORLDS))


def in_chromium(port, scenario, visitors):
    """So many pages of a real browser, each in a session of its own; each shows the answer to its own question."""
    from toy_browser import chromium, visitor

    origin = f"http://127.0.0.1:{port}/"
    with chromium() as browser:
        open_pages, sessions = [], []
        for n in range(visitors):
            sessions.append(visitor(browser, origin))
            page = sessions[-1].__enter__()
            page.goto(f"{origin}#{quote(json.dumps(moved(scenario, 2 * n / 100, CLASS_WORLDS)))}", wait_until="commit")
            open_pages.append(page)
        for turn in range(2):
            for n, page in enumerate(open_pages):
                look(page, scenario, n, turn)
        for session in sessions:
            session.__exit__(None, None, None)


def look(page, scenario, n, turn):
    """Waits for a page's answer, compares its squares with the model, and moves the lever once."""
    page.wait_for_selector("#status[data-whole=true]", state="attached")
    page.wait_for_selector("#player svg")
    question = moved(scenario, (2 * n + turn) / 100, CLASS_WORLDS)
    arm = judged(json.dumps(question)).arms[1]
    happened = sum(live({"x": arm}, Task("x", seed)).outcomes["is_obstructed_30"] for seed in range(1, CLASS_WORLDS + 1))
    shown = page.locator("[data-measure=is_obstructed_30] rect.world.arm-1.yes").count()
    times = page.evaluate("() => ({...document.querySelector('#status').dataset})")
    FOUND.append({"first": int(times["first"]) / 1000, "whole": int(times["after"]) / 1000, "is_right": shown == happened})
    if turn == 0:
        page.evaluate("() => { document.querySelector('#status').dataset.whole = 'false'; document.querySelector('.levers').open = true; }")
        page.eval_on_selector("#arm-second .levers", "one => { one.open = true; }")
        page.fill("#arm-second [data-lever='mandate.authorised.obstruction'] input[type=number]", str(round((2 * n + 1) / 100, 4)))


def told(visitors, seconds):
    """The class in three lines."""
    right = sum(one["is_right"] for one in FOUND)
    yield f"{visitors} visitors at once, {len(FOUND)} questions of {CLASS_WORLDS} worlds in {seconds:.1f} s: {right} answers right"
    for words, key in (("first pair", "first"), ("whole answer", "whole")):
        waits = sorted(one[key] for one in FOUND)
        yield f"  {words}: median {statistics.median(waits):.2f} s, worst {waits[-1]:.2f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
