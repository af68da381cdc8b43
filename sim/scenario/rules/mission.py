"""What the mission is: its will, its presence, its answers. One group a submodel; every field is a column of the compiled rules' table."""

from sim.scenario.rules.months import by_month
from sim.scenario.settings import Settings, setting

MODEL = "model.md"


class Will(Settings):
    """Political will of a contributor or guarantor (submodel 1)."""

    base: float = setting(-0.2, "logit", -10, 10, source=MODEL, help="w0: will without any interest or distraction.")
    interest: float = setting(3.4, "logit", 0, 20, source=MODEL, help="wI: what interest adds.")
    distraction: float = setting(3.4, "logit", 0, 20, source=MODEL, help="wD: what distraction takes.")
    ties: float = setting(1.4, "logit", 0, 20, source=MODEL, help="wE: what ties to the armed actor take.")
    sunk_cost: float = setting(0.5, "logit", 0, 5, source=f"{MODEL} 1", help="What permanent bases add.")
    endorsement: float = setting(0.5, "logit", 0, 5, source=f"{MODEL} 1", help="What full endorsement adds through reconstruction money.")
    renewal: float = setting(0.2, "logit", 0, 5, source=f"{MODEL} 1", help="What a term that renews itself adds.")
    casualties: float = setting(
        0.25,
        "logit",
        0,
        5,
        source="evidence.md SF12",
        help="What the death of ten peacekeepers takes, unless the contributor is contiguous.",
    )
    mood_spread: float = setting(0.35, "logit", 0, 5, source="assumption", help="Standard deviation of a state's changing mood.")
    mood_weeks: float = setting(16.0, "weeks", 1, 500, source="assumption", help="Time in which a mood is forgotten.")
    mood_common: float = setting(0.2, "correlation", 0, 1, source="evidence.md SF13", help="How far contributors' moods move together.")
    rotation_days: float = setting(90.0, "days", 1, 1000, source=MODEL, help="Lag with which troops follow will.")
    thinnest: float = setting(
        0.6,
        "share",
        0,
        1,
        source="mission.csv: 900-1,960 of 1,960 after Feb 2022",
        help="Share of the troops that stays however low the will.",
    )
    full: float = setting(0.6, "share", 0.01, 1, source="assumption", help="Will at which nothing is thinned or curtailed.")
    withdrawal_weeks: float = setting(
        26.0,
        "weeks",
        1,
        1000,
        source="timeline.csv: left eight months after the exodus",
        help="Mean time until a mission without purpose leaves.",
    )
    withdrawal_below: float = setting(
        0.1,
        "share",
        0,
        1,
        source="assumption",
        help="Share of the people still present below which, after a capitulation, a mission has nobody left to protect.",
    )
    renewal_power: float = setting(
        0.5,
        "power",
        0,
        10,
        source="assumption",
        help="How steeply the chance of another term falls with will, where the sponsor alone decides; 1: in proportion.",
    )
    honour_spread: float = setting(
        1.0,
        "logit",
        0,
        5,
        source="assumption",
        help="How far a state's true probability of keeping its promise is spread around its prior (standard deviation, log-odds).",
    )


class Patrol(Settings):
    """Presence of the mission (submodel 2)."""

    team_size: float = setting(9.0, "persons", 2, 200, source="assumption", help="Troops in a team.")
    deployable: float = setting(0.33, "share", 0.01, 1, source="assumption", help="Share of troops outside camp on a day.")
    vehicles_per_team: float = setting(
        3.0, "vehicles", 0.1, 50, source="assumption", help="Vehicles that a mobile team and its supply need."
    )
    presence_km: float = setting(7.5, "km", 0.5, 50, source=f"{MODEL}: 5-10 km along roads", help="Distance over which presence fades.")
    presence_strength: float = setting(0.5, "1/team", 0, 10, source="assumption", help="Presence that one team-day adds where it is.")
    first_posts: float = setting(
        0.85,
        "share",
        0,
        1,
        source="mission.csv: 23 of 27 posts in Nov and Dec 2020",
        status="sourced",
        help="Share of its posts that a mission sets up at once.",
    )
    set_up_days: float = setting(
        60.0,
        "days",
        0,
        3650,
        source="mission.csv: 27 posts on 13 Jan 2021, 60 days after 14 Nov 2020",
        status="sourced",
        help="Time until all posts stand.",
    )
    spare_posts_weeks: float = setting(
        2.0,
        "weeks",
        0,
        500,
        source="assumption",
        help="Weeks in a row on which the road is not open after which headquarters opens its spare posts.",
    )
    post_line: float = setting(
        0.5,
        "1/km",
        0,
        20,
        source="assumption",
        help="How strongly posts go to places near the line rather than to populous ones (log persons a km).",
    )
    line_km: float = setting(
        6.0, "km", 0.1, 100, source="assumption", help="Distance from the line over which routine patrols of the line become rarer."
    )
    corridor_weight: float = setting(
        0.6, "a road at the line = 1", 0, 100, source="assumption", help="Weight of the corridor in routine patrols."
    )
    villages_weight: float = setting(
        0.1, "a road at the line = 1", 0, 100, source="assumption", help="Weight of every road between held places in routine patrols."
    )
    teams_per_route: float = setting(4.0, "teams", 1, 50, source="assumption", help="Teams on one patrol route.")
    hotspot_share: float = setting(0.5, "share", 0, 1, source=MODEL, help="Share of patrol legs sent where incidents were reported.")
    picture_days: float = setting(60.0, "days", 1, 1000, source=MODEL, help="Half-life of headquarters' incident picture.")
    least_picture: float = setting(
        0.5, "weight", 0, 1000, source="assumption", help="Reports of all roads together below which patrols keep to routine."
    )
    report_harassment: float = setting(
        1.0, "weight", 0, 100, source="assumption", help="Weight of a seen act of harassment in headquarters' incident picture."
    )
    report_grab: float = setting(3.0, "weight", 0, 100, source="assumption", help="Weight of a seen grab in it.")
    report_grab_unseen: float = setting(
        1.0, "weight", 0, 100, source="assumption", help="Weight of a grab that the mission did not see: the ground is found taken."
    )
    report_road: float = setting(2.0, "weight", 0, 100, source="assumption", help="Weight of a week in which the road was held.")
    report_raid: float = setting(3.0, "weight", 0, 100, source="assumption", help="Weight of a seen raid.")
    report_battle: float = setting(2.0, "weight", 0, 100, source="assumption", help="Weight of a seen battle.")
    response_share: float = setting(0.25, "share", 0, 1, source="assumption", help="Share of mobile teams kept ready to respond.")
    column_teams: float = setting(
        6.0,
        "teams",
        0,
        100,
        source="mission.csv: six columns a day",
        status="sourced",
        help="Teams bound by escorts of the armed actor's columns.",
    )
    convoy_teams: float = setting(2.0, "teams", 0.1, 100, source="assumption", help="Teams with which all relief convoys are escorted.")
    escorts_wanted: float = setting(
        17.0,
        "escorts/week",
        0,
        1000,
        source="mission.csv: 5-40 a week; scaled by season",
        help="Farm escorts asked for in an average week of peace.",
    )
    escort_teams: float = setting(1.0, "teams", 0.1, 20, source="assumption", help="Teams bound by one escort day.")
    farm_season: tuple[float, ...] = setting(
        (0.2, 0.4, 1.5, 1.7, 1.5, 0.9, 1.4, 1.5, 1.4, 1.1, 0.4, 0.2),
        "any scale",
        0,
        1000,
        source="mission.csv: peaks in March-May and July-October; the numbers are an assumption",
        help="Farm work by month, January first; only the proportions count. The same in every world.",
    )
    _twelve_months = by_month("farm_season")


