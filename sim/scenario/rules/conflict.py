"""What the armed actor does, believes and risks. One group a submodel; every field is a column of the compiled rules' table."""

from sim.scenario.settings import Settings, setting

MODEL = "model.md"
SEVERITY = "model.md 4: acts weighted by severity; the weights are an assumption"


class Act(Settings):
    """What the armed units do day by day below the threshold (submodel 4, daily posture)."""

    front_km: float = setting(8.0, "km", 0, 100, source="assumption", help="Farthest place that units on the line reach.")
    harass_per_month: float = setting(
        0.75,
        "1/month",
        0,
        100,
        source="mission.csv: 1-2 reports on a busy day, none on half the days",
        help="Acts of one unit facing a place on the line, at full intensity.",
    )
    harass_km: float = setting(4.0, "km", 0.1, 100, source="assumption", help="Distance over which harassment fades.")
    harass_deaths: float = setting(
        0.20, "persons", 0, 10, source="patterns.csv P9", help="Deaths per act when farms near the line are worked."
    )
    harass_deaths_idle: float = setting(
        0.2,
        "full work = 1",
        0,
        5,
        source="assumption",
        help="Danger of an act of harassment when nobody works the fields; full work adds 1. Both are multiplied by the deaths per act.",
    )
    harass_civilians: float = setting(
        0.5, "share", 0, 1, source="assumption", help="Share of the deaths from harassment that are civilians; the others are defenders."
    )
    settle_days: float = setting(
        350.0, "days", 1, 100_000, source="patterns.csv P9: casualty events fell", help="Time in which the line settles after a war."
    )
    settled: float = setting(0.2, "share", 0, 1, source="assumption", help="Harassment left once the line has settled.")
    grab_per_month: float = setting(
        1.4, "1/month", 0, 100, source="assumption", help="Grabs tried a month when nothing speaks against them."
    )
    grab_shyness: float = setting(3.0, "1/presence", 0, 50, source="evidence.md SF25", help="How strongly grabs avoid presence.")
    grab_deaths: float = setting(
        1.6, "persons", 0, 100, source="timeline.csv: 0-5 soldiers a grab", help="Fighters killed per side in a grab."
    )
    positions_first: int = setting(1, "positions", 1, 100, source="assumption", help="Positions that hold the smallest place.")
    positions_more: int = setting(
        2, "positions", 0, 100, source="assumption", help="Further positions that hold a place for each `position_persons` of its people."
    )
    position_persons: float = setting(
        400.0, "persons", 1, 1_000_000, source="assumption", help="People of a place for whom it has `positions_more` positions more."
    )
    position_km: float = setting(
        0.7, "km", 0, 50, source="assumption", help="How far the line moves at a place when a position is taken or given back."
    )
    nearest_km: float = setting(0.2, "km", 0, 10, source="assumption", help="Nearest that the line comes to a place that is still held.")
    campaigns_per_year: float = setting(
        0.0,
        "1/year",
        0,
        100,
        source="assumption",
        help="Campaigns that a unit beside the line starts in a quiet year, in which it raids civilians and gives battle; 0: no civil war.",
    )
    campaign_days: float = setting(60.0, "days", 1, 5000, source="assumption", help="Mean length of a campaign that nobody answers.")
    campaign_spread: float = setting(
        1.5,
        "share",
        0,
        50,
        source="evidence.md SF7: risk nearby rises by more than 70 %",
        help="How much a campaign next door that no answer pins down adds to the chance that one starts here.",
    )
    campaign_spread_km: float = setting(50.0, "km", 1, 1000, source="assumption", help="Road distance over which that fades.")
    raids_per_month: float = setting(
        0.0, "1/month", 0, 100, source="assumption", help="Attacks on civilians by one unit on campaign, at full intensity."
    )
    raid_deaths: float = setting(6.5, "persons", 0, 60, source="assumption", help="Civilians killed in a raid that nobody answers.")
    battles_per_month: float = setting(
        0.0, "1/month", 0, 100, source="assumption", help="Fights of one unit on campaign with the government side, at full intensity."
    )
    battle_deaths: float = setting(1.5, "persons", 0, 100, source="assumption", help="Fighters killed per side in a battle.")
    mines_per_month: float = setting(
        14.0,
        "1/month",
        0,
        100,
        source="patterns.csv P9: 95 of 130 casualty rows are mines",
        help="Mine accidents a month on uncleared ground with farms fully worked.",
    )
    mines_idle: float = setting(
        0.3, "share", 0, 1, source="assumption", help="Share of these accidents that happens although no farms are worked."
    )
    mines_power: float = setting(
        2.0,
        "power",
        0,
        10,
        source="assumption",
        help="How steeply accidents fall as ground is cleared; 1: in proportion to the ground that is left.",
    )
    mine_deaths: float = setting(0.15, "persons", 0, 10, source="assumption", help="Deaths per mine accident.")
    mined_ha: float = setting(4500.0, "ha", 1, 1_000_000, source="assumption: 2,541 ha cleared by 2023", help="Ground that needs clearing.")
    clearing_ha_per_month: float = setting(
        330.0,
        "ha/month",
        0,
        10_000,
        source="mission.csv: 227 ha/month until Sep 2021",
        status="sourced",
        help="Ground cleared a month at full will and money.",
    )
    clearing_will: float = setting(2.5, "power", 0, 10, source="assumption", help="How steeply clearing falls with will.")
    clearing_endorsement: float = setting(
        0.5,
        "share",
        0,
        10,
        source="assumption; model.md 1: reconstruction money follows an international endorsement",
        help="What full endorsement adds to clearing and repairs.",
    )


