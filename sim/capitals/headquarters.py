"""Mission headquarters: splits team-days, opens posts, and turns mandate and will into what may be answered (submodels 2 and 3)."""

from __future__ import annotations

import numpy as np

from sim.capitals.capital import Capital
from sim.constants import MONTHS_A_YEAR, TROOPS_UNIT
from sim.world.columns import TEAM, dtype

ROUTINE = {"line", "corridor", "villages"}  # tasks that patrols serve
ANSWERS = tuple(f"answer_{rung}" for rung in range(1, 6))


class Headquarters(Capital):
    """Fills posts and routine routes first, keeps a response ready, and gives what is left to escorts and convoys."""

    def __init__(self, model, name: str = "headquarters") -> None:
        super().__init__(model, name)
        self.row = model.scenario.mandate.answer_row()
        self.tasks = set(model.scenario.mandate.tasks)
        self.n_posts = -1
        self.reach = np.zeros(len(model.world.settlements))
        self.blocked_weeks = 0
        self.reached = (-1.0, -1)
        self.watchers: list | None = None

    def step(self) -> None:
        n, orders = self.numbers, self.model.orders
        will, zeal = self.model.availability, self.model.zeal
        self._open_posts()
        self._split_teams(self.model.troops)
        orders["escorts"] = zeal if "escorts" in self.tasks else 0.0
        escorted = float(orders["teams_convoy"]) / n["rules.patrol.convoy_teams"] if "convoys" in self.tasks else 0.0
        unescorted = n["rules.supply.convoys_unescorted"]
        orders["convoys"] = n["observers.aid_access"] * (unescorted + (1.0 - unescorted) * escorted)
        backing = 1.0 + n["rules.act.clearing_endorsement"] * n["mandate.endorsement"]
        repairs = n["resources.reconstruction"] * backing if "reconstruction" in self.tasks else 0.0
        orders["works"] = repairs * zeal ** n["rules.act.clearing_will"] * self.model.now["ready"]
        self._authorise(will)
        self._watch()

    def _open_posts(self) -> None:
        """All posts once set up; spare ones when the corridor has been blocked for some weeks. Posts do not thin with will (P8)."""
        n, model, settings = self.numbers, self.model, self.model.scenario.resources
        self.blocked_weeks = self.blocked_weeks + 1 if model.now["access"] > 0 else 0
        is_set_up = model.day >= n["rules.patrol.set_up_days"]
        wanted = settings.posts if is_set_up else round(n["rules.patrol.first_posts"] * settings.posts)
        wanted += settings.spare_posts if self.blocked_weeks > n["rules.patrol.spare_posts_weeks"] else 0
        wanted = min(wanted, int(model.troops * n["rules.patrol.deployable"] / n["rules.patrol.team_size"]))
        if wanted == self.n_posts:
            return
        self.note("posts", f"{wanted} posts", float(wanted), {}, why="setting up" if self.blocked_weeks == 0 else "the corridor is blocked")
        self.n_posts = wanted
        places = np.resize(model.post_order, wanted) if wanted else np.zeros(0, np.int64)
        near, settlements = model.world.near, model.world.settlements
        settlements["has_post"] = 0
        settlements["has_post"][places] = 1
        settlements["post_effort"] = n["rules.patrol.presence_strength"] * near[places].sum(axis=0)
        power = n["rules.patrol.presence_km"] / n["rules.answer.reach_km"]
        self.reach = near[places].max(axis=0) ** power if wanted else np.zeros(len(settlements))

    def _split_teams(self, troops: float) -> None:
        """Team-days by task: posts, the armed actor's columns, routine routes, response, convoys, and escorts from what is left."""
        n, model, orders = self.numbers, self.model, self.model.orders
        teams = troops * n["rules.patrol.deployable"] / n["rules.patrol.team_size"]
        price = troops * n["rules.cost.soldier_musd_year"] / MONTHS_A_YEAR
        model.now["ready"] = min(1.0, n["resources.budget_musd_per_month"] / price) if price > 0 else 0.0
        static = min(teams, self.n_posts)
        column = min(teams - static, n["rules.patrol.column_teams"])
        left = max(0.0, min(teams - static, model.vehicles / n["rules.patrol.vehicles_per_team"]) - column)
        patrol = min(left, n["resources.routes_per_day"] * n["rules.patrol.teams_per_route"] if self.tasks & ROUTINE else 0.0)
        response = min(left - patrol, n["rules.patrol.response_share"] * left)
        convoy = min(left - patrol - response, n["rules.patrol.convoy_teams"]) if model.authority.is_asking else 0.0
        escort = left - patrol - response - convoy
        if "protection" in self.tasks:
            patrol, escort = patrol + escort, 0.0
        orders["teams_patrol"], orders["teams_static"], orders["teams_column"] = int(patrol), int(static), int(column)
        orders["teams_response"], orders["teams_convoy"], orders["teams_escort"] = response, convoy, escort
        ready = min(1.0, response / n["rules.answer.teams_needed"]) * float(model.now["ready"])
        if (ready, self.n_posts) != self.reached:
            self.reached = ready, self.n_posts
            model.world.settlements["reach"] = self.reach * ready
        model.seat_teams(int(patrol), int(escort), int(column), int(response), int(convoy), int(static))
        if model.ledger is not None:
            terms = {"posts": static, "columns": column, "patrols": patrol, "response": response, "convoys": convoy, "escorts": escort}
            self.note("team-days", "split", teams, terms, why="posts and routes first, escorts from what is left")

    def _authorise(self, will: float) -> None:
        """What is answered if it is seen and in reach: authorised x consent x resolve x will (orders.answer_k). Source: model.md 3."""
        n, orders = self.numbers, self.model.orders
        factor = self.model.host.consent() * n["rules.answer.resolve"] * will
        for name, authorised in zip(ANSWERS, self.row[:5], strict=True):
            orders[name] = authorised * factor
        for name, authorised in zip(("answer_raid", "answer_battle"), self.model.scenario.mandate.raid_and_battle(), strict=True):
            orders[name] = authorised * factor
        strength = self.strength()
        orders["prevail"] = strength / (strength + n["rules.answer.enforce_force"]) if strength > 0 else 0.0

    def strength(self) -> float:
        """Force that the mission and forward forces can bring to the road (armed actor = 1)."""
        n = self.numbers
        return n["rules.contest.mission_share"] * self.model.troops / TROOPS_UNIT * self.model.now["ready"] + self.model.forward_force()

    def _watch(self) -> None:
        """Detection and attribution from monitoring, third parties and reporters; observers add attribution, never protection."""
        n, orders, day = self.numbers, self.model.orders, self.model.day
        at_work = [one for one in self.model.scenario.observers.observers.values() if one.from_day <= day <= one.to_day]
        if at_work == self.watchers:
            return
        self.watchers = at_work
        unseen, untied = (
            1.0 - n["mandate.monitoring.detection"],
            1.0 - n["mandate.monitoring.attribution"] * (1.0 if n["mandate.monitoring.publish"] else n["rules.command.unpublished"]),
        )
        for one in at_work:
            unseen *= 1.0 - one.detection * one.coverage
            untied *= 1.0 - one.attribution * one.coverage
        untied *= 1.0 - n["observers.media_weight"] * n["mandate.monitoring.media_access"]
        orders["p_detect"] = 1.0 - unseen
        for rung, name in ((1, "harassment"), (2, "grab"), (3, "obstruction")):
            orders[f"p_attribute_{rung}"] = 1.0 - n[f"rules.command.deniability_{name}"] * untied


def empty_teams(number: int) -> np.ndarray:
    """(number,) table of teams, all at their posts."""
    teams = np.zeros(number, dtype(TEAM))
    teams["segment"] = -1
    return teams
