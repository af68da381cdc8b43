"""WEEK, DAY, HOUR: what happens, in which order."""

from sim.compiled import entry, rule
from sim.ground.act import grab, harass, mines
from sim.ground.feed import feed
from sim.ground.feel import feel, work
from sim.ground.fight import fight
from sim.ground.hold import hold
from sim.ground.leave import come_back, decide, depart_quietly, press, reconsider
from sim.ground.observe import observe
from sim.ground.patrol import escort, patrol

WEEK = ("Sponsor", "Guarantor", "HostState", "Headquarters", "LocalAuthority", "ArmedCommand")  # who deliberates, in which order
DAY = (hold, patrol, escort, harass, grab, fight, mines, work, feed, feel, press, come_back, reconsider, decide, depart_quietly)


@rule
def live_a_day(w, day):
    """One day on the ground: the rules of DAY, in that order (a test compares the two)."""
    hold(w, day)
    patrol(w, day)
    escort(w, day)
    harass(w, day)
    grab(w, day)
    fight(w, day)
    mines(w, day)
    work(w, day)
    feed(w, day)
    feel(w, day)
    press(w, day)
    come_back(w, day)
    reconsider(w, day)
    decide(w, day)
    depart_quietly(w, day)


@entry
def live_days(w, first, end):
    """Days first to end - 1; stops before its end on a day whose road must be lived hour by hour, and returns that day."""
    for day in range(first, end):
        live_a_day(w, day)
        if w.now[0].is_hourly:
            return day
        observe(w, day)
    return end
