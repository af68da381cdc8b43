"""The numbers of the rules: one group a submodel. Every field here is a column of the compiled rules' table."""

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
    casualties: float = setting(0.25, "logit", 0, 5, source="evidence.md SF12",
                                help="What the death of ten peacekeepers takes, unless the contributor is contiguous.")
    mood_spread: float = setting(0.35, "logit", 0, 5, source="assumption", help="Standard deviation of a state's changing mood.")
    mood_weeks: float = setting(16.0, "weeks", 1, 500, source="assumption", help="Time in which a mood is forgotten.")
    mood_common: float = setting(0.2, "correlation", 0, 1, source="evidence.md SF13", help="How far contributors' moods move together.")
    rotation_days: float = setting(90.0, "days", 1, 1000, source=MODEL, help="Lag with which troops follow will.")
    thinnest: float = setting(0.6, "share", 0, 1, source="mission.csv: 900-1,960 of 1,960 after Feb 2022",
                              help="Share of the troops that stays however low the will.")
    full: float = setting(0.6, "share", 0.01, 1, source="assumption", help="Will at which nothing is thinned or curtailed.")
    withdrawal_weeks: float = setting(26.0, "weeks", 1, 1000, source="timeline.csv: left eight months after the exodus",
                                      help="Mean time until a mission without purpose leaves.")


class Patrol(Settings):
    """Presence of the mission (submodel 2)."""

    team_size: float = setting(9.0, "persons", 2, 200, source="assumption", help="Troops in a team.")
    deployable: float = setting(0.33, "share", 0.01, 1, source="assumption", help="Share of troops outside camp on a day.")
    presence_km: float = setting(7.5, "km", 0.5, 50, source=f"{MODEL}: 5-10 km along roads", help="Distance over which presence fades.")
    presence_strength: float = setting(0.5, "1/team", 0, 10, source="assumption", help="Presence that one team-day adds where it is.")
    teams_per_route: float = setting(4.0, "teams", 1, 50, source="assumption", help="Teams on one patrol route.")
    hotspot_share: float = setting(0.5, "share", 0, 1, source=MODEL, help="Share of patrol legs sent where incidents were reported.")
    picture_days: float = setting(60.0, "days", 1, 1000, source=MODEL, help="Half-life of headquarters' incident picture.")
    response_share: float = setting(0.25, "share", 0, 1, source="assumption", help="Share of mobile teams kept ready to respond.")
    column_teams: float = setting(6.0, "teams", 0, 100, source="mission.csv: six columns a day", status="sourced",
                                  help="Teams bound by escorts of the armed actor's columns.")
    escorts_wanted: float = setting(17.0, "escorts/week", 0, 1000, source="mission.csv: 5-40 a week; scaled by season",
                                    help="Farm escorts asked for in an average week of peace.")
    escort_teams: float = setting(1.0, "teams", 0.1, 20, source="assumption", help="Teams bound by one escort day.")


class Answer(Settings):
    """Whether an act is answered, and what an answer does (submodel 3)."""

    resolve: float = setting(0.7, "share", 0, 1, source="evidence.md SF10", help="How often an authorised mission acts where it could.")
    reach_km: float = setting(30.0, "km", 1, 500, source="assumption", help="Road distance over which a response fades.")
    teams_needed: float = setting(12.0, "teams", 1, 500, source="assumption", help="Response teams for a full answer anywhere.")
    enforce_force: float = setting(0.10, "armed actor = 1", 0, 5, source="assumption",
                                   help="Mission strength at which half of its answers on the road prevail.")
    casualty: float = setting(0.015, "probability", 0, 1, source=MODEL, help="That a peacekeeper dies in an answered act.")
    cool_days: float = setting(45.0, "days", 1, 1000, source=MODEL, help="How long an answered act cools its area.")
    cooling: float = setting(0.6, "share", 0, 1, source="evidence.md SF6: 0.5-0.9", help="Harassment that an answer takes away at first.")


