"""The example for Mesa's own viewer is a plain SolaraViz of MandateModel; it draws wherever Solara is installed."""

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "solara_viz.py"
STEP = """
import sys, warnings
warnings.simplefilter("ignore")  # of Mesa and Solara about each other
import solara
from examples.solara_viz import page

def below(widget, seen):
    if id(widget) not in seen and hasattr(widget, "traits"):
        seen.add(id(widget))
        yield widget
        slots = [slot["children"] for slot in getattr(widget, "v_slots", None) or []]
        for part in [*(getattr(widget, "children", None) or []), *(getattr(widget, "items", None) or []), *slots]:
            for one in part if isinstance(part, list) else [part]:
                yield from below(one, seen)

def found(kind):
    return [one for one in below(box, set()) if type(one).__name__ == kind]

box, _ = solara.render(solara.AppLayout(children=[page]), handle_error=False)
print("before", any(b"Day 0: the road" in bytes(one.value) for one in found("Image")))
print("pictures", len(found("Image")), "choices", [one.label for one in found("Select")])
next(one for one in found("Btn") if one.children == ["Step"]).click()
print("after", any(b"Day 7: the road" in bytes(one.value) for one in found("Image")))
"""


def test_it_is_a_solara_viz_of_the_model_and_nothing_else_of_ours_imports_solara():
    tree = ast.parse(EXAMPLE.read_text(encoding="utf-8"))
    called = {getattr(node.func, "id", "") for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert {"SolaraViz", "MandateModel"} <= called
    ours = [path for folder in ("sim", "experiments", "launcher") for path in (ROOT / folder).rglob("*.py")]
    assert [path for path in ours if "import solara" in path.read_text(encoding="utf-8")] == []


def test_its_choices_are_those_of_the_door():
    """What the viewer offers is taken: every mandate, the ends of every slider."""
    from sim import load
    from sim.scenario.presets import preset_names

    told = EXAMPLE.read_text(encoding="utf-8")
    assert 'preset_names("mandate")' in told
    for mandate in preset_names("mandate"):
        for posts in (1, 12):
            assert load("enclave", mandate=mandate, settings={"resources.posts": posts}).resources.posts == posts


@pytest.mark.skipif(find_spec("solara") is None, reason="Solara is not installed (extra: solara)")
def test_it_draws_and_a_step_is_taken():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    done = subprocess.run([sys.executable, "-c", STEP], capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "pictures 2 choices ['Mandate']" in done.stdout
    assert "before True" in done.stdout and "after True" in done.stdout
