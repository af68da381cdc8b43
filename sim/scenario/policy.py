"""The levers: what a mission may do, what it can do, and who stands behind it."""

from typing import Literal

from sim.scenario.settings import Settings, setting

ESSAY = "Vartanyan, essay; model.md"
STATEMENT = "trilateral statement of 9 Nov 2020"
RUNGS = ("hold", "harassment", "grab", "obstruction", "checkpoint", "closure", "offensive")
Roe = Literal["observer", "self_defence", "protect_civilians", "enforce_access"]

# Answer authorised per rung by rules of engagement, where a mandate does not say: the default rows.
AUTHORISED = {
    "observer": (0.05, 0.02, 0.0, 0.0, 0.0, 0.0),
    "self_defence": (0.55, 0.40, 0.12, 0.10, 0.08, 0.05),
    "protect_civilians": (0.80, 0.65, 0.35, 0.30, 0.30, 0.45),
    "enforce_access": (0.80, 0.70, 0.75, 0.75, 0.75, 0.45),
}


# The same for acts on no rung of the ladder: raids on civilians, and battles with the government side.
AUTHORISED_RAID_BATTLE = {
    "observer": (0.0, 0.0),
    "self_defence": (0.15, 0.10),
    "protect_civilians": (0.95, 0.45),
    "enforce_access": (0.95, 0.45),
}


class Consent(Settings):
    """How far the host accepts the mission, and so how freely it moves."""

    host: Literal["none", "tacit", "formal"] = setting("tacit", "choice", source=ESSAY, help="A label for the reader; only `quality` acts.")
    quality: float = setting(0.6, "share", 0, 1, source="evidence.md SF5, SF11", help="Freedom of movement and access that consent gives.")


class Authorised(Settings):
    """Share of acts of each rung that the mission is authorised to answer; empty: the row of its rules of engagement."""

    harassment: float | None = setting(None, "share", 0, 1, source=ESSAY, help="Fire, threats, detentions near homes.")
    grab: float | None = setting(None, "share", 0, 1, source=ESSAY, help="A height, post or village taken.")
    obstruction: float | None = setting(None, "share", 0, 1, source=ESSAY, help="The road blocked by deniable means.")
    checkpoint: float | None = setting(None, "share", 0, 1, source=ESSAY, help="The road controlled openly.")
    closure: float | None = setting(None, "share", 0, 1, source=ESSAY, help="Nothing passes.")
    offensive: float | None = setting(None, "share", 0, 1, source=ESSAY, help="An attack to take the territory.")
    raid: float | None = setting(None, "share", 0, 1, source="evidence.md SF4", help="An attack on civilians.")
    battle: float | None = setting(None, "share", 0, 1, source="evidence.md SF2", help="A fight with the government side.")


class Monitoring(Settings):
    """What the mission itself sees, can attribute, and tells."""

    detection: float = setting(0.25, "probability", 0, 1, source="model.md", help="That an act away from any post is seen.")
    attribution: float = setting(
        0.25, "probability", 0, 1, source="model.md", help="That a seen but deniable act is credibly tied to its author."
    )
    publish: bool = setting(False, "yes or no", source=ESSAY, help="Daily findings are published with names.")
    media_access: float = setting(0.2, "share", 0, 1, source=ESSAY, help="Share of the zone that reporters can reach.")


