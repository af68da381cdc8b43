"""The armed actor's command: beliefs, utilities and the weekly choice (submodel 4). It explains; it does not optimise."""

import math

from sim import luck
from sim.arithmetic import decay, logistic
from sim.capitals.capital import Capital, state_of
from sim.capitals.commitments import threat
from sim.capitals.contest import chance_of_success, force_ratio, launch
from sim.capitals.host_state import consent
from sim.capitals.log import NAN, add_terms, is_kept, note
from sim.compiled import rule
from sim.constants import DAYS_A_WEEK, HALF, HOURS_A_DAY, LEAST_OFFENSIVE_DAYS, LEAST_RATIO, LOWEST_EXPONENT
from sim.world.codes import Decision, Rung, Seat, Why

ROAD = (3, 4, 5)


@rule
def deliberate_command(world, day):
    """Learn from the week, weigh the rungs, set the posture on the line, and choose how far up the ladder to stand."""
    learn(world, day)
    if is_resting(world):
        stand_down(world)
        return
    weigh_threats(world, day)
    set_posture(world, day)
    set_campaigns(world, day)
    mark_feasible(world, day)
    choose_rung(world, day)


@rule
def is_resting(world):
    """During an offensive and after a capitulation nothing is chosen."""
    return world.zone[0].is_capitulated == 1 or world.zone[0].is_attack == 1


@rule
def stand_down(world):
    """Nothing is done below the threshold."""
    orders = world.orders[0]
    orders.harass, orders.grab, orders.raid, orders.battle = 0.0, 0.0, 0.0, 0.0


# Beliefs


@rule
def learn(world, day):
    """Count answered and unanswered acts, graver acts more, old acts less; mix with public signals (omega)."""
    rules, beliefs = world.rules[0], world.beliefs
    signal = consent(world) * world.zone[0].availability * rules.answer_resolve
    keep = decay(rules.command_half_life_days, DAYS_A_WEEK)
    for k in range(9):
        beliefs[k].acts *= keep
        beliefs[k].answered *= keep
    for j in range(1, 7):
        if world.last_week[j, 0] > 0.0:
            for k in range(1, 7):
                spill = world.ladder[j].severity * rules.command_spill ** abs(j - k)
                beliefs[k].acts += spill * world.last_week[j, 0]
                beliefs[k].answered += spill * world.last_week[j, 3]
    for k in range(7):
        update_belief(world, day, k, world.ladder[k].authorised * signal)
    if rules.act_campaigns_per_year > 0.0:
        reach = mean_reach(world)
        for k in range(7, 9):
            beliefs[k].acts += world.last_week[k, 0]
            beliefs[k].answered += world.last_week[k, 3]
            update_belief(world, day, k, world.ladder[k].authorised * signal * reach)
    for c in range(world.commitments.shape[0]):
        world.commitment_states[c].tested *= keep
        world.commitment_states[c].honoured *= keep
    world.zone[0].sanctions *= math.exp(-1.0 / rules.command_sanction_memory_weeks)


@rule
def update_belief(world, day, k, promised):
    """What is believed of answers to acts of kind k: what is promised in public, and what was learnt from acts."""
    one, omega, weight = world.beliefs[k], world.parties[0].theory_omega, world.rules[0].command_prior_acts
    if day == 0:
        one.first = promised
    one.belief = omega * promised + (1.0 - omega) * (weight * one.first + one.answered) / (weight + one.acts)


@rule
def mean_reach(world):
    """How well a response reaches the places that armed units face, on average (0 to 1)."""
    total = 0.0
    for n in range(world.units.shape[0]):
        total += world.settlements[world.units[n].place].reach
    return total / world.units.shape[0] if world.units.shape[0] > 0 else 0.0


# Utilities


@rule
def weigh_threats(world, day):
    """The ratio of forces, what of each rung is seen, and its expected cost through all who made a commitment."""
    zone, orders, rules, beliefs = world.zone[0], world.orders[0], world.rules[0], world.beliefs
    zone.ratio = force_ratio(world, day)
    seen = min(1.0, orders.p_detect + rules.command_extra_visibility)
    beliefs[Rung.HARASSMENT].visible = seen * orders.p_attribute_1
    beliefs[Rung.GRAB].visible = seen * orders.p_attribute_2
    beliefs[Rung.OBSTRUCTION].visible = orders.p_attribute_3
    for rung in range(4, 7):
        beliefs[rung].visible = 1.0
    for rung in range(7):
        days = rules.command_complete_grab_days if rung < 3 else rules.command_complete_road_days
        if rung == Rung.OFFENSIVE:
            days = rules.contest_hours / HOURS_A_DAY * rules.contest_reference_ratio / max(LEAST_RATIO, zone.ratio)
            days = max(LEAST_OFFENSIVE_DAYS, days)
        beliefs[rung].threat = 0.0
        for c in range(world.commitments.shape[0]):
            beliefs[rung].threat += threat(world, c, rung, beliefs[rung].visible, days)


