"""Food, fear, and the decision to leave. One group a submodel; every field is a column of the compiled rules' table."""

from sim.scenario.rules.months import by_month
from sim.scenario.settings import Settings, setting

MODEL = "model.md"


class Supply(Settings):
    """Food and goods (submodel 7)."""

    imports_t_day: float = setting(
        400.0, "t/day", 0, 100_000, source="traffic.csv", status="sourced", help="Goods through the road in peace."
    )
    food_share: float = setting(
        0.20, "share", 0, 1, source="evidence.md 2c: food is about 16 % of tonnage", help="Food in ordinary imports."
    )
    convoy_food_share: float = setting(0.65, "share", 0, 1, source="assumption", help="Food in relief convoys.")
    convoys_unescorted: float = setting(
        0.3, "share", 0, 1, source="assumption", help="Share of relief convoys that gets through without teams of the mission."
    )
    goods_road_veh_h: float = setting(
        100.0,
        "vehicles/hour",
        1,
        4000,
        source="assumption",
        help="Capacity of a second road out of the armed actor's reach that could carry all ordinary goods.",
    )
    need_kg_day: float = setting(
        0.55, "kg/person/day", 0.1, 5, source="evidence.md 2c: 0.555 kg = 2,100 kcal", status="sourced", help="Dry food for a full ration."
    )
    local_share: float = setting(0.25, "share", 0, 1, source="supplies.csv: 0.1-0.4", help="Need met by local production over a year.")
    harvest_season: tuple[float, ...] = setting(
        (0.7, 0.6, 0.6, 0.7, 0.9, 1.1, 1.4, 1.5, 1.5, 1.2, 1.0, 0.8),
        "any scale",
        0,
        1000,
        source="assumption",
        help="Local production by month, January first; only the proportions count. The same in every world.",
    )
    _twelve_months = by_month("harvest_season")
    pass_obstructed: float = setting(
        0.09,
        "share",
        0,
        1,
        source="traffic.csv: 7.7 % of normal in 150 days",
        status="sourced",
        help="Goods that pass an obstruction, all by convoy.",
    )
    pass_checkpoint: float = setting(0.05, "share", 0, 1, source=MODEL, help="Goods that pass a checkpoint, all by convoy.")
    rationing_days: float = setting(30.0, "days", 0, 1000, source=MODEL, help="Stock under which rationing starts.")
    ration_floor: float = setting(
        0.36,
        "share",
        0,
        1,
        source="evidence.md 2c: coupons gave 36 % of 2,100 kcal",
        status="sourced",
        help="Lowest ration handed out while there is stock.",
    )
    hunger_deaths: float = setting(
        0.15,
        "1/100,000/day",
        0,
        100,
        source="supplies.csv: excess mortality 1.2-2.0 in 2023; assumption",
        help="Extra deaths when the ration is zero.",
    )
    hunger_ration: float = setting(0.5, "share", 0.01, 1, source="assumption", help="Ration under which hunger and missing medicine kill.")
    defence_goods: float = setting(
        0.6, "share", 0, 1, source="assumption", help="Weight of goods that come in, beside the ration, in what supplies the defenders."
    )
    defence_lag_days: float = setting(180.0, "days", 1, 2000, source=f"{MODEL}: 120-250 days", help="Lag of the defenders' supply.")
    truck_t: float = setting(19.0, "t", 1, 60, source="evidence.md 2c", status="sourced", help="Load of a truck.")


class Feeling(Settings):
    """Fear and trust (submodels 8 and 10)."""

    fear_start: float = setting(0.08, "0-1", 0, 1, source="assumption", help="Fear on the first day away from the line.")
    fear_start_line: float = setting(0.15, "0-1", 0, 1, source="assumption", help="Fear on the first day at the line.")
    fear_half_life: float = setting(75.0, "days", 1, 2000, source="assumption", help="Half-life of fear.")
    fear_km: float = setting(8.0, "km", 0.1, 100, source="assumption", help="Distance over which fear spreads.")
    fear_harassment: float = setting(0.025, "0-1", 0, 1, source="assumption", help="Fear from one act of harassment where it happens.")
    fear_grab: float = setting(0.12, "0-1", 0, 1, source="assumption", help="Fear from a grab.")
    fear_death: float = setting(0.10, "0-1", 0, 1, source="assumption", help="Fear from a death.")
    most_deaths_felt: float = setting(
        3.0, "persons", 0, 1000, source="assumption", help="Deaths in one grab or raid beyond which fear grows no further."
    )
    defenders_per_civilian: float = setting(
        3.0, "persons", 0.1, 1000, source="assumption", help="Defenders killed in a grab who frighten as much as one death among civilians."
    )
    fear_road: float = setting(0.0025, "1/day", 0, 1, source="assumption", help="Fear from each day of a road that is not open, per level.")
    fear_offensive: float = setting(0.85, "0-1", 0, 1, source="assumption", help="Fear that an offensive leaves everywhere.")
    trust_start: float = setting(0.6, "0-1", 0, 1, source="essay: immense trust in the contingent", help="Trust in the mission at first.")
    trust_answered: float = setting(0.05, "0-1", 0, 1, source="assumption", help="Trust won by an answered act.")
    trust_unanswered: float = setting(0.03, "0-1", 0, 1, source="assumption", help="Trust lost by a seen but unanswered act.")
    trust_road: float = setting(
        0.0015, "1/day", 0, 1, source="assumption", help="Trust lost each day that the road is not open, per level."
    )
    trust_works: float = setting(
        0.0012, "1/day", 0, 1, source="model.md 10", help="Trust won by repairs, demining and escorts at full effort."
    )
    work_fear: float = setting(4.0, "1/fear", 0, 50, source="assumption", help="How strongly fear keeps unescorted farmers from fields.")


