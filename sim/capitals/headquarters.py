"""Mission headquarters: splits team-days, opens posts, and turns mandate and will into what may be answered (submodels 2 and 3)."""

from sim.capitals.capital import Capital, state_of
from sim.capitals.host_state import consent
from sim.capitals.log import add_terms, is_kept, note
from sim.capitals.strength import troops_as_weighed
from sim.compiled import rule
from sim.constants import DAYS_A_YEAR, MONTHS_A_YEAR, TROOPS_UNIT
from sim.ground.answer import p_answered
from sim.world.codes import Decision, Promise, Rung, Seat, Task, Why


@rule
def deliberate_headquarters(world, day):
    """Fill posts and routine routes first, keep a response ready, and give what is left to escorts and convoys."""
    orders, zone, rules, policy = world.orders[0], world.zone[0], world.rules[0], world.policy[0]
    open_posts(world, day)
    split_teams(world, day)
    orders.escorts = zone.zeal if policy.is_task_escorts else 0.0
    escorted = orders.teams_convoy / rules.patrol_convoy_teams if policy.is_task_convoys else 0.0
    unescorted = rules.supply_convoys_unescorted
    orders.convoys = policy.observers_aid_access * (unescorted + (1.0 - unescorted) * escorted)
    backing = 1.0 + rules.act_clearing_endorsement * policy.mandate_endorsement
    repairs = policy.resources_reconstruction * backing if policy.is_task_reconstruction else 0.0
    orders.works = repairs * zone.zeal**rules.act_clearing_will * zone.ready
    authorise(world)
    watch(world, day)


@rule
def open_posts(world, day):
    """All posts once set up; spare ones when the corridor has been blocked for some weeks. Posts do not thin with will (P8)."""
    zone, rules, policy = world.zone[0], world.rules[0], world.policy[0]
    zone.blocked_weeks = zone.blocked_weeks + 1 if zone.access > 0 else 0
    wanted = int(policy.resources_posts)
    if day < rules.patrol_set_up_days:
        wanted = round(rules.patrol_first_posts * policy.resources_posts)
    if zone.blocked_weeks > rules.patrol_spare_posts_weeks:
        wanted += int(policy.resources_spare_posts)
    wanted = min(wanted, int(zone.troops * rules.patrol_deployable / rules.patrol_team_size))
    if wanted == zone.n_posts:
        return
    zone.n_posts = wanted
    note(
        world,
        day,
        Seat.HEADQUARTERS,
        Decision.POSTS,
        wanted,
        float(wanted),
        1.0,
        True,
        Why.SETTING_UP if zone.blocked_weeks == 0 else Why.ROAD_BLOCKED,
    )
    place_posts(world)


@rule
def place_posts(world):
    """Posts stand at the places with the first claims, again from the first where there are more posts than places."""
    settlements, rules, wanted, places = world.settlements, world.rules[0], world.zone[0].n_posts, world.post_order
    power = rules.patrol_presence_km / rules.answer_reach_km
    for i in range(settlements.shape[0]):
        effort, nearest = 0.0, 0.0
        for k in range(wanted if places.shape[0] > 0 else 0):
            near = world.near[places[k % places.shape[0]], i]
            effort += near
            nearest = max(nearest, near)
        settlements[i].has_post = 0
        settlements[i].post_effort = rules.patrol_presence_strength * effort
        settlements[i].post_reach = nearest**power if wanted > 0 else 0.0
    for k in range(min(wanted, places.shape[0])):
        settlements[places[k]].has_post = 1


@rule
def split_teams(world, day):
    """Team-days by task: posts, the armed actor's columns, routine routes, response, convoys, and escorts from what is left."""
    zone, orders, rules, policy = world.zone[0], world.orders[0], world.rules[0], world.policy[0]
    teams = zone.troops * rules.patrol_deployable / rules.patrol_team_size
    price = zone.troops * rules.cost_soldier_musd_year / MONTHS_A_YEAR
    zone.ready = min(1.0, policy.resources_budget_musd_per_month / price) if price > 0.0 else 0.0
    static = min(teams, float(zone.n_posts))
    column = min(teams - static, rules.patrol_column_teams)
    left = max(0.0, min(teams - static, zone.mission_vehicles / rules.patrol_vehicles_per_team) - column)
    routes = policy.resources_routes_per_day * rules.patrol_teams_per_route if policy.is_routine else 0.0
    patrol = min(left, routes)
    response = min(left - patrol, rules.patrol_response_share * left)
    convoy = min(left - patrol - response, rules.patrol_convoy_teams) if zone.is_asking else 0.0
    escort = left - patrol - response - convoy
    if policy.is_task_protection:
        patrol, escort = patrol + escort, 0.0
    orders.teams_patrol, orders.teams_static, orders.teams_column = int(patrol), int(static), int(column)
    orders.teams_response, orders.teams_convoy, orders.teams_escort = response, convoy, escort
    ready = min(1.0, response / rules.answer_teams_needed) * zone.ready
    for i in range(world.settlements.shape[0]):
        world.settlements[i].reach = world.settlements[i].post_reach * ready
    seat_teams(world)
    if is_kept(world):
        k = note(world, day, Seat.HEADQUARTERS, Decision.TEAM_DAYS, 0, teams, 1.0, True, Why.NONE)
        add_terms(world, k, static, column, patrol, response, convoy, escort)