@rule
def weigh(world, day, rung):
    """The terms of a rung's utility, and their sum. Source: model.md 4.

    Terms: gain, own cost, believed answer, guarantors, sanctions (on the road), losses in battle (offensive), leaving the status quo.
    """
    zone, rules, terms, one = world.zone[0], world.rules[0], world.terms[rung], world.ladder[rung]
    terms[:] = NAN
    terms[0], terms[1] = one.gain, -one.cost
    terms[2], terms[3] = -world.beliefs[rung].belief * one.loss, -world.beliefs[rung].threat
    if 3 <= rung <= 5:
        terms[0] = one.gain * (1.0 - zone.other_road) * patience(world, day, rung)
        terms[4] = -zone.sanctions
    elif rung == Rung.OFFENSIVE:
        terms[0] = one.gain * chance_of_success(zone.ratio, rules.contest_nu)
        terms[5] = -rules.contest_battle_cost / zone.ratio


@rule
def utility(world, rung):
    """The sum of a rung's terms."""
    total = 0.0
    for k in range(7):
        if not math.isnan(world.terms[rung, k]):
            total += world.terms[rung, k]
    return total


@rule
def patience(world, day, rung):
    """What a rung on the road is still worth: it fades while it stands and no settlement comes; a turn of the screw starts afresh."""
    zone = world.zone[0]
    if zone.access == 0 or rung - 2 > zone.access:
        return 1.0
    return math.exp(-float(day - zone.access_since) / DAYS_A_WEEK / world.parties[0].armed_actor_patience_weeks)


@rule
def mark_feasible(world, day):
    """Obstruction needs a position by the road; a checkpoint and a closure must be built on the rung below; an attack needs troops."""
    zone, parties, options = world.zone[0], world.parties[0], world.options
    for rung in range(7):
        options[rung].is_feasible = 0
    options[Rung.HOLD].is_feasible = 1
    if day >= zone.pause_until and (zone.choke >= 0 or zone.road_positions > 0):
        is_held_long = zone.access > 0 and day - zone.access_since >= parties.armed_actor_hold_days
        for rung in range(3, 3 + min(3, max(1, zone.access + (1 if is_held_long else 0)))):
            options[rung].is_feasible = 1
    if day >= zone.attack_pause_until and world.ladder[Rung.OFFENSIVE].gain > 0.0:
        options[Rung.OFFENSIVE].is_feasible = 1


# Choices


@rule
def set_posture(world, day):
    """How hard to harass and grab below the threshold: a quantal response between acting and holding."""
    orders, steep = world.orders[0], world.rules[0].command_posture_noise * world.parties[0].armed_actor_noise
    weigh(world, day, Rung.HARASSMENT)
    weigh(world, day, Rung.GRAB)
    harass, grab = utility(world, 1), utility(world, 2)
    orders.harass = logistic(harass / steep)
    orders.grab = logistic((grab - world.rules[0].command_grab_margin) / steep)
    for n in range(world.units.shape[0]):
        world.units[n].posture = 1 if orders.harass >= HALF else 0
    note_option(world, day, Decision.POSTURE, 1, harass, orders.harass, True)
    note_option(world, day, Decision.POSTURE, 2, grab, orders.grab, True)


@rule
def set_campaigns(world, day):
    """How hard units on campaign raid civilians and give battle: a quantal response between acting and holding."""
    orders, steep = world.orders[0], world.rules[0].command_posture_noise * world.parties[0].armed_actor_noise
    if world.rules[0].act_campaigns_per_year <= 0.0:
        return
    for rung in range(7, 9):
        one = world.ladder[rung]
        answer = -world.beliefs[rung].belief * one.loss
        total = one.gain - one.cost + answer
        p = logistic(total / steep)
        if rung == Rung.RAID:
            orders.raid = p
        else:
            orders.battle = p
        if is_kept(world):
            k = note(world, day, Seat.ARMED_ACTOR, Decision.CAMPAIGNS, rung, total, p, True, Why.NONE)
            add_terms(world, k, one.gain, -one.cost, answer, NAN, NAN, NAN)


