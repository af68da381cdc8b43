"""Vehicles under way, and what everything costs. One group a submodel; every field is a column of the compiled rules' table."""

from sim.scenario.settings import Settings, setting


class Roads(Settings):
    """Vehicles under way (submodel 9)."""

    gate_veh_h: float = setting(
        210.0,
        "vehicles/hour",
        0,
        5000,
        source="exodus_vehicle_rates.csv: 203-232; 994 persons/h at 4.76 a vehicle",
        status="sourced",
        help="Vehicles an hour that the last checkpoint lets out.",
    )
    trickle_veh_day: float = setting(
        300.0,
        "vehicles/day",
        0,
        100_000,
        source="traffic.csv: 454 cars a day one way in peace",
        help="Leavers a day above which the road is lived hour by hour.",
    )
    stragglers: float = setting(
        50.0,
        "households",
        0,
        100_000,
        source="assumption",
        help="Households of a crowd still under way at which later leavers are left to ordinary days.",
    )
    people_obstructed: float = setting(
        0.005,
        "share",
        0,
        1,
        source="traffic.csv: 0.48 % of person passages",
        status="sourced",
        help="Share of ordinary person passages while the road is obstructed or has a checkpoint.",
    )
    trips_day: float = setting(
        1225.0,
        "persons/day",
        0,
        1_000_000,
        source="traffic.csv: 2,450 both ways",
        status="sourced",
        help="Ordinary passages one way in peace.",
    )
    deaths_per_1000_h: float = setting(
        0.043,
        "1/(1,000 person-hours)",
        0,
        10,
        source="traffic.csv: 64 deaths on the road; about 1.5 million person-hours",
        help="Deaths under way, of the old and ill.",
    )
    pack_median_h: float = setting(12.0, "hours", 0.1, 500, source="assumption", help="Median time from deciding to being ready to go.")
    pack_shape: float = setting(
        2.0,
        "shape",
        0.2,
        10,
        source="Tweedie et al. 1986 (Rayleigh)",
        status="recalled",
        help="Weibull shape of that time: higher is more alike.",
    )
    fuelled_share: float = setting(
        0.9, "share", 0, 1, source="assumption", help="Vehicles with fuel for the way out after a road that was never closed."
    )
    fuel_half_life_days: float = setting(
        75.0,
        "days",
        1,
        5000,
        source="traffic.csv: private fuel near nothing after nine months",
        help="Half-life of private fuel while the road is not open.",
    )
    fuel_delay_h: float = setting(
        28.0,
        "hours",
        0,
        1000,
        source="traffic.csv: petrol promised on the second day",
        help="From the road's opening until depots hand out fuel.",
    )
    fuel_ramp_h: float = setting(18.0, "hours", 0, 1000, source="assumption", help="Time in which fuel grows to its full rate.")
    fuel_rate_h: float = setting(330.0, "fillings/hour", 0, 100_000, source="assumption", help="Full rate at which fuel is handed out.")
    vehicle_seats: float = setting(7.0, "persons", 1, 60, source="assumption", help="Persons that a private vehicle takes at most.")
    bus_delay_h: float = setting(
        72.0, "hours", 0, 1000, source="traffic.csv: buses from 28 Sep", status="sourced", help="From the opening until the first bus."
    )
    bus_seats: float = setting(
        45.0, "persons", 1, 200, source="traffic.csv: 1,560 persons by bus on one day", status="sourced", help="Persons in a bus."
    )


class Cost(Settings):
    """What is paid (US$)."""

    soldier_musd_year: float = setting(
        0.0675,
        "million US$/person/year",
        0,
        1,
        source="evidence.md 2c: US$55-80k",
        status="recalled",
        help="All costs per uniformed person.",
    )
    forward_musd_year: float = setting(
        900.0,
        "million US$/unit/year",
        0,
        100_000,
        source="assumption: 15,000 troops at US$60k",
        help="Forward force of the armed actor's strength.",
    )
    base_musd: float = setting(3.0, "million US$/post", 0, 1000, source="assumption", help="Building a permanent post.")
    stock_musd_kt: float = setting(1.2, "million US$/1,000 t", 0, 1000, source="assumption", help="Buying and storing reserve food.")
    stock_free_days: float = setting(
        45.0, "days of food", 0, 3650, source="supplies.csv: 25-70 days", help="Reserve food that is there anyway and costs nothing."
    )
    road_musd_km: float = setting(1.5, "million US$/km", 0, 1000, source="assumption", help="Building a second road.")