class Act(Settings):
    """What the armed units do day by day below the threshold (submodel 4, daily posture)."""

    front_km: float = setting(8.0, "km", 0, 100, source="assumption", help="Farthest place that units on the line reach.")
    harass_per_month: float = setting(0.75, "1/month", 0, 100, source="mission.csv: 1-2 reports on a busy day, none on half the days",
                                      help="Acts of one unit facing a place on the line, at full intensity.")
    harass_km: float = setting(4.0, "km", 0.1, 100, source="assumption", help="Distance over which harassment fades.")
    harass_deaths: float = setting(0.20, "persons", 0, 10, source="patterns.csv P9", help="Deaths per act when farms near the line are worked.")
    settle_days: float = setting(350.0, "days", 1, 100_000, source="patterns.csv P9: casualty events fell",
                                 help="Time in which the line settles after a war.")
    settled: float = setting(0.2, "share", 0, 1, source="assumption", help="Harassment left once the line has settled.")
    grab_per_month: float = setting(1.4, "1/month", 0, 100, source="assumption", help="Grabs tried a month when nothing speaks against them.")
    grab_shyness: float = setting(3.0, "1/presence", 0, 50, source="evidence.md SF25", help="How strongly grabs avoid presence.")
    grab_deaths: float = setting(1.6, "persons", 0, 100, source="timeline.csv: 0-5 soldiers a grab", help="Fighters killed per side in a grab.")
    mines_per_month: float = setting(14.0, "1/month", 0, 100, source="patterns.csv P9: 95 of 130 casualty rows are mines",
                                     help="Mine accidents a month on uncleared ground with farms fully worked.")
    mine_deaths: float = setting(0.15, "persons", 0, 10, source="assumption", help="Deaths per mine accident.")
    mined_ha: float = setting(4500.0, "ha", 1, 1_000_000, source="assumption: 2,541 ha cleared by 2023", help="Ground that needs clearing.")
    clearing_ha_per_month: float = setting(330.0, "ha/month", 0, 10_000, source="mission.csv: 227 ha/month until Sep 2021", status="sourced",
                                           help="Ground cleared a month at full will and money.")
    clearing_will: float = setting(2.5, "power", 0, 10, source="assumption", help="How steeply clearing falls with will.")


class Command(Settings):
    """What the armed actor's command believes (submodel 4)."""

    half_life_days: float = setting(150.0, "days", 10, 5000, source=f"{MODEL}: 90-240 days", help="Half-life of what it has seen.")
    prior_acts: float = setting(6.0, "acts", 0.1, 1000, source="assumption", help="Weight of its first belief, in acts.")
    spill: float = setting(0.5, "share", 0, 1, source="assumption", help="What an act says about the next rung.")
    honour_acts: float = setting(5.0, "tests", 0.1, 1000, source="assumption", help="Weight of its first belief in a promise, in tests.")
    deniability_obstruction: float = setting(0.6, "share", 0, 1, source="timeline.csv: 'eco-activists'",
                                             help="How far an obstruction hides its author.")
    deniability_grab: float = setting(0.5, "share", 0, 1, source="assumption", help="How far a grab hides its author.")
    deniability_harassment: float = setting(0.75, "share", 0, 1, source="assumption", help="How far harassment hides its author.")
    unpublished: float = setting(0.5, "share", 0, 1, source="assumption", help="What the mission's own attribution is worth if not published.")
    complete_grab_days: float = setting(2.0, "days", 0.1, 1000, source="assumption", help="Time in which a grab is a fait accompli.")
    complete_road_days: float = setting(40.0, "days", 0.1, 1000, source="assumption", help="Time in which a hold on the road is one.")
    test_pause_days: float = setting(28.0, "days", 0, 1000, source="assumption", help="Acts within this time are one test of a promise.")
    grab_margin: float = setting(0.06, "utility", 0, 2, source="assumption", help="Worth below which grabs are not tried.")
    reversal_pause_days: float = setting(60.0, "days", 0, 1000, source="assumption", help="Pause after an answered act on the road.")
    sanction_memory_weeks: float = setting(52.0, "weeks", 1, 1000, source="assumption", help="How long sanctions in force last.")