@rule
def choose_rung(world, day):
    """Choose between an open road, the feasible rungs on it, and an offensive; a higher draw is never milder."""
    zone, options, terms = world.zone[0], world.options, world.terms
    current = zone.access + 2 if zone.access else 0
    for rung in range(7):
        if options[rung].is_feasible:
            if rung == 0:
                terms[0, :] = NAN
                terms[0, 0] = 0.0
            else:
                weigh(world, day, rung)
            if rung != current:
                terms[rung, 6] = -leaving_the_status_quo(world, rung)
            options[rung].utility = utility(world, rung)
    respond(world)
    chosen = pick(world, luck.uniform(world.seed[0], luck.COMMAND_CHOICE, day, luck.ARMED_ACTOR))
    if is_kept(world):
        for rung in range(7):
            if options[rung].is_feasible:
                note_option(world, day, Decision.ROAD, rung, options[rung].utility, options[rung].p, rung == chosen)
    act(world, day, chosen)


@rule
def leaving_the_status_quo(world, rung):
    """What it takes to leave the status quo (utility); less and less for an attack as troops mass."""
    parties = world.parties[0]
    built = 0.0
    if rung == Rung.OFFENSIVE and parties.armed_actor_build_up_weeks > 0.0:
        built = min(1.0, world.zone[0].massing / parties.armed_actor_build_up_weeks)
    return parties.armed_actor_friction * (1.0 - built)


@rule
def respond(world):
    """Probability of each feasible option: softmax of utility / noise (McKelvey & Palfrey 1995)."""
    options, noise = world.options, world.parties[0].armed_actor_noise
    best, total = -math.inf, 0.0
    for rung in range(7):
        if options[rung].is_feasible:
            best = max(best, options[rung].utility)
    for rung in range(7):
        options[rung].p = math.exp(max(LOWEST_EXPONENT, (options[rung].utility - best) / noise)) if options[rung].is_feasible else 0.0
        total += options[rung].p
    for rung in range(7):
        options[rung].p /= total


@rule
def pick(world, u):
    """The feasible rung whose cumulative probability first exceeds u."""
    so_far, last = 0.0, 0
    for rung in range(7):
        if world.options[rung].p > 0.0:
            so_far += world.options[rung].p
            last = rung
            if u < so_far:
                return rung
    return last


@rule
def act(world, day, rung):
    """Carry out the choice: set the corridor's level, or mass troops and attack once they stand ready."""
    zone = world.zone[0]
    if rung == Rung.OFFENSIVE:
        zone.massing += 1.0
        if zone.massing >= world.parties[0].armed_actor_build_up_weeks:
            zone.massing = 0.0
            launch(world, day)
        return
    zone.massing = max(0.0, zone.massing - world.rules[0].command_build_up_loss)
    level = rung - 2 if rung else 0
    if level != zone.access:
        zone.access, zone.access_since = level, day


@rule
def note_option(world, day, decision, rung, total, p, is_chosen):
    """Decision log: one rung with the terms of its utility."""
    if not is_kept(world):
        return
    k, terms = note(world, day, Seat.ARMED_ACTOR, decision, rung, total, p, is_chosen, Why.NONE), world.terms[rung]
    add_terms(world, k, terms[0], terms[1], terms[2], terms[3], terms[4], terms[5])
    world.decisions[k].term_6 = terms[6]


class ArmedCommand(Capital):
    """Chooses each week how far up the ladder to stand, by quantal response with a friction for the status quo."""

    massing = state_of("zone", "massing", "Weeks of a build-up for an offensive.")
    ratio = state_of("zone", "ratio", "Ratio of forces, as it sees it.")

    def step(self) -> None:
        """Learn from the week, weigh the rungs, set the posture on the line, choose, and act: `deliberate_command`, a method a part."""
        world, day = self.world, self.day
        self.learn()
        if is_resting(world):
            stand_down(world)
            return
        weigh_threats(world, day)
        self.set_posture()
        self.set_campaigns()
        rungs = self.feasible_rungs()
        for rung in range(len(world.options)):
            world.options["is_feasible"][rung] = rung in rungs
        self.choose_rung()

    def learn(self) -> None:
        """Renew beliefs by the week's acts and answers."""
        learn(self.world, self.day)

    def set_posture(self) -> None:
        """How hard to harass and grab (orders.harass, orders.grab)."""
        set_posture(self.world, self.day)

    def set_campaigns(self) -> None:
        """How hard to raid and give battle (orders.raid, orders.battle)."""
        set_campaigns(self.world, self.day)

    def feasible_rungs(self) -> list[int]:
        """The rungs it may choose from this week: 0 is an open road, 3 to 5 hold the road, 6 is an offensive."""
        mark_feasible(self.world, self.day)
        return [rung for rung in range(7) if self.world.options["is_feasible"][rung]]

    def choose_rung(self) -> None:
        """Choose one of the feasible rungs and carry it out."""
        choose_rung(self.world, self.day)

    def belief(self, rung: int) -> float:
        """What it believes of the chance that an act of a rung is answered (probability)."""
        return float(self.world.beliefs["belief"][rung])