class Leaving(Settings):
    """The hazard of deciding to leave (submodel 8)."""

    base_per_day: float = setting(8e-6, "1/day", 0, 1, source="assumption", help="Decisions to leave in calm, per household.")
    most_per_day: float = setting(
        24.0, "1/day", 0.1, 1000, source="assumption", help="Highest hazard of deciding to leave, for an ordinary household."
    )
    fear: float = setting(
        5.0, "log hazard per unit", 0, 50, source="evidence.md 2a: personal threat is the main driver", help="Weight of fear."
    )
    dead_zone: float = setting(
        0.25, "0-1", 0, 1, source="evidence.md 2a: Bohra-Mishra & Massey 2011", help="Fear under which fear keeps people in."
    )
    shortage: float = setting(2.5, "log hazard per unit", 0, 50, source="assumption", help="Weight of a missing ration.")
    neighbours: float = setting(
        2.0, "log hazard per unit", 0, 50, source="evidence.md 2a: threshold cascades", help="Weight of the share gone."
    )
    neighbours_near: float = setting(
        0.5, "share", 0, 1, source="assumption", help="Weight of those gone from the own place, beside those gone from the whole zone."
    )
    authority: float = setting(
        8.0, "log hazard", 0, 50, source="evidence.md 2a: loss of control is a jump", help="Jump when authority is lost."
    )
    road_risk: float = setting(
        0.25, "log hazard per level", 0, 10, source="evidence.md 2a: road violence deters", help="Deterrence by a controlled road."
    )
    trust: float = setting(1.0, "log hazard per unit", 0, 50, source="essay", help="How far trust keeps people.")
    vehicle_frailty: float = setting(0.25, "log hazard", -5, 5, source="evidence.md 2a: Schon 2019", help="Households with a vehicle.")
    kin_frailty: float = setting(0.25, "log hazard", -5, 5, source="evidence.md 2a: networks", help="Households with kin abroad.")
    farm_frailty: float = setting(0.25, "log hazard", -5, 5, source="evidence.md 2a", help="Households that farm near the line.")
    attachment_frailty: float = setting(
        1.6, "log hazard", 0, 10, source="evidence.md 2a: Adhikari 2013", help="From least to most attached."
    )
    most_attached: float = setting(
        0.004, "share", 0, 1, source="patterns.csv P5: 50-1,000 stayed", help="Share of households that stay through almost anything."
    )
    most_attached_frailty: float = setting(
        5.0, "log hazard", 0, 50, source="patterns.csv P5", help="How much less likely those are to leave."
    )
    most_agents: int = setting(
        40_000,
        "households",
        100,
        50_000_000,
        source="assumption",
        help="Households beyond which an agent stands for several alike ones, which decide and go together.",
    )
    mean_household: float = setting(
        3.7, "persons", 1, 15, source="census of 2015, Armenia 2011: 3.6-3.9", status="recalled", help="Persons a household."
    )
    largest_household: float = setting(12.0, "persons", 1, 60, source="assumption", help="Persons in the largest household.")
    vehicle_owners: float = setting(
        0.76, "share", 0, 1, source="exodus.csv: 21,103 vehicles for 100,490 persons", status="sourced", help="Households with a vehicle."
    )
    kin_abroad: float = setting(0.5, "share", 0, 1, source="assumption", help="Households with kin outside.")
    farm_km: float = setting(6.0, "km", 0, 100, source="assumption", help="Farthest from the line that a farming household lives.")
    farm_share: float = setting(0.35, "share", 0, 1, source="assumption", help="Rural households there that farm near the line.")
    away_share: float = setting(
        0.45,
        "share",
        0,
        1,
        source="timeline.csv: 50,658 returned by Jan 2021",
        status="sourced",
        help="Households still away when the war ends.",
    )
    away_days: float = setting(
        180.0, "days", 0, 10_000, source="assumption", help="Time after the war in which those still away do not count as gone."
    )
    return_per_day: float = setting(
        0.045,
        "1/day",
        0,
        1,
        source="timeline.csv: 11,000 by 25 Nov, 42,000 by 21 Dec",
        status="sourced",
        help="Returns a day in calm, per household away.",
    )
    return_fear: float = setting(4.0, "1/fear", 0, 50, source="assumption", help="How strongly fear keeps people from returning.")
    return_without_trust: float = setting(
        0.4, "full trust = 1", 0, 10, source="assumption", help="Pull to return without any trust in the mission; full trust adds 1."
    )
    return_slowness: float = setting(
        8.0,
        "ratio",
        0,
        1000,
        source="assumption",
        help="Those who left in calm return so many times as slowly as those away since the war.",
    )
    shelter_share: float = setting(
        0.065,
        "share",
        0,
        1,
        source="patterns.csv P12: about 5,000 at the base",
        status="sourced",
        help="Households near the fighting that shelter at posts.",
    )
    shelter_days: float = setting(
        2.0, "days", 0, 365, source="timeline.csv: 1,340 left at the base a day later", status="sourced", help="Mean stay."
    )
