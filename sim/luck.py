"""The only door to chance: uniforms that belong to a decision, a day and an entity.

Every draw is a pure function of its address (seed, decision, day, entity), so two arms of one world share their luck
draw by draw, nothing depends on the order of execution, and a new rule that draws leaves every other draw untouched.
Generator: Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), checked against the
authors' published test vectors. Only uniforms are drawn; shapes come from the inverse CDF.
"""

import zlib

import numpy as np

from sim.compiled import njit

# Decision numbers are addresses: never renumber, never reuse; add at the end. Retired: 8, 10, 14, 22, 24, 39, 43, 44, 45, 50.
PRIOR = 1
PLACE_POPULATION = 2
ROAD_LENGTH = 3
HOUSEHOLD_SIZE = 4
HOUSEHOLD_TRAITS = 5
LEAVING_CLOCK = 6
RETURN_CLOCK = 7
TEAM_PLACE = 9
HARASS_DETECTED = 11
HARASS_ANSWERED = 12
HARASS_HARM = 13
GRAB_PLACE = 15
GRAB_DETECTED = 16
GRAB_ANSWERED = 17
GRAB_HARM = 18
ROAD_DETECTED = 19
ROAD_ANSWERED = 20
HUNGER_DEATH = 21
MINE_PLACE = 23
COMMAND_CHOICE = 25
OFFENSIVE_OUTCOME = 26
OFFENSIVE_HARM = 27
GUARANTOR_HONOUR = 28
GUARANTOR_MOOD = 29
CONTRIBUTOR_MOOD = 30
RENEWAL = 31
WITHDRAWAL = 32
RETALIATION = 33
MOBILISE = 34
FUEL_IN_TANK = 35
ROAD_DEATH = 36
SHELTER = 37
EXIT_OPENING = 38
HOST_CHOICE = 40
TRUE_HONOUR = 41
ESCORT_PLACE = 42
RAID_DETECTED = 46
RAID_ANSWERED = 47
RAID_HARM = 48
RAID_VICTIM = 49
BATTLE_DETECTED = 51
BATTLE_ANSWERED = 52
BATTLE_HARM = 53
HARASS_CLOCK = 54
HARASS_VICTIM = 55
HARASS_CASUALTY = 56
GRAB_CLOCK = 57
GRAB_CASUALTY = 58
MINE_CLOCK = 59
MINE_VICTIM = 60
CAMPAIGN_CLOCK = 61
RAID_CLOCK = 62
RAID_CASUALTY = 63
BATTLE_CLOCK = 64
BATTLE_CASUALTY = 65
ROAD_CASUALTY = 66
LEAVE_AGAIN = 67
RETURN_AGAIN = 68
LEAVE_SHELTER = 69
SHARED_MOOD = 70
CONTRIBUTOR_MOOD_AT_START = 71
GUARANTOR_MOOD_AT_START = 72
OWN_SIGHT = 73
RESPONSE_FORCE = 74
CONTRIBUTOR_RESPONSE = 75
CONTRIBUTOR_FORCE = 76

# Decisions whose draws are shared on purpose, and why: every other address is used once in a world (tests/record_luck.py).
SHARED: dict[int, str] = {
    TRUE_HONOUR: "a state that is contributor and guarantor under one name is one state, as honest in the one role as in the other",
    SHARED_MOOD: "what moves the moods of all contributors, or of all guarantors, in one week",
}

# Entities that stand alone, by the numbers of their names.
HOST, ARMED_ACTOR = zlib.crc32(b"host"), zlib.crc32(b"armed actor")

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_2_52 = 1.0 / 4503599627370496.0


@njit(cache=True)
def philox(c0, c1, c2, c3, k0, k1):
    """Four random 32-bit words for a 128-bit counter and a 64-bit key (all uint32). Philox 4x32, ten rounds."""
    c0, c1, c2, c3 = np.uint64(c0) & _LOW, np.uint64(c1) & _LOW, np.uint64(c2) & _LOW, np.uint64(c3) & _LOW
    k0, k1 = np.uint64(k0) & _LOW, np.uint64(k1) & _LOW
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _LOW, (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return np.uint32(c0), np.uint32(c1), np.uint32(c2), np.uint32(c3)


@njit(cache=True)
def _unit(high, low):
    """A double strictly between 0 and 1 from two 32-bit words (52 bits, centred: one more would round up to 1)."""
    bits = (np.uint64(high) >> np.uint64(6)) * np.uint64(67108864) + (np.uint64(low) >> np.uint64(6))
    return (np.float64(bits) + 0.5) * _2_52


@njit(cache=True)
def uniforms(seed, decision, day, entity):
    """Two independent uniforms in (0, 1) at one address. seed up to 64 bits; the rest non-negative 32-bit integers."""
    s = np.uint64(seed)
    a, b, c, d = philox(decision, day, entity, 0, s & _LOW, s >> _SHIFT)
    return _unit(a, b), _unit(c, d)


@njit(cache=True)
def uniform(seed, decision, day, entity):
    """One uniform in (0, 1) at an address: the world's seed, the decision's number, the day, the entity's row."""
    return uniforms(seed, decision, day, entity)[0]


@njit(cache=True)
def fill_uniforms(seed, decision, day, out):
    """Write one uniform per entity into out (n,): out[i] == uniform(seed, decision, day, i)."""
    for i in range(out.shape[0]):
        out[i] = uniforms(seed, decision, day, i)[0]


@njit(cache=True)
def fill_uniforms_of(seed, decision, day, entities, n, words, out):
    """Write a uniform for each of the first n entities (uint32) into out: out[i] == uniform(seed, decision, day, entities[i]).

    The same ten rounds as `philox`, each of them for all entities at once, so that the processor takes several in one step:
    three times as fast. words: (4, n) uint32 of scratch.
    """
    a, b, c, d = words[0], words[1], words[2], words[3]
    key = np.uint64(seed)
    k0, k1 = key & _LOW, key >> _SHIFT
    for i in range(n):
        a[i], b[i], c[i], d[i] = decision, day, entities[i], 0
    for _ in range(10):
        for i in range(n):
            p0, p1 = _M0 * np.uint64(a[i]), _M1 * np.uint64(c[i])
            hi0, hi1 = np.uint32(p0 >> _SHIFT), np.uint32(p1 >> _SHIFT)
            a[i], b[i], c[i], d[i] = hi1 ^ b[i] ^ np.uint32(k0), np.uint32(p1 & _LOW), hi0 ^ d[i] ^ np.uint32(k1), np.uint32(p0 & _LOW)
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    for i in range(n):
        out[i] = _unit(a[i], b[i])


def name_entity(name: str) -> int:
    """A stable 32-bit entity number for a name, so that adding a name never moves another's luck."""
    return zlib.crc32(name.encode())