class Contest(Settings):
    """The offensive (submodel 6)."""

    nu: float = setting(3.0, "power", 0.1, 20, source=MODEL, help="How decisive a local advantage is.")
    mission_share: float = setting(0.04, "armed actor = 1", 0, 5, source="assumption",
                                   help="Fighting strength of 2,000 mission troops if all were authorised and willing.")
    hours: float = setting(24.0, "hours", 1, 2000, source="patterns.csv P12: 24 +- 8 h", help="Length of an offensive at a ratio of 2.")
    attacker_loss: float = setting(0.013, "share", 0, 1, source="patterns.csv P12: 192 of about 15,000", help="Attackers killed at a ratio of 2.")
    defender_loss: float = setting(0.033, "share", 0, 1, source="patterns.csv P12: about 200 of about 6,000", help="Defenders killed.")
    civilian_deaths: float = setting(10.0, "persons", 0, 100_000, source="patterns.csv P12: 9-10", help="Civilians killed per 100,000 present.")
    peacekeeper_deaths: float = setting(5.0, "persons", 0, 10_000, source="patterns.csv P12: 5-6", help="Peacekeepers killed per 2,000 exposed.")
    talks_days: float = setting(4.0, "days", 0, 365, source="timeline.csv: road opened on the fourth day after the ceasefire",
                                help="Mean time until leavers may pass.")
    retaliation: float = setting(1.6, "power", 0.1, 10, source="evidence.md SF27", help="How steeply retaliation falls with will.")
    battle_cost: float = setting(0.55, "utility", 0, 5, source="assumption", help="Cost of battle losses against an equal.")


class Supply(Settings):
    """Food and goods (submodel 7)."""

    imports_t_day: float = setting(400.0, "t/day", 0, 100_000, source="traffic.csv", status="sourced", help="Goods through the road in peace.")
    food_share: float = setting(0.20, "share", 0, 1, source="evidence.md 2c: food is about 16 % of tonnage", help="Food in ordinary imports.")
    convoy_food_share: float = setting(0.65, "share", 0, 1, source="assumption", help="Food in relief convoys.")
    need_kg_day: float = setting(0.55, "kg/person/day", 0.1, 5, source="evidence.md 2c: 0.555 kg = 2,100 kcal", status="sourced",
                                 help="Dry food for a full ration.")
    local_share: float = setting(0.25, "share", 0, 1, source="supplies.csv: 0.1-0.4", help="Need met by local production over a year.")
    pass_obstructed: float = setting(0.09, "share", 0, 1, source="traffic.csv: 7.7 % of normal in 150 days", status="sourced",
                                     help="Goods that pass an obstruction, all by convoy.")
    pass_checkpoint: float = setting(0.05, "share", 0, 1, source=MODEL, help="Goods that pass a checkpoint, all by convoy.")
    rationing_days: float = setting(30.0, "days", 0, 1000, source=MODEL, help="Stock under which rationing starts.")
    ration_floor: float = setting(0.36, "share", 0, 1, source="evidence.md 2c: coupons gave 36 % of 2,100 kcal", status="sourced",
                                  help="Lowest ration handed out while there is stock.")
    hunger_deaths: float = setting(0.15, "1/100,000/day", 0, 100, source="supplies.csv: excess mortality 1.2-2.0 in 2023; assumption",
                                   help="Extra deaths when the ration is zero.")
    defence_lag_days: float = setting(180.0, "days", 1, 2000, source=f"{MODEL}: 120-250 days", help="Lag of the defenders' supply.")
    truck_t: float = setting(19.0, "t", 1, 60, source="evidence.md 2c", status="sourced", help="Load of a truck.")


