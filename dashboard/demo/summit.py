"""Summit Ridge Systems of Vienna, the rival: smaller, in euros, its updates leave by themselves."""

from dashboard.demo.shapes import Client, Colleague, Company, Done, Extra, Goods, Job, Lead, Point, Wait, Work

COLLEAGUES = (
    Colleague("eva", "Eva Brandt", ("owner", "service_manager")),
    Colleague("milan", "Milan Horvat", ("project_manager",), deputy="eva"),
    Colleague("lea", "Lea Winter", ("sales",)),
    Colleague("jonas", "Jonas Egger", ("lead_tech", "technician"), "L3", 78),
    Colleague("petra", "Petra Novak", ("dispatcher",)),
    Colleague("felix", "Felix Gruber", ("support", "technician"), "L2", 61),
    Colleague("ivana", "Ivana Kos", ("technician",), "L1", 44),
    Colleague("nora", "Nora Feld", ("technician",), "L2", 61, email="nora@feld-freelance.example"),
)

CLIENTS = (
    Client(
        "alpen", "Alpenblick Hotels", "alpenblick.example", (("Klara Auer", "signer"), ("Max Lang", "technical"))
    ),
    Client(
        "donau",
        "Donau Logistik",
        "donau-logistik.example",
        (("Stefan Pichler", "sponsor"), ("Ida Roth", "billing")),
    ),
    Client("linden", "Linden Apotheke", "linden.example", (("Paula Linden", "signer"),)),
    Client("kern", "Kern Metallbau", "kern-metall.example", (("Rudi Kern", "signer"), ("Tom Haas", "technical"))),
)

JOBS = (
    Job(
        "Guest Wi-Fi",
        "alpen",
        "milan",
        "jonas",
        "lea",
        won=-60,
        start=-50,
        end=-18,
        works=(
            Work("Survey", 8, "L2", "nora", -50, -46),
            Work("Mount and tune", 22, "L1", "ivana", -44, -22, spent=21),
        ),
        turns=((-20, "closing", ""), (-10, "close", "")),
    ),
    Job(
        "Warehouse network",
        "donau",
        "milan",
        "jonas",
        "lea",
        won=-48,
        start=-36,
        end=10,
        extras=(
            Extra(
                -14,
                "Fiber to the loading ramp",
                "The ramp was not in the drawings that the offer was made from.",
                "Fiber and one access point at the loading ramp",
                4,
                "L2",
                760,
                days=4,
                cost=150,
            ),
        ),
        works=(
            Work("Design", 10, "L3", "jonas", -36, -30),
            Work("Switches and fiber", 26, "L2", "nora", -29, -8, spent=31),
            Work("Scanners on the new network", 16, "L1", "ivana", -6, 8),
        ),
        goods=(Goods("SW-24", "Switch, 24 ports", 8, 1290, 1010, "installed", vendor="Elektro Mayer", eta=-30),),
        points=(Point("Hall 1 switched", -10, -8), Point("Hall 2 switched", 8)),
        words="The fiber run through hall 2 needed a lift for two more days.",
    ),
    Job(
        "Cash desk replacement",
        "linden",
        "milan",
        "jonas",
        "lea",
        won=-30,
        start=-15,
        end=6,
        works=(
            Work("Prepare the desks", 12, "L1", "ivana", -15, -7),
            Work("Switch on a Sunday", 8, "L2", "felix", 3, 4, disruptive=True),
        ),
        duties={"escalation": Wait(-3, "Felix Gruber: cover for the Sunday.")},
    ),
    Job(
        "CAD workstations",
        "kern",
        "milan",
        "jonas",
        "lea",
        won=-41,
        start=-30,
        end=-3,
        works=(
            Work("Image and licenses", 8, "L3", "jonas", -30, -26),
            Work("Swap twelve workstations", 24, "L2", "nora", -24, 4, spent=19),
        ),
        goods=(Goods("WS-9", "CAD workstation", 12, 3100, 2640, "received", vendor="Elektro Mayer", eta=-26),),
    ),
    Job(
        "Booking system move",
        "alpen",
        "milan",
        "jonas",
        "lea",
        won=-22,
        start=-12,
        end=30,
        works=(
            Work("Plan with the front office", 8, "L3", "jonas", -12, -6),
            Work("Move in two steps", 30, "L2", "felix", 2, 20),
        ),
        duties={"purchased": Wait(-9, "Klara Auer: confirm the second step.")},
    ),
    Job(
        "Backup for the workshop",
        "kern",
        "eva",
        "jonas",
        "lea",
        won=-26,
        start=-18,
        end=-6,
        works=(Work("Install and test", 10, "L2", "nora", -18, -7, spent=9),),
        duties={"out_of_scope": Done(-5, "There was none.")},
    ),
    Job(
        "Phones for the counters",
        "linden",
        "milan",
        "jonas",
        "lea",
        won=-12,
        start=9,
        end=24,
        works=(
            Work("Draw the call flows", 6, "L3", "jonas", 9, 11),
            Work("Install the phones", 12, "L1", "ivana", 14, 21),
        ),
    ),
    Job(
        "Gate cameras",
        "donau",
        "milan",
        "jonas",
        "lea",
        won=-52,
        start=-40,
        end=15,
        works=(
            Work("Mount the cameras", 18, "L1", "ivana", -40, -28, spent=10, done=False),
            Work("Recorder and rights", 8, "L2", "felix", 5, 12),
        ),
        turns=((-26, "hold", "The works council wants to see the camera angles first."),),
    ),
)

LEADS = (
    Lead("Branch in Graz", "donau", "lea", -2, 60, start=30, end=75),
    Lead("New cabling, first floor", "kern", "lea", -4, 24),
)

SUMMIT = Company(
    slug="summit",
    name="Summit Ridge Systems",
    time_zone="Europe/Vienna",
    currency="EUR",
    update_mode="automatic",
    phone="+43 1 555 01 {:02d}",
    bill_rate=120,
    colleagues=COLLEAGUES,
    clients=CLIENTS,
    jobs=JOBS,
    leads=LEADS,
    place=("AT", "9"),
    color="#8a1f5c",
)
