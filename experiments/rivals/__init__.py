"""Three programs of one rule, for a fair race: plain Mesa, vectorised NumPy, and Corridor's own, compiled.

The rule (all three give the same counts on every day; a test says so):

1. Each place's leaving pressure grows by base x level of the day x exp(neighbours x share of its people who are out).
2. An agent at home whose clock the pressure of its place has reached wants to leave, and joins the end of one queue;
   those of one day stand in it place by place, in order of their clocks.
3. An agent on the road arrives outside on its day, which depends on its place.
4. The gate lets a fixed number of agents a day pass onto the road, first come first served.

Each module has `prepare(case)` and `live(prepared, days)`, which gives (days, 4): agents at home, wanting to leave,
on the road and out at the end of each day. The rivals lie in this package, not in a folder of their own, because
`corridor bench` must find them wherever Corridor is installed.
"""
