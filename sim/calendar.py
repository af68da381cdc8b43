"""WEEK, DAY, HOUR: what happens, in which order. The compiled loop is made from these two lists; there is no other."""

from numba.extending import overload

from sim.capitals.armed_command import deliberate_command
from sim.capitals.commitments import current_will
from sim.capitals.contest import conclude
from sim.capitals.guarantor import deliberate_guarantors
from sim.capitals.headquarters import cost_a_day, deliberate_headquarters
from sim.capitals.host_state import deliberate_host
from sim.capitals.local_authority import deliberate_authority
from sim.capitals.log import rows_needed
from sim.capitals.sponsor import deduct_losses, deliberate_contributors, weigh_wills
from sim.compiled import INLINED, entry, rule
from sim.constants import DAYS_A_WEEK, HOURS_A_DAY
from sim.ground.act import grab, harass, mines
from sim.ground.feed import feed
from sim.ground.feel import feel, work
from sim.ground.fight import fight
from sim.ground.hold import hold
from sim.ground.leave import come_back, decide, depart_quietly, leave_shelter, press, reconsider
from sim.ground.patrol import escort, patrol
from sim.observe import observe
from sim.roads.crowd import run_hours

WEEK = (
    deliberate_contributors,
    deliberate_guarantors,
    deliberate_host,
    deliberate_headquarters,
    deliberate_authority,
    deliberate_command,
)
DAY = (hold, patrol, escort, harass, grab, fight, mines, work, feed, feel, press, come_back, reconsider, decide, depart_quietly)

DONE, NEEDS_WEEK, NEEDS_ROOM, NEEDS_ROAD = range(4)  # why the compiled loop comes back


def run_capital(world, day, which):
    """Run the row of WEEK. Compiled code uses a switch made from the list (below)."""
    WEEK[which](world, day)


def run_rule(world, day, which):
    """Run the row of DAY, likewise."""
    DAY[which](world, day)


def switch(rules):
    """One function that runs the rule of a row: a comparison a row, written out so that it is compiled once."""
    lines = ["def choose(world, day, which):"]
    for row in range(len(rules)):
        lines += [f"    {'elif' if row else 'if'} which == {row}:", f"        rule_{row}(world, day)"]
    scope = {f"rule_{row}": rule for row, rule in enumerate(rules)}
    exec("\n".join(lines), scope)
    return scope["choose"]


@overload(run_capital, jit_options=INLINED)
def _switch_of_week(world, day, which):
    return switch(WEEK)


@overload(run_rule, jit_options=INLINED)
def _switch_of_day(world, day, which):
    return switch(DAY)


@rule
def open_week(world, day):
    """Close the record of the past week, which every capital reads and none changes, and deduct the mission's dead."""
    for k in range(world.tally.shape[0]):
        for column in range(world.tally.shape[1]):
            world.last_week[k, column] = world.tally[k, column]
            world.tally[k, column] = 0.0
    deduct_losses(world)


@rule
def close_week(world, day):
    """What the week's orders cost a day; the capitals have met."""
    world.orders[0].cost_day = cost_a_day(world)
    world.zone[0].deliberated = day


@rule
def turn_of_day(world, day):
    """What falls due this morning: the end of an offensive, shelters emptying, the opening of the road to leavers."""
    zone = world.zone[0]
    if zone.is_attack and day >= zone.offensive_ends:
        conclude(world, day)
    elif zone.is_sheltering and not zone.is_attack:
        leave_shelter(world, day)
        zone.is_sheltering = 0
        for i in range(world.settlements.shape[0]):
            if world.settlements[i].n_shelter > 0:
                zone.is_sheltering = 1
    if zone.exit_opens >= 0.0 and not zone.exit_open and HOURS_A_DAY * (day + 1) > zone.exit_opens:
        zone.exit_open, zone.exit_hour = 1, zone.exit_opens


@rule
def has_room(world):
    """Whether the growing tables have room for the rows that a week can bring."""
    return (
        world.zone[0].n_incidents + DAYS_A_WEEK * (3 * world.units.shape[0] + 4) <= world.incidents.shape[0]
        and world.zone[0].n_decisions + rows_needed(world) <= world.decisions.shape[0]
    )


@rule
def is_day_of_capitals(world, day):
    """Whether the capitals meet today: on the first day of each week, unless the world says otherwise."""
    for k in range(world.week_days.shape[0]):
        if day % DAYS_A_WEEK == world.week_days[k]:
            return True
    return False


@rule
def close_day(world, day):
    """Write the day down, and turn to the next."""
    if world.is_observed[0]:
        observe(world, day)
    world.zone[0].day += 1


@entry
def run_days(world, end, is_own_week):
    """Days up to `end`, weeks in capitals and hours on the road included; returns why it came back.

    is_own_week: Python runs the capitals' week. Python also makes room: for records before a week, and for the hourly road on the
    evening of the day on which the first crowd sets out; called again, it goes on from there.
    """
    zone, week_order, day_order = world.zone[0], world.week_order, world.day_order
    while zone.day < end:
        day = zone.day
        if not zone.is_evening:
            if zone.deliberated != day and is_day_of_capitals(world, day):
                if not has_room(world):
                    return NEEDS_ROOM
                if is_own_week:
                    return NEEDS_WEEK
                open_week(world, day)
                for k in range(week_order.shape[0]):
                    run_capital(world, day, week_order[k])
                close_week(world, day)
            turn_of_day(world, day)
            for k in range(day_order.shape[0]):
                run_rule(world, day, day_order[k])
        if zone.is_hourly:
            if world.leavers.rows.shape[0] == 0:
                zone.is_evening = 1
                return NEEDS_ROAD
            run_hours(world, day)
        zone.is_evening = 0
        close_day(world, day)
    return DONE


@entry
def start_week(world):
    """For a week whose capitals Python runs: its opening."""
    open_week(world, world.zone[0].day)


@entry
def run_seat(world, which):
    """One row of WEEK."""
    run_capital(world, world.zone[0].day, which)


@entry
def end_week(world, day):
    """And its close."""
    close_week(world, day)


@entry
def start_wills(world, first):
    """The wills of commitments from row `first` on, newly made; on the eve of the first day the mission's as well."""
    day = world.zone[0].day
    for c in range(first, world.commitments.shape[0]):
        start_will(world, day, c)
    if day == 0:
        weigh_wills(world)


@rule
def start_will(world, day, c):
    """The will of a commitment newly made, and the armed actor's picture of it."""
    state = world.commitment_states[c]
    state.will = current_will(world, day, c)
    state.remembered = state.will
