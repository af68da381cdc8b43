"""A day on the ground in any order of its rules, compiled: the same rules, called as a list of numbers says."""

from sim.calendar import DAY
from sim.compiled import entry, rule
from sim.ground.act import grab, harass, mines
from sim.ground.feed import feed
from sim.ground.feel import feel, work
from sim.ground.fight import fight
from sim.ground.hold import hold
from sim.ground.leave import come_back, decide, depart_quietly, press, reconsider
from sim.ground.observe import observe
from sim.ground.patrol import escort, patrol

RULES = (hold, patrol, escort, harass, grab, fight, mines, work, feed, feel, press, come_back, reconsider, decide, depart_quietly)
assert RULES == DAY  # the numbers below are those of DAY


@rule
def one_rule(w, day, which):
    """The rule of a row of DAY."""
    if which == 0:
        hold(w, day)
    elif which == 1:
        patrol(w, day)
    elif which == 2:
        escort(w, day)
    elif which == 3:
        harass(w, day)
    elif which == 4:
        grab(w, day)
    elif which == 5:
        fight(w, day)
    elif which == 6:
        mines(w, day)
    elif which == 7:
        work(w, day)
    elif which == 8:
        feed(w, day)
    elif which == 9:
        feel(w, day)
    elif which == 10:
        press(w, day)
    elif which == 11:
        come_back(w, day)
    elif which == 12:
        reconsider(w, day)
    elif which == 13:
        decide(w, day)
    else:
        depart_quietly(w, day)


@entry
def live_days_in_order(w, first, end, order):
    """Days first to end - 1 as `sim.calendar.live_days`, with the rules in the order of their rows in DAY."""
    for day in range(first, end):
        for k in range(order.shape[0]):
            one_rule(w, day, order[k])
        if w.now[0].is_hourly:
            return day
        observe(w, day)
    return end