class Mandate(Settings):
    """What the mission is for and may do. Labels act through named channels only."""

    title: str = setting("", "text", source="-", status="sourced", help="One line for people.")
    note: str = setting("", "text", source="-", status="sourced", help="Where the numbers come from.")
    legal_basis: Literal["bilateral", "trilateral", "regional", "unsc_chapter_vi", "unsc_chapter_vii"] = setting(
        "trilateral", "choice", source=STATEMENT, status="sourced", help="A label for the reader; it has no effect of its own."
    )
    consent: Consent = Consent()
    roe: Roe = setting(
        "self_defence", "choice", source=STATEMENT, status="sourced", help="Rules of engagement: the default row of `authorised`."
    )
    authorised: Authorised = Authorised()
    tasks: tuple[Literal["corridor", "line", "villages", "escorts", "convoys", "reconstruction", "protection"], ...] = setting(
        ("corridor", "line", "villages", "escorts", "convoys", "reconstruction"),
        "list",
        source=STATEMENT,
        help="What headquarters may spend team-days on; with `protection`, teams that nothing else asks for patrol.",
    )
    term_days: int = setting(1825, "days", 30, 3650, source=STATEMENT, status="sourced", help="Length of one term.")
    renewal: Literal["automatic", "consent_each", "sponsor_only", "never"] = setting(
        "automatic", "choice", source=STATEMENT, status="sourced", help="Who must agree when a term ends; never: one term and no more."
    )
    endorsement: float = setting(
        0.0,
        "share",
        0,
        1,
        source=ESSAY,
        help="Backing by organisations that brings reconstruction money; acts through will and repairs alone.",
    )
    monitoring: Monitoring = Monitoring()

    def answer_row(self) -> tuple[float, ...]:
        """Answer authorised for rungs 1 to 6: what the mandate says, else its rules of engagement."""
        given = tuple(getattr(self.authorised, rung) for rung in RUNGS[1:])
        obstruction = given[2]
        given = (*given[:3], *(obstruction if g is None else g for g in given[3:5]), given[5])
        return tuple(d if g is None else g for g, d in zip(given, AUTHORISED[self.roe], strict=True))

    def raid_and_battle(self) -> tuple[float, float]:
        """Answer authorised to raids on civilians and to battles: what the mandate says, else its rules of engagement."""
        given = self.authorised.raid, self.authorised.battle
        raid, battle = (d if g is None else g for g, d in zip(given, AUTHORISED_RAID_BATTLE[self.roe], strict=True))
        return raid, battle


class Contributor(Settings):
    """A state that sends troops: its strength here and what moves its will."""

    troops: int = setting(1960, "persons", 0, 100_000, source=f"{STATEMENT}, clause 3", status="sourced", help="Troops it sends.")
    vehicles: int = setting(470, "vehicles", 0, 20_000, source=f"{STATEMENT}, clause 3", status="sourced", help="Vehicles it sends.")
    interest: float = setting(0.6, "0-1", 0, 1, source="evidence.md SF12, SF27", help="What it stands to lose here.")
    contiguous: bool = setting(False, "yes or no", source="evidence.md SF12", help="It borders the area and can reinforce by land.")
    capability: float = setting(1.0, "armed actor = 1", 0, 20, source="model.md", help="Military weight it could bring to bear.")
    honour: float = setting(
        0.5,
        "probability",
        0,
        1,
        source="Berkemeier & Fuhrmann 2018: 50 % of commitments honoured",
        status="sourced",
        help="Prior probability that it acts when its mission is defied.",
    )
    delay_days: float = setting(7.0, "days", 0, 365, source="model.md", help="Until it could act in force.")
    trigger: Literal["grab", "obstruction", "checkpoint", "closure", "offensive", "never"] = setting(
        "grab", "rung", source=ESSAY, help="The first rung that tests it."
    )
    sanctions: float = setting(0.25, "utility", 0, 2, source="model.md", help="Cost it can put on the armed actor without force.")
    distraction: str | float = setting(
        0.0, "series name or 0-1", 0, 1, source="model.md", help="How busy it is elsewhere: a series of the place, or a constant."
    )
    ties: str | float = setting(
        0.0, "series name or 0-1", 0, 1, source="model.md", help="Its dependence on the armed actor: a series, or a constant."
    )


class SecondRoad(Settings):
    """Another way out; none where length is 0."""

    length_km: float = setting(0.0, "km", 0, 1000, source="assumption", help="Length from the capital to the outside; 0: no such road.")
    free_speed_kmh: float = setting(40.0, "km/h", 1, 130, source="roads.csv, paved two-lane mountain highway", help="Speed when empty.")
    capacity_veh_h: float = setting(900.0, "vehicles/hour", 1, 4000, source="roads.csv", help="Vehicles per hour and direction.")
    within_reach: bool = setting(False, "yes or no", source="assumption", help="The armed actor holds ground beside it.")