class Command(Settings):
    """What the armed actor's command believes (submodel 4)."""

    half_life_days: float = setting(150.0, "days", 10, 5000, source=f"{MODEL}: 90-240 days", help="Half-life of what it has seen.")
    prior_acts: float = setting(6.0, "acts", 0.1, 1000, source="assumption", help="Weight of its first belief, in acts.")
    spill: float = setting(0.5, "share", 0, 1, source="assumption", help="What an act says about the next rung.")
    severity_harassment: float = setting(
        0.1, "weight", 0, 10, source=SEVERITY, help="Weight of an act of harassment in what the command learns from acts and answers."
    )
    severity_grab: float = setting(0.5, "weight", 0, 10, source=SEVERITY, help="Weight of a grab in what it learns.")
    severity_obstruction: float = setting(1.0, "weight", 0, 10, source=SEVERITY, help="Weight of a week of obstruction in what it learns.")
    severity_checkpoint: float = setting(1.0, "weight", 0, 10, source=SEVERITY, help="Weight of a week of a checkpoint in what it learns.")
    severity_closure: float = setting(1.0, "weight", 0, 10, source=SEVERITY, help="Weight of a week of closure in what it learns.")
    severity_offensive: float = setting(2.0, "weight", 0, 10, source=SEVERITY, help="Weight of an offensive in what it learns.")
    honour_acts: float = setting(5.0, "tests", 0.1, 1000, source="assumption", help="Weight of its first belief in a promise, in tests.")
    deniability_obstruction: float = setting(
        0.6, "share", 0, 1, source="timeline.csv: 'eco-activists'", help="How far an obstruction hides its author."
    )
    deniability_grab: float = setting(0.5, "share", 0, 1, source="assumption", help="How far a grab hides its author.")
    deniability_harassment: float = setting(0.75, "share", 0, 1, source="assumption", help="How far harassment hides its author.")
    unpublished: float = setting(
        0.5, "share", 0, 1, source="assumption", help="What the mission's own attribution is worth if not published."
    )
    extra_visibility: float = setting(
        0.3,
        "probability",
        0,
        1,
        source="assumption",
        help="Added to the chance that an act on the line is seen, when the command weighs who would act on it.",
    )
    complete_grab_days: float = setting(2.0, "days", 0.1, 1000, source="assumption", help="Time in which a grab is a fait accompli.")
    complete_road_days: float = setting(40.0, "days", 0.1, 1000, source="assumption", help="Time in which a hold on the road is one.")
    test_pause_days: float = setting(28.0, "days", 0, 1000, source="assumption", help="Acts within this time are one test of a promise.")
    posture_noise: float = setting(
        0.5,
        "armed_actor.noise = 1",
        0.01,
        10,
        source="assumption",
        help="Noise of the choices how hard to harass, grab, raid and give battle.",
    )
    grab_margin: float = setting(0.06, "utility", 0, 2, source="assumption", help="Worth below which grabs are not tried.")
    build_up_loss: float = setting(
        0.5,
        "weeks/week",
        0,
        100,
        source="assumption",
        help="Build-up for an offensive that is lost in each week in which the command chooses something else.",
    )
    reversal_pause_days: float = setting(60.0, "days", 0, 1000, source="assumption", help="Pause after an answered act on the road.")
    sanction_memory_weeks: float = setting(52.0, "weeks", 1, 1000, source="assumption", help="How long sanctions in force last.")


