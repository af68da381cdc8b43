"""Figures: each a function of tidy tables that returns a matplotlib Figure whose title is the finding.

=============================== =====================================================================
map_of_patrols_and_incidents    where the mission patrolled and where things happened
patrols_against_incidents       the same, segment by segment, with the share answered
escorts_by_month                farm escorts before and after the sponsor's other war
ladder_timeline                 acts by rung, will, belief, reasons
supply                          imports, stocks, ration
people                          persons by state
exodus_by_hour                  the flight against the record
arms, paired_differences        arms side by side, and what each changes
onsets                          when it begins: worlds with an obstruction, with an offensive, by day
arms_over_time                  six daily quantities under two arms, with the spread over worlds
worlds_bands                    one daily quantity over many worlds
MovingMap, animate, still       a history as a moving map: a frame a day, a GIF, one day of it
alt_text                        the words that stand for a figure
save_all                        every figure of a run or a comparison, as PNG files
=============================== =====================================================================
"""

from experiments.figures.animation import MovingMap, animate, still
from experiments.figures.contrasts import arms, paired_differences
from experiments.figures.ensembles import worlds_bands
from experiments.figures.flight import exodus_by_hour, people
from experiments.figures.gallery import save_all
from experiments.figures.maps import map_of_patrols_and_incidents
from experiments.figures.onsets import onsets
from experiments.figures.overtime import arms_over_time
from experiments.figures.patrols import escorts_by_month, patrols_against_incidents
from experiments.figures.stores import supply
from experiments.figures.style import alt_text
from experiments.figures.timeline import ladder_timeline

__all__ = [
    "MovingMap",
    "alt_text",
    "animate",
    "arms",
    "arms_over_time",
    "escorts_by_month",
    "exodus_by_hour",
    "ladder_timeline",
    "map_of_patrols_and_incidents",
    "onsets",
    "paired_differences",
    "patrols_against_incidents",
    "people",
    "save_all",
    "still",
    "supply",
    "worlds_bands",
]