class Feeling(Settings):
    """Fear and trust (submodels 8 and 10)."""

    fear_half_life: float = setting(75.0, "days", 1, 2000, source="assumption", help="Half-life of fear.")
    fear_km: float = setting(8.0, "km", 0.1, 100, source="assumption", help="Distance over which fear spreads.")
    fear_harassment: float = setting(0.025, "0-1", 0, 1, source="assumption", help="Fear from one act of harassment where it happens.")
    fear_grab: float = setting(0.12, "0-1", 0, 1, source="assumption", help="Fear from a grab.")
    fear_death: float = setting(0.10, "0-1", 0, 1, source="assumption", help="Fear from a death.")
    fear_road: float = setting(0.0025, "1/day", 0, 1, source="assumption", help="Fear from each day of a road that is not open, per level.")
    fear_offensive: float = setting(0.85, "0-1", 0, 1, source="assumption", help="Fear that an offensive leaves everywhere.")
    trust_start: float = setting(0.6, "0-1", 0, 1, source="essay: immense trust in the contingent", help="Trust in the mission at first.")
    trust_answered: float = setting(0.05, "0-1", 0, 1, source="assumption", help="Trust won by an answered act.")
    trust_unanswered: float = setting(0.03, "0-1", 0, 1, source="assumption", help="Trust lost by a seen but unanswered act.")
    trust_road: float = setting(0.0015, "1/day", 0, 1, source="assumption", help="Trust lost each day that the road is not open, per level.")
    trust_works: float = setting(0.0012, "1/day", 0, 1, source="model.md 10", help="Trust won by repairs, demining and escorts at full effort.")
    work_fear: float = setting(4.0, "1/fear", 0, 50, source="assumption", help="How strongly fear keeps unescorted farmers from fields.")


class Leaving(Settings):
    """The hazard of deciding to leave (submodel 8)."""

    base_per_day: float = setting(8e-6, "1/day", 0, 1, source="assumption", help="Decisions to leave in calm, per household.")
    fear: float = setting(5.0, "log hazard per unit", 0, 50, source="evidence.md 2a: personal threat is the main driver", help="Weight of fear.")
    dead_zone: float = setting(0.25, "0-1", 0, 1, source="evidence.md 2a: Bohra-Mishra & Massey 2011", help="Fear under which fear keeps people in.")
    shortage: float = setting(2.5, "log hazard per unit", 0, 50, source="assumption", help="Weight of a missing ration.")
    neighbours: float = setting(2.0, "log hazard per unit", 0, 50, source="evidence.md 2a: threshold cascades", help="Weight of the share gone.")
    authority: float = setting(8.0, "log hazard", 0, 50, source="evidence.md 2a: loss of control is a jump", help="Jump when authority is lost.")
    road_risk: float = setting(0.25, "log hazard per level", 0, 10, source="evidence.md 2a: road violence deters", help="Deterrence by a controlled road.")
    trust: float = setting(1.0, "log hazard per unit", 0, 50, source="essay", help="How far trust keeps people.")
    vehicle_frailty: float = setting(0.25, "log hazard", -5, 5, source="evidence.md 2a: Schon 2019", help="Households with a vehicle.")
    kin_frailty: float = setting(0.25, "log hazard", -5, 5, source="evidence.md 2a: networks", help="Households with kin abroad.")
    farm_frailty: float = setting(0.25, "log hazard", -5, 5, source="evidence.md 2a", help="Households that farm near the line.")
    attachment_frailty: float = setting(1.6, "log hazard", 0, 10, source="evidence.md 2a: Adhikari 2013", help="From least to most attached.")
    most_attached: float = setting(0.004, "share", 0, 1, source="patterns.csv P5: 50-1,000 stayed",
                                   help="Share of households that stay through almost anything.")
    most_attached_frailty: float = setting(5.0, "log hazard", 0, 50, source="patterns.csv P5", help="How much less likely those are to leave.")
    mean_household: float = setting(3.7, "persons", 1, 15, source="census of 2015, Armenia 2011: 3.6-3.9", status="recalled", help="Persons a household.")
    vehicle_owners: float = setting(0.76, "share", 0, 1, source="exodus.csv: 21,103 vehicles for 100,490 persons", status="sourced",
                                    help="Households with a vehicle.")
    kin_abroad: float = setting(0.5, "share", 0, 1, source="assumption", help="Households with kin outside.")
    farm_km: float = setting(6.0, "km", 0, 100, source="assumption", help="Farthest from the line that a farming household lives.")
    farm_share: float = setting(0.35, "share", 0, 1, source="assumption", help="Rural households there that farm near the line.")
    away_share: float = setting(0.45, "share", 0, 1, source="timeline.csv: 50,658 returned by Jan 2021", status="sourced",
                                help="Households still away when the war ends.")
    return_per_day: float = setting(0.045, "1/day", 0, 1, source="timeline.csv: 11,000 by 25 Nov, 42,000 by 21 Dec", status="sourced",
                                    help="Returns a day in calm, per household away.")
    shelter_share: float = setting(0.065, "share", 0, 1, source="patterns.csv P12: about 5,000 at the base", status="sourced",
                                   help="Households near the fighting that shelter at posts.")
    shelter_days: float = setting(2.0, "days", 0, 365, source="timeline.csv: 1,340 left at the base a day later", status="sourced", help="Mean stay.")


