"""The parties: the armed actor, the defenders, and the two questions nobody can settle from one history."""

from sim.scenario.settings import Settings, setting

MODEL = "model.md"


class Gains(Settings):
    """What each rung is worth to an actor that wants the whole territory (utility; the whole aim = 1)."""

    harassment: float = setting(0.05, "utility", 0, 2, source=MODEL, help="Pressure on those who live near the line.")
    grab: float = setting(0.15, "utility", 0, 2, source=MODEL, help="A height or village, for good.")
    obstruction: float = setting(0.33, "utility", 0, 2, source=MODEL, help="Hold over the road, deniably.")
    checkpoint: float = setting(0.50, "utility", 0, 2, source=MODEL, help="Hold over the road, openly.")
    closure: float = setting(0.68, "utility", 0, 2, source=MODEL, help="Submission by hunger.")
    offensive: float = setting(1.0, "utility", 0, 2, source=MODEL, help="The whole territory: the unit.")
    raid: float = setting(0.25, "utility", 0, 2, source="assumption", help="Power over people and what they own.")
    battle: float = setting(0.2, "utility", 0, 2, source="assumption", help="Ground, arms and standing against the government side.")


class Costs(Settings):
    """What each rung costs the actor itself (utility)."""

    harassment: float = setting(0.01, "utility", 0, 2, source=MODEL, help="Own cost of harassment.")
    grab: float = setting(0.05, "utility", 0, 2, source=MODEL, help="Own cost of a grab.")
    obstruction: float = setting(0.08, "utility", 0, 2, source=MODEL, help="Own cost of an obstruction.")
    checkpoint: float = setting(0.12, "utility", 0, 2, source=MODEL, help="Own cost of a checkpoint.")
    closure: float = setting(0.22, "utility", 0, 2, source=MODEL, help="Own cost of a closure: the world sees hunger.")
    offensive: float = setting(0.20, "utility", 0, 2, source=MODEL, help="Own cost of attacking, before losses in battle.")
    raid: float = setting(0.02, "utility", 0, 2, source="assumption", help="Own cost of a raid.")
    battle: float = setting(0.04, "utility", 0, 2, source="assumption", help="Own cost of a battle.")


class Losses(Settings):
    """What is lost when a rung is answered (utility)."""

    harassment: float = setting(0.12, "utility", 0, 2, source=MODEL, help="Lost when harassment is answered.")
    grab: float = setting(0.20, "utility", 0, 2, source=MODEL, help="Lost when a grab is answered.")
    obstruction: float = setting(0.45, "utility", 0, 2, source=MODEL, help="Lost when an obstruction is cleared.")
    checkpoint: float = setting(0.50, "utility", 0, 2, source=MODEL, help="Lost when a checkpoint is cleared.")
    closure: float = setting(0.55, "utility", 0, 2, source=MODEL, help="Lost when a closure is broken.")
    offensive: float = setting(0.80, "utility", 0, 2, source=MODEL, help="Lost when an attack is met by the mission.")
    raid: float = setting(1.0, "utility", 0, 2, source="assumption", help="Lost when a raid is answered.")
    battle: float = setting(0.6, "utility", 0, 2, source="assumption", help="Lost when a battle is answered.")


class ArmedActor(Settings):
    """The side that wants the territory: strength, aims, patience, and how it chooses."""

    capability: float = setting(
        1.0,
        "armed actor in 2020 = 1",
        0,
        20,
        source="mission.csv: about 15,000 used in 2023",
        help="Its strength; the unit for all others.",
    )
    growth_per_year: float = setting(0.04, "1/year", -0.5, 1, source="assumption", help="Growth of its strength.")
    aims: float = setting(1.0, "0-1", 0, 1, source="essay", help="How much it wants the territory; 0: not at all.")
    is_host_government: bool = setting(
        True, "yes or no", source="evidence.md SF5", help="It is the state whose consent lets the mission move."
    )
    attackers: int = setting(
        15_000, "persons", 0, 2_000_000, source="mission.csv: 10,000-25,000", help="Troops in an offensive; for counting losses."
    )
    gains: Gains = Gains()
    costs: Costs = Costs()
    losses: Losses = Losses()
    noise: float = setting(0.04, "utility", 0.001, 1, source=MODEL, help="Lambda of the quantal response: how erratic its choices are.")
    friction: float = setting(0.25, "utility", 0, 2, source=MODEL, help="What it takes to leave the status quo.")
    patience_weeks: float = setting(
        45.0, "weeks", 1, 1000, source="assumption", help="Time in which holding the road without a settlement loses its worth."
    )
    build_up_weeks: float = setting(10.0, "weeks", 1, 200, source="assumption", help="Weeks of build-up before an offensive can start.")
    hold_days: float = setting(
        75.0, "days", 0, 1000, source="assumption", help="Days that a rung on the road must stand before the next can be built on it."
    )


class Defenders(Settings):
    """The side that holds the territory."""

    strength: float = setting(
        0.80,
        "armed actor in 2020 = 1",
        0,
        20,
        source="mission.csv: 4,000-9,000 men against 10,000-25,000",
        help="Fighting strength with full supply, terrain included.",
    )
    fighters: int = setting(6_000, "persons", 0, 1_000_000, source="mission.csv: 4,000-9,000", help="For counting losses.")
    unsupplied_share: float = setting(0.35, "share", 0, 1, source="model.md 6 (phi)", help="Strength that is left without any supply.")


class Theory(Settings):
    """The two switches that one history cannot identify; a claim is robust only if it survives both."""

    omega: float = setting(
        0.5,
        "share",
        0,
        1,
        source="model.md",
        help="How much the armed actor reads public signals (1) or learns only from answered acts (0).",
    )
    pi: float = setting(
        0.35,
        "share",
        0,
        1,
        source="model.md; Reiter & Poast 2021 (0), Schelling (1)",
        help="Share of punishment that survives a completed fait accompli.",
    )
