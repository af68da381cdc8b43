"""The codes that stand in the world's tables, by name. Numbers are part of stored tables: add at the end, never renumber."""

from enum import IntEnum


class Rung(IntEnum):
    """What the armed actor may do, from the mildest to the gravest; then two kinds of act that are on no rung of the ladder."""

    HOLD = 0
    HARASSMENT = 1
    GRAB = 2
    OBSTRUCTION = 3
    CHECKPOINT = 4
    CLOSURE = 5
    OFFENSIVE = 6
    RAID = 7
    BATTLE = 8


class Access(IntEnum):
    """How far the armed actor controls the corridor."""

    OPEN = 0
    OBSTRUCTED = 1
    CHECKPOINT = 2
    CLOSED = 3


class Control(IntEnum):
    """Who holds a settlement."""

    DEFENDERS = 0
    ARMED_ACTOR = 1
    OUTSIDE = 2
    NOBODY = 3


class State(IntEnum):
    """Where a household is."""

    HOME = 0
    WANT = 1
    ROAD = 2
    SHELTER = 3
    OUT = 4
    DEAD = 5


class Way(IntEnum):
    """How a household left."""

    STAYED = 0
    OWN_VEHICLE = 1
    RIDE = 2
    BUS = 3


class Task(IntEnum):
    """What a patrol team does."""

    STATIC = 0
    PATROL = 1
    ESCORT = 2
    CONVOY = 3
    RESPONSE = 4
    COLUMN = 5


class Posture(IntEnum):
    """What an armed unit does these days."""

    HOLD = 0
    HARASS = 1
    SEIZE = 2
    OBSTRUCT = 3
    ATTACK = 4


class Kind(IntEnum):
    """What an incident was."""

    ACT = 0
    MINE = 1
    ROAD = 2
    OFFENSIVE = 3
    RAID = 4
    BATTLE = 5


class Pending(IntEnum):
    """What a household on the list of those who may move again may do."""

    MAY_RETURN = 0
    MAY_LEAVE = 1


class Corridor(IntEnum):
    """Whether a road segment is part of a way out."""

    NONE = 0
    MAIN = 1
    SECOND = 2


class Renewal(IntEnum):
    """Who must agree when a term ends; in the order of the setting's choices."""

    AUTOMATIC = 0
    CONSENT_EACH = 1
    SPONSOR_ONLY = 2
    NEVER = 3


class Promise(IntEnum):
    """Who made a commitment."""

    CONTRIBUTOR = 0
    GUARANTOR = 1


class Seat(IntEnum):
    """Who decides, in the decision log; contributors and guarantors stand there by their row, from FIRST_COMMITMENT on."""

    HOST = 0
    HEADQUARTERS = 1
    LOCAL_AUTHORITY = 2
    ARMED_ACTOR = 3


FIRST_COMMITMENT = 10  # code of the first contributor in the decision log


class Decision(IntEnum):
    """What is decided, in the decision log; `sim/decisions.py` has the words."""

    OTHER = 0
    WILL = 1
    RESPONSE = 2
    RETALIATION = 3
    RENEWAL = 4
    PRESENCE = 5
    FREEDOM = 6
    POSTS = 7
    TEAM_DAYS = 8
    RATION = 9
    POSTURE = 10
    CAMPAIGNS = 11
    ROAD = 12
    OFFENSIVE = 13
    SETTLEMENT = 14


class Why(IntEnum):
    """Reasons in the decision log that the option itself does not tell."""

    NONE = 0
    NOBODY_LEFT = 1
    NOT_RENEWED = 2
    SETTING_UP = 3
    ROAD_BLOCKED = 4
    RUNS_LOW = 5
    RECOVERS = 6
