"""MandateModel in Mesa's own viewer: a small enclave, week by week, with a mandate and a world to choose.

    pip install -e ".[solara]"
    solara run examples/solara_viz.py

It shows how a Mesa user looks at the model; `corridor app` is the page for a class. The extra names the releases of Solara that work
without the internet. What Corridor is not for is told by `corridor describe`.
"""

import mesa
import numpy as np
import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from sim import MandateModel, load
from sim.scenario.presets import preset_names

ACCESS = ("#0072B2", "#E69F00", "#D55E00", "#222222")  # open, obstructed, checkpoint, closed
STATES = ("persons_home", "persons_want_to_leave", "persons_on_road", "persons_out")


class Enclave(mesa.Model):
    """The teaching enclave under a mandate, in one world; a step is a week.

    It holds a MandateModel rather than being one: the viewer of Mesa 3.5 takes any model's `scenario` for one of its own."""

    def __init__(self, mandate: str = "skeletal_2020", posts: int = 6, seed: int = 16) -> None:
        super().__init__(rng=seed)
        self.lived = MandateModel(load("enclave", mandate=mandate, settings={"resources.posts": posts}), seed)

    def step(self) -> None:
        """Advance a week, and stop at the horizon."""
        self.lived.advance(7)
        self.running = self.lived.day < self.lived.horizon_days


@solara.component
def Road(viewed: Enclave) -> None:
    """The road network today: roads by access, places by people and fear."""
    update_counter.get()
    model = viewed.lived
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    world, where = model.world, model.plan.place.settlements
    for segment in world.segments[world.segments["is_open"] > 0]:
        ends = [int(segment["a"]), int(segment["b"])]
        axes.plot(where.lon[ends], where.lat[ends], color=ACCESS[int(segment["level"])], linewidth=3, zorder=1)
    people, fear = world.settlements["n_home"], world.settlements["fear"]
    dots = axes.scatter(where.lon, where.lat, s=10 + people / 10, c=fear, cmap="YlOrRd", vmin=0, vmax=1, edgecolor="black", zorder=2)
    figure.colorbar(dots, label="fear (0 to 1)")
    axes.set_title(f"Day {model.day}: the road is {('open', 'obstructed', 'under a checkpoint', 'closed')[int(model.zone['access'])]}")
    axes.set_axis_off()
    solara.FigureMatplotlib(figure)


@solara.component
def People(viewed: Enclave) -> None:
    """Where the people are, day by day."""
    update_counter.get()
    model = viewed.lived
    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.subplots()
    days = np.arange(model.day)
    for state in STATES:
        axes.plot(days, model.world.daily[state][: model.day], label=state.removeprefix("persons_").replace("_", " "))
    axes.set_xlabel("day")
    axes.set_ylabel("persons")
    axes.legend(loc="center left")
    solara.FigureMatplotlib(figure)


PARAMETERS = {
    "mandate": {"type": "Select", "label": "Mandate", "value": "skeletal_2020", "values": preset_names("mandate")},
    "posts": {"type": "SliderInt", "label": "Posts", "value": 6, "min": 1, "max": 12, "step": 1},
    "seed": {"type": "SliderInt", "label": "World", "value": 16, "min": 1, "max": 100, "step": 1},
}

page = SolaraViz(
    Enclave(), components=[(Road, 0), (People, 0)], model_params=PARAMETERS, name="Corridor: a small enclave", render_interval=1
)
