"""Harbor Light IT of Providence: its people, its customers and the deals that are not projects (yet)."""

from dashboard.demo.harbor_past import PAST
from dashboard.demo.harbor_running import RUNNING
from dashboard.demo.harbor_starting import STARTING
from dashboard.demo.shapes import Client, Colleague, Company, Lead

COLLEAGUES = (
    Colleague("olivia", "Olivia Grant", ("owner",)),
    Colleague("marcus", "Marcus Webb", ("service_manager", "project_manager")),
    Colleague("ana", "Ana Ruiz", ("project_manager",), deputy="leo"),
    Colleague("leo", "Leo Hart", ("project_manager", "dispatcher"), deputy="ana"),
    Colleague("sam", "Sam Ortiz", ("sales",)),
    Colleague("dana", "Dana Cole", ("sales",)),
    Colleague("joon", "Joon Park", ("lead_tech", "technician"), "L3", 85),
    Colleague("priya", "Priya Nair", ("lead_tech", "technician"), "L3", 85),
    Colleague("tom", "Tom Becker", ("dispatcher",)),
    Colleague("keisha", "Keisha Brown", ("support",), "L2", 70),
    Colleague("devon", "Devon Clarke", ("support", "technician"), "L2", 70),
    Colleague("sara", "Sara Lind", ("technician",), "L2", 70),
    Colleague("eli", "Eli Moss", ("technician",), "L1", 48, deputy="sara", away=(-1, 6)),
    Colleague("nora", "Nora Feld", ("technician",), "L2", 70, email="nora@feld-freelance.example"),
)

CLIENTS = (
    Client(
        "acme",
        "Acme Dental",
        "acme-dental.example",
        (("Ann Lee", "signer"), ("Raj Patel", "technical")),
        site="Main office, 12 Elm Street",
    ),
    Client(
        "larkin", "Larkin Architects", "larkin.example", (("Joan Larkin", "signer"), ("Pete Moran", "technical"))
    ),
    Client("oakes", "Oakes Printing", "oakes.example", (("Will Oakes", "sponsor"), ("Mia Chen", "technical"))),
    Client("harlow", "Harlow Freight", "harlow.example", (("Gus Harlow", "signer"), ("Tina Voss", "billing"))),
    Client(
        "northgate", "Northgate Motors", "northgate.example", (("Carla Diaz", "signer"), ("Ed Shaw", "technical"))
    ),
    Client(
        "summit_cu",
        "Summit County Credit Union",
        "summitcu.example",
        (("Beth Kline", "sponsor"), ("Omar Reyes", "technical")),
        site="Branch 4, 88 Harbor Avenue",
    ),
    Client(
        "mercer", "Mercer & Dunn CPA", "mercerdunn.example", (("Ruth Dunn", "signer"), ("Ian Mercer", "sponsor"))
    ),
    Client(
        "tidewater",
        "Tidewater Foods",
        "tidewater.example",
        (("Luis Vega", "signer"), ("Amy Stone", "after_hours")),
        time_zone="America/Chicago",
    ),
    Client(
        "pine", "Pine Street Law", "pinestreet.example", (("Helen Moss", "signer"), ("Frank Dale", "technical"))
    ),
    Client(
        "heron",
        "Blue Heron Foundation",
        "blueheron.example",
        (("Grace Kim", "sponsor"), ("Noah Bell", "technical")),
    ),
    Client("quincy", "Quincy Storage", "quincystorage.example", (("Paul Quincy", "signer"),)),
    Client(
        "bayside",
        "Bayside Pediatrics",
        "bayside.example",
        (("Dr. Maya Roy", "sponsor"), ("Lena Ford", "technical")),
    ),
    Client(
        "coastal", "Coastal Title", "coastaltitle.example", (("Hank Doyle", "signer"), ("Sue Park", "technical"))
    ),
    Client(
        "brendan",
        "St. Brendan School",
        "stbrendan.example",
        (("Sister Agnes Hall", "signer"), ("Tim Wolf", "technical")),
    ),
    Client(
        "anchor", "Anchor Insurance", "anchor.example", (("Vera Lang", "signer"), ("Cole Barnes", "technical"))
    ),
    Client("wickford", "Wickford Dental Lab", "wickford.example", (("Jon Wick", "signer"),)),
)

LEADS = (
    Lead("Camera and door access", "quincy", "dana", -2, 34, start=16, end=44),
    Lead("Second internet line with failover", "coastal", "sam", -1, 22, start=12, end=30),
    Lead("Switch refresh, both floors", "larkin", "sam", -3, 28),
    Lead("Tablet carts for two grades", "brendan", "dana", -1, 18, start=20, end=34, po=""),
    Lead("Laptop replacement", "acme", "sam", -2, 16, start=14, end=28, named="Acme Dental Group"),
    Lead("Label printer for the front desk", "wickford", "sam", -1, 2, start=5, end=6),
    Lead(
        "Warehouse scanners",
        "harlow",
        "dana",
        -6,
        40,
        start=10,
        end=38,
        then=(-4, "return", "Who signs the PO for the second site?\nIs cabling part of the price?"),
    ),
    Lead(
        "Data center relocation",
        "anchor",
        "sam",
        -19,
        260,
        start=30,
        end=120,
        then=(-17, "decline", "Needs a mover for live racks, which we do not have."),
    ),
    Lead("Add four mailboxes", "wickford", "dana", -9, 2, start=-7, end=-5, then=(-8, "not_a_project", "T-20881")),
)

HARBOR = Company(
    slug="harbor",
    name="Harbor Light IT",
    time_zone="America/New_York",
    currency="USD",
    update_mode="approve",
    phone="(401) 555-01{:02d}",
    bill_rate=150,
    colleagues=COLLEAGUES,
    clients=CLIENTS,
    jobs=(*PAST, *RUNNING, *STARTING),
    leads=LEADS,
    bounced="Ruth Dunn",
    place=("US", "RI"),
    color="#0b6b63",
)