class Contest(Settings):
    """The offensive (submodel 6)."""

    nu: float = setting(3.0, "power", 0.1, 20, source=MODEL, help="How decisive a local advantage is.")
    mission_share: float = setting(
        0.04,
        "armed actor = 1",
        0,
        5,
        source="assumption",
        help="Fighting strength of 2,000 mission troops if all were authorised and willing.",
    )
    reference_ratio: float = setting(
        2.0,
        "ratio",
        0.1,
        20,
        source="assumption; mission.csv: about 15,000 against 4,000-9,000 men in 2023",
        help="Force ratio for which the length of an offensive and the attackers' losses are given; both fall as the ratio grows.",
    )
    hours: float = setting(
        24.0, "hours", 1, 2000, source="patterns.csv P12: 24 +- 8 h", help="Length of an offensive at the reference ratio."
    )
    hours_spread: float = setting(
        0.3, "log hours", 0, 3, source="patterns.csv P12: 24 +- 8 h", help="Standard deviation of the logarithm of that length."
    )
    attacker_loss: float = setting(
        0.013, "share", 0, 1, source="patterns.csv P12: 192 of about 15,000", help="Attackers killed at the reference ratio."
    )
    defender_loss: float = setting(0.033, "share", 0, 1, source="patterns.csv P12: about 200 of about 6,000", help="Defenders killed.")
    casualties_per_death: float = setting(
        3.0,
        "persons",
        1,
        20,
        source="assumption",
        help="Defenders killed or wounded, and so lost to the defence, for each one killed.",
    )
    losses_spread: float = setting(
        0.15, "log persons", 0, 3, source="assumption", help="Standard deviation of the logarithm of all losses in an offensive."
    )
    civilian_deaths: float = setting(
        10.0, "persons", 0, 100_000, source="patterns.csv P12: 9-10", help="Civilians killed per 100,000 present."
    )
    peacekeeper_deaths: float = setting(
        5.0, "persons", 0, 10_000, source="patterns.csv P12: 5-6", help="Peacekeepers killed per 2,000 exposed."
    )
    talks_days: float = setting(
        4.0,
        "days",
        0,
        365,
        source="timeline.csv: road opened on the fourth day after the ceasefire",
        help="Mean time until leavers may pass.",
    )
    shortest_talks_days: float = setting(1.0, "days", 0, 365, source="assumption", help="Shortest time until leavers may pass.")
    exit_hour: float = setting(
        12.0,
        "hour of the day",
        0,
        24,
        source="timeline.csv: road opened on 24 Sep 2023, first arrivals that afternoon",
        help="Earliest hour of that day at which they may pass.",
    )
    exit_hour_spread: float = setting(
        8.0, "hours", 0, 24, source="assumption", help="Hours within which the hour lies at which they may pass, each as likely."
    )
    defeat_pause_days: float = setting(
        360.0, "days", 0, 10_000, source="assumption", help="After a failed offensive: pause before the next one is considered."
    )
    defeat_road_pause_days: float = setting(
        180.0, "days", 0, 10_000, source="assumption", help="After a failed offensive: pause before the road is touched again."
    )
    retaliation: float = setting(1.6, "power", 0.1, 10, source="evidence.md SF27", help="How steeply retaliation falls with will.")
    battle_cost: float = setting(0.55, "utility", 0, 5, source="assumption", help="Cost of battle losses against an equal.")