class Cost(Settings):
    """What is paid (US$)."""

    soldier_musd_year: float = setting(0.0675, "million US$/person/year", 0, 1, source="evidence.md 2c: US$55-80k", status="recalled",
                                       help="All costs per uniformed person.")
    forward_musd_year: float = setting(900.0, "million US$/unit/year", 0, 100_000, source="assumption: 15,000 troops at US$60k",
                                       help="Forward force of the armed actor's strength.")
    base_musd: float = setting(3.0, "million US$/post", 0, 1000, source="assumption", help="Building a permanent post.")
    stock_musd_kt: float = setting(1.2, "million US$/1,000 t", 0, 1000, source="assumption", help="Buying and storing reserve food.")
    road_musd_km: float = setting(1.5, "million US$/km", 0, 1000, source="assumption", help="Building a second road.")


class Roads(Settings):
    """Vehicles under way (submodel 9)."""

    gate_veh_h: float = setting(210.0, "vehicles/hour", 0, 5000, source="exodus_vehicle_rates.csv: 203-232; 994 persons/h at 4.76 a vehicle",
                                status="sourced", help="Vehicles an hour that the last checkpoint lets out.")
    trickle_veh_day: float = setting(300.0, "vehicles/day", 0, 100_000, source="traffic.csv: 454 cars a day one way in peace",
                                     help="Leavers a day above which the road is lived hour by hour.")
    people_obstructed: float = setting(0.005, "share", 0, 1, source="traffic.csv: 0.48 % of person passages", status="sourced",
                                       help="Share of ordinary person passages while the road is obstructed or has a checkpoint.")
    trips_day: float = setting(1225.0, "persons/day", 0, 1_000_000, source="traffic.csv: 2,450 both ways", status="sourced",
                               help="Ordinary passages one way in peace.")
    deaths_per_1000_h: float = setting(0.043, "1/(1,000 person-hours)", 0, 10, source="traffic.csv: 64 deaths on the road; about 1.5 million person-hours",
                                       help="Deaths under way, of the old and ill.")
    pack_median_h: float = setting(12.0, "hours", 0.1, 500, source="assumption", help="Median time from deciding to being ready to go.")
    pack_shape: float = setting(2.0, "shape", 0.2, 10, source="Tweedie et al. 1986 (Rayleigh)", status="recalled",
                                help="Weibull shape of that time: higher is more alike.")
    fuelled_share: float = setting(0.9, "share", 0, 1, source="assumption", help="Vehicles with fuel for the way out after a road that was never closed.")
    fuel_half_life_days: float = setting(90.0, "days", 1, 5000, source="traffic.csv: private fuel near nothing after nine months",
                                         help="Half-life of private fuel while the road is not open.")
    fuel_delay_h: float = setting(24.0, "hours", 0, 1000, source="traffic.csv: petrol promised on the second day",
                                  help="From the road's opening until depots hand out fuel.")
    fuel_ramp_h: float = setting(18.0, "hours", 0, 1000, source="assumption", help="Time in which fuel grows to its full rate.")
    fuel_rate_h: float = setting(330.0, "fillings/hour", 0, 100_000, source="assumption", help="Full rate at which fuel is handed out.")
    vehicle_seats: float = setting(7.0, "persons", 1, 60, source="assumption", help="Persons that a private vehicle takes at most.")
    bus_delay_h: float = setting(72.0, "hours", 0, 1000, source="traffic.csv: buses from 28 Sep", status="sourced", help="From the opening until the first bus.")
    bus_seats: float = setting(45.0, "persons", 1, 200, source="traffic.csv: 1,560 persons by bus on one day", status="sourced", help="Persons in a bus.")