class Answer(Settings):
    """Whether an act is answered, and what an answer does (submodel 3)."""

    resolve: float = setting(0.7, "share", 0, 1, source="evidence.md SF10", help="How often an authorised mission acts where it could.")
    reach_km: float = setting(30.0, "km", 1, 500, source="assumption", help="Road distance over which a response fades.")
    teams_needed: float = setting(12.0, "teams", 1, 500, source="assumption", help="Response teams for a full answer anywhere.")
    enforce_force: float = setting(
        0.10, "armed actor = 1", 0, 5, source="assumption", help="Mission strength at which half of its answers on the road prevail."
    )
    casualty: float = setting(0.015, "probability", 0, 1, source=MODEL, help="That a peacekeeper dies in an answered act.")
    against_host: float = setting(
        1.0,
        "share",
        0,
        1,
        source="evidence.md SF5: reluctance to confront governments",
        help="Share of its answers that a mission dares against forces of the state that hosts it, beyond what consent allows.",
    )
    spares: float = setting(
        0.5, "share", 0, 1, source="assumption", help="Share of the victims of a raid, or dead of a battle, that an answer saves."
    )
    shortens: float = setting(
        1.0, "share", 0, 20, source="evidence.md SF6: 0.5-0.9", help="How much a fresh answer adds to the chance that a campaign ends."
    )
    impunity: float = setting(
        0.5, "share", 0, 1, source="assumption", help="Share of a recent answer's effect that each unanswered raid or battle undoes."
    )
    cool_days: float = setting(45.0, "days", 1, 1000, source=MODEL, help="How long an answered act cools its area.")
    cooling: float = setting(0.6, "share", 0, 1, source="evidence.md SF6: 0.5-0.9", help="Harassment that an answer takes away at first.")


class Host(Settings):
    """The state in whose recognised territory the mission stands, most of all where the armed actor is its government (submodel 3)."""

    consent_unneeded: float = setting(
        0.6,
        "share",
        0,
        1,
        source="evidence.md SF5: presence protects against rebels, where the host's consent matters less; the size is an assumption",
        help="Freedom to move and act that a mission has without any consent, against an armed actor that is not the host's government.",
    )
    answer_harm: float = setting(
        0.10, "utility/answer", 0, 5, source="assumption", help="Harm that one remembered answer does to a host that wants the territory."
    )
    most_answers: float = setting(
        2.0, "answers", 0, 1000, source="assumption", help="Remembered answers beyond which the harm grows no further."
    )
    answer_memory: float = setting(
        0.9, "share/week", 0.01, 1, source="assumption", help="Share of its memory of answers that is left a week later."
    )
    restriction_cost: float = setting(
        0.08, "utility", 0, 5, source="assumption", help="Price of restricting the mission, whoever stands behind it."
    )
    restriction_cost_will: float = setting(
        0.15, "utility", 0, 5, source="assumption", help="What the full will of the contributors adds to that price."
    )
    restriction_cost_endorsement: float = setting(
        0.10, "utility", 0, 5, source="assumption", help="What full endorsement adds to that price."
    )
    restriction_per_week: float = setting(
        0.1, "share/week", 0.001, 1, source="assumption", help="Share of the way to its aim by which restriction moves in a week."
    )
    most_restricted: float = setting(
        0.5, "share", 0, 1, source="assumption", help="Freedom of movement that it takes away in the end if it goes on restricting."
    )
    renewal_will: float = setting(
        0.5,
        "probability",
        0,
        1,
        source="assumption",
        help="What the full will of the contributors adds to the chance that it agrees to another term.",
    )
    renewal_restriction: float = setting(
        0.5, "share", 0, 1, source="assumption", help="Share of that chance that full restriction of the mission would take away."
    )