@rule
def seat_teams(world):
    """Give every team a task and a post, anew where the numbers have changed; a team's losses stay with its row."""
    orders, zone, seats, teams = world.orders[0], world.zone[0], world.seats, world.teams
    counts = (
        orders.teams_patrol,
        int(orders.teams_escort),
        orders.teams_column,
        int(orders.teams_response),
        int(orders.teams_convoy),
        orders.teams_static,
        zone.n_posts,
    )
    is_same = True
    for k in range(7):
        is_same = is_same and seats[k] == counts[k]
        seats[k] = counts[k]
    if is_same:
        return
    n = 0
    for k in range(6):
        for _ in range(counts[k]):
            if n < teams.shape[0]:
                seat_team(world, n, k)
                n += 1
    for k in range(n, max(n, zone.n_teams)):
        teams[k].casualties = 0
    zone.n_teams = n


@rule
def seat_team(world, n, k):
    """Team n serves the k-th task of the list of counts: patrol, escort, column, response, convoy, static."""
    team, n_places = world.teams[n], min(max(1, world.zone[0].n_posts), world.post_order.shape[0])
    if k == 0:
        team.task = Task.PATROL
    elif k == 1:
        team.task = Task.ESCORT
    elif k == 2:
        team.task = Task.COLUMN
    elif k == 3:
        team.task = Task.RESPONSE
    elif k == 4:
        team.task = Task.CONVOY
    else:
        team.task = Task.STATIC
    team.troops = world.rules[0].patrol_team_size
    if n_places > 0:
        team.post = world.post_order[n % n_places]
    team.segment = -1


@rule
def authorise(world):
    """What is answered if it is seen and in reach: authorised x consent x resolve x will (orders.answer_k). Source: model.md 3."""
    orders, rules, ladder, will = world.orders[0], world.rules[0], world.ladder, world.zone[0].availability
    free, resolve = consent(world), rules.answer_resolve
    orders.answer_1 = p_answered(ladder[Rung.HARASSMENT].authorised, free, resolve, will)
    orders.answer_2 = p_answered(ladder[Rung.GRAB].authorised, free, resolve, will)
    orders.answer_3 = p_answered(ladder[Rung.OBSTRUCTION].authorised, free, resolve, will)
    orders.answer_4 = p_answered(ladder[Rung.CHECKPOINT].authorised, free, resolve, will)
    orders.answer_5 = p_answered(ladder[Rung.CLOSURE].authorised, free, resolve, will)
    orders.answer_raid = p_answered(ladder[Rung.RAID].authorised, free, resolve, will)
    orders.answer_battle = p_answered(ladder[Rung.BATTLE].authorised, free, resolve, will)
    strength = strength_on_the_road(world)
    orders.prevail = strength / (strength + rules.answer_enforce_force) if strength > 0.0 else 0.0


@rule
def strength_on_the_road(world):
    """Force that the mission and forward forces can bring to the road (armed actor = 1)."""
    zone = world.zone[0]
    return world.rules[0].contest_mission_share * zone.troops / TROOPS_UNIT * zone.ready + forward_force(world)


@rule
def forward_force(world):
    """Combat strength that guarantors already have on the ground (armed actor = 1)."""
    total = 0.0
    for c in range(world.commitments.shape[0]):
        if world.commitments[c].kind == Promise.GUARANTOR:
            total += world.commitments[c].forward_force
    return total


@rule
def watch(world, day):
    """Detection and attribution from monitoring, third parties and reporters; observers add attribution, never protection."""
    orders, rules, policy = world.orders[0], world.rules[0], world.policy[0]
    unseen = 1.0 - policy.mandate_monitoring_detection
    untied = 1.0 - policy.mandate_monitoring_attribution * (1.0 if policy.mandate_monitoring_publish else rules.command_unpublished)
    for k in range(world.observers.shape[0]):
        one = world.observers[k]
        if one.from_day <= day <= one.to_day:
            unseen *= 1.0 - one.detection * one.coverage
            untied *= 1.0 - one.attribution * one.coverage
    untied *= 1.0 - policy.observers_media_weight * policy.mandate_monitoring_media_access
    orders.p_detect = 1.0 - unseen
    orders.p_attribute_1 = 1.0 - rules.command_deniability_harassment * untied
    orders.p_attribute_2 = 1.0 - rules.command_deniability_grab * untied
    orders.p_attribute_3 = 1.0 - rules.command_deniability_obstruction * untied


@rule
def cost_a_day(world):
    """Running cost of the mission and of forward forces (million US$/day)."""
    rules = world.rules[0]
    return (troops_as_weighed(world) * rules.cost_soldier_musd_year + forward_force(world) * rules.cost_forward_musd_year) / DAYS_A_YEAR


class Headquarters(Capital):
    """Fills posts and routine routes first, keeps a response ready, and gives what is left to escorts and convoys."""

    n_posts = state_of("zone", "n_posts", "Posts that stand.")

    def step(self) -> None:
        """Posts, teams, what may be answered, what is seen."""
        deliberate_headquarters(self.world, self.day)
