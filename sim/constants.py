"""Numbers that no setting changes: units, conventions and guards. What says how somebody behaves is a setting (`sim/scenario`).

Each has its unit and meaning in the line below it. Rules use these names, and a test finds numbers that stand in a rule without one.
"""

# Time

DAYS_A_WEEK = 7
"""days: capitals deliberate once in so many."""

HOURS_A_DAY = 24.0
"""hours"""

MONTHS_A_YEAR = 12
"""months"""

DAYS_A_MONTH = 30.44
"""days, on average: 365.25 / 12, rounded."""

DAYS_A_YEAR = 365.25
"""days, on average."""

SECONDS_AN_HOUR = 3600
"""seconds"""

NOON = 12.0
"""hour of the day at which something happens of which only the day is known."""

# Units in which settings are stated

KG_A_T = 1000.0
"""kg"""

PER_100_000 = 100_000.0
"""persons to whom a rate is stated."""

PER_1000_HOURS = 1000.0
"""person-hours to which the deaths on the road are stated."""

TROOPS_UNIT = 2000.0
"""persons: troops to which a mission's fighting strength and losses are stated (the size of the contingent of 2020)."""

DEATHS_UNIT = 10.0
"""persons: deaths of peacekeepers to which their price in will is stated."""

# Arithmetic

HALF = 0.5
"""share: what is left after one half-life; the weight of one of two in their mean; the middle of a uniform draw."""

LEG = 0.5
"""team-days: a team's day has two legs of patrol."""

SPREAD_SD = 0.5
"""standard deviations: the tables state a place's population with a spread of two."""

# Guards

LOWEST_EXPONENT = -700.0
"""below which exp(x) is 0 for a computer."""

TINY = 1e-9
"""keeps a share, a weight or a time from being exactly 0."""

TINIEST = 1e-12
"""the same for differences of accumulated hazards."""

LEAST_DEFENCE = 1e-6
"""armed actor = 1: keeps a force ratio finite where nobody defends."""

LONGEST_OFFENSIVE_DAYS = 60
"""days: keeps an offensive finite at a hopeless force ratio (below 0.03); no world gets there, because nobody would attack."""

LEAST_RATIO = 0.2
"""ratio: the same for the time that the command thinks an offensive would take."""

LEAST_OFFENSIVE_DAYS = 0.2
"""days: keeps that time from nothing at an overwhelming ratio (above 10)."""

LEAST_DAYS = 0.01
"""days: keeps a rate finite where a mean time is set to 0."""

MOST_EFFORT = 700.0
"""team-days beyond which presence is 1 to the last digit."""

MOST_EVENTS = 1000
"""events that one Poisson draw can give."""

LEAST_POPULATION = 0.3
"""share of a place's population in its table that no draw goes below."""

# What stands for "never" and "nowhere"

LONG_AGO = -1e9
"""hours: before anything happened; finite, so that sums with an endless headway stay ordered."""

LONG_AGO_DAYS = -10_000
"""days: the same for what is counted in days."""

FOREVER = 10_000_000
"""days: after everything."""

NO_RUNG = 99
"""rung of the trigger that nothing reaches."""

NO_ROAD_KM = 999.0
"""km: distance between places that no road joins."""

NO_LINE_KM = 99.0
"""km: distance to the line of places where that means nothing."""

NO_NEED_DAYS = 999.0
"""days for which stock lasts where nobody eats."""

# Reading the tables

HELD_BEFORE_END_DAYS = 30
"""days before a road's end in the table by which the armed actor must hold a place beside it to count as within its reach."""

# Luck

VICTIMS_A_UNIT = 64
"""addresses of a unit's victims in one raid; one raid kills fewer."""

MASK_32_BITS = 0xFFFFFFFF
"""an address has 32 bits."""