class Resources(Settings):
    """What the mission can do with: troops, posts, money, stocks, roads."""

    title: str = setting("", "text", source="-", status="sourced", help="One line for people.")
    note: str = setting("", "text", source="-", status="sourced", help="Where the numbers come from.")
    contributors: dict[str, Contributor] = {"sponsor": Contributor()}  # noqa: RUF012  pydantic copies it
    posts: int = setting(27, "posts", 0, 500, source="mission.csv: 27 posts from Jan 2021", status="sourced", help="Observation posts.")
    spare_posts: int = setting(
        3,
        "posts",
        0,
        100,
        source="mission.csv: 30 posts in Dec 2022",
        status="sourced",
        help="Posts that headquarters can open in a crisis.",
    )
    routes_per_day: int = setting(
        3, "routes/day", 0, 100, source="mission.csv: 3 routes a day", status="sourced", help="Routine patrol routes."
    )
    basing: Literal["temporary", "permanent"] = setting(
        "temporary", "choice", source=ESSAY, help="Permanent bases are a sunk cost, so a costly signal of staying."
    )
    budget_musd_per_month: float = setting(
        12.0,
        "million US$/month",
        0,
        1000,
        source="evidence.md 2c: US$55-80k a year per uniformed person",
        status="recalled",
        help="Money for operations; too little of it idles teams.",
    )
    reserve_stock_days: float = setting(45.0, "days of food", 0, 3650, source="supplies.csv: 25-70 days", help="Stock at the start.")
    reconstruction: float = setting(1.0, "2021 effort = 1", 0, 10, source="mission.csv: 227 ha demined a month", help="Repairs, demining.")
    second_road: SecondRoad = SecondRoad()
    evacuation_buses: int = setting(
        30,
        "buses/day",
        0,
        1000,
        source="traffic.csv: 90 buses in four days",
        status="sourced",
        help="Buses that come once the road is open to leavers.",
    )


class Guarantor(Settings):
    """A state or coalition that promises to act when a rung is reached."""

    capability: float = setting(0.8, "armed actor = 1", 0, 20, source="model.md", help="Military weight it can bring to bear.")
    honour: float = setting(
        0.5,
        "probability",
        0,
        1,
        source="evidence.md SF22: report at .22, .5, .75",
        status="sourced",
        help="Mean of the prior that it does what it promised.",
    )
    delay_days: float = setting(20.0, "days", 0, 365, source="model.md; SF17", help="Until it acts in force.")
    trigger: Literal["harassment", "grab", "obstruction", "checkpoint", "closure", "offensive"] = setting(
        "obstruction", "rung", source="model.md", help="The first rung that tests the promise."
    )
    sanctions: float = setting(
        0.0, "utility", 0, 2, source="model.md", help="Cost put on the armed actor without force; 1 = its whole aim."
    )
    forward_force: float = setting(0.0, "armed actor = 1", 0, 5, source="evidence.md SF23", help="Combat strength already on the ground.")
    interest: float = setting(0.5, "0-1", 0, 1, source="evidence.md SF20", help="What it stands to lose.")
    distraction: str | float = setting(0.2, "series name or 0-1", 0, 1, source="assumption", help="How busy it is elsewhere.")
    ties: str | float = setting(0.1, "series name or 0-1", 0, 1, source="assumption", help="Its dependence on the armed actor.")
    sees_for_itself: float = setting(
        0.0, "probability", 0, 1, source="assumption", help="Attribution it adds by its own means (monitored against opaque guarantees)."
    )


class Guarantees(Settings):
    """Who promised what beyond the mission itself."""

    title: str = setting("", "text", source="-", status="sourced", help="One line for people.")
    note: str = setting("", "text", source="-", status="sourced", help="Where the numbers come from.")
    guarantors: dict[str, Guarantor] = {}  # noqa: RUF012  pydantic copies it


class Observer(Settings):
    """A third party that watches: it adds attribution, never protection."""

    detection: float = setting(0.0, "probability", 0, 1, source="model.md 10", help="That it sees an act the mission missed.")
    attribution: float = setting(0.0, "probability", 0, 1, source="model.md 10", help="Attribution it adds to what is seen.")
    from_day: int = setting(0, "day", 0, 10_000, source="timeline.csv", help="Day on which it begins to work.")
    to_day: int = setting(10_000, "day", 0, 10_000, source="timeline.csv", help="Last day of its work.")
    coverage: float = setting(1.0, "share", 0, 1, source="assumption", help="Share of the zone it can watch.")


class Observers(Settings):
    """Monitors, monitoring centres and reporters who are not part of the mission."""

    title: str = setting("", "text", source="-", status="sourced", help="One line for people.")
    note: str = setting("", "text", source="-", status="sourced", help="Where the numbers come from.")
    observers: dict[str, Observer] = {}  # noqa: RUF012  pydantic copies it
    media_weight: float = setting(0.3, "probability", 0, 1, source="model.md 10", help="Attribution that free reporting adds.")
    aid_access: float = setting(
        1.0, "share", 0, 1, source="model.md 10", help="Share of relief convoys allowed where the road is not open."
    )
