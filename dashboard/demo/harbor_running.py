"""Harbor Light IT: the projects under way, from calm to lost."""

from dashboard.demo.shapes import Goods, Job, Point, Told, Wait, Waive, Work

RUNNING = (
    Job(
        "Server refresh", "acme", "ana", "joon", "sam", won=-50, start=-28, end=12,
        works=(
            Work("Survey and design", 12, "L3", "joon", -28, -24, phase="Prepare"),
            Work("Prepare the directory", 20, "L2", "sara", -23, -14, spent=21.5, phase="Prepare"),
            Work("Clean up the old file shares", 16, "L2", "devon", -14, -4, spent=17, phase="Prepare"),
            Work("Rack and power the servers", 10, "L2", "sara", 2, 3, phase="Build", disruptive=True),
            Work("Move the virtual machines", 30, "L3", "joon", 3, 8, phase="Build", disruptive=True),
            Work("Documentation and hand-over", 16, "L2", "sara", 9, 11, phase="Finish"),
        ),
        goods=(
            Goods("SRV-1", "Server, 2 sockets, 256 GB", 2, 4200, 3600, "ordered", eta=1, slip=(-3, 16)),
            Goods("UPS-3", "Battery backup, 3 kVA", 1, 1450, 1180, eta=-10),
        ),
        points=(
            Point("Design approved", -24, -24), Point("Servers racked", 3, forecast=18), Point("Old servers switched off", 12),
        ),
        duties={"purchased": Wait(-4, "Ann Lee: confirm the purchased lines against the quote.")},
        this_week="leave", promises=("No downtime in business hours",), exclusions=("Cabling",),
        words="The distributor now says the servers arrive about two weeks later. We use the time to finish the directory work.",
    ),
    Job(
        "Line-of-business move", "harlow", "ana", "priya", "dana", won=-16, start=-9, end=40,
        works=(
            Work("Workshop with dispatch and billing", 10, "L3", "priya", -9, -5, spent=6, done=False),
            Work("Set up the test company", 24, "L3", "priya", 6, 14),
            Work("Move the data", 32, "L2", "sara", 15, 26),
            Work("Train the clerks", 14, "L1", "eli", 27, 33),
        ),
        duties={
            "sow_bom": Wait(-6, "Priya Nair: SoW version 2 without the interface to the scales."), "plan": None,
            "purchased": None,
        },
        words="We wait for the second version of the scope; the end date does not depend on it yet.",
    ),
    Job(
        "Phone system", "northgate", "ana", "joon", "sam", won=-62, start=-48, end=9, billing="time_and_materials",
        works=(
            Work("Number porting papers", 6, "L2", "sara", -48, -42),
            Work("Build the call flows", 18, "L3", "joon", -41, -30, spent=21),
            Work("Handsets and headsets, show room", 24, "L1", "eli", -29, -14, spent=27),
            Work("Handsets and headsets, workshop", 20, "L1", "eli", -13, 3, spent=16, left=(-2, 6)),
            Work("Port the numbers", 8, "L3", "joon", 5, 7, disruptive=True),
        ),
        goods=(Goods("PHN-48", "Desk phone", 46, 168, 121, "installed", eta=-31),),
        points=(Point("Show room on the new system", -14, -13), Point("Numbers ported", 7)),
        this_week="leave", words="The workshop took longer than estimated because of two missing wall sockets; the end stays.",
    ),
    Job(
        "Backup replacement", "mercer", "ana", "priya", "sam", won=-40, start=-26, end=14,
        works=(
            Work("Set up the repository", 8, "L3", "priya", -26, -22),
            Work("Move the servers one by one", 16, "L2", "devon", -21, -6, spent=14),
            Work("Test restore with the office manager", 6, "L2", "devon", 1, 3),
            Work("Remove the old agent", 6, "L1", "eli", 6, 9),
        ),
        points=(Point("First restore test passed", -8, -9), Point("Old backup switched off", 9)),
    ),
    Job(
        "Wi-Fi rollout, 3 sites", "tidewater", "ana", "joon", "dana", won=-70, start=-52, end=6,
        works=(
            Work("Survey the three sites", 18, "L2", "sara", -52, -40, spent=26),
            Work("Mount access points, plant", 28, "L1", "eli", -38, -22, spent=31),
            Work("Mount access points, offices", 16, "L1", "eli", -21, -9, spent=18),
            Work("Tune and hand over", 14, "L3", "joon", -6, 4, spent=9, left=(-1, 12)),
        ),
        goods=(Goods("AP-6", "Access point", 34, 310, 236, "installed", eta=-41),),
        points=(Point("Plant covered", -22, -20), Point("All sites live", 4)),
        duties={"out_of_scope": Wait(-2, "Luis Vega: say whether the freezer hall is wanted, 9 h extra.")},
        words="The survey found more steel than the drawings show. We need about 20 hours more than sold; you pay what we agreed.",
    ),
    Job(
        "Firewall replacement", "pine", "ana", "priya", "sam", won=-24, start=-10, end=16, billing="not_to_exceed",
        works=(
            Work("Read out the old rules", 6, "L3", "priya", -10, -6),
            Work("Stage the new firewalls", 10, "L3", "priya", -5, 3),
            Work("Cut over on a Saturday", 8, "L3", "joon", 6, 7, disruptive=True),
            Work("Aftercare", 6, "L2", "devon", 8, 12),
        ),
        goods=(Goods("FW-200", "Firewall pair", 1, 5200, 4310, "staged", eta=-6),),
        points=(Point("Cut-over", 7),),
        duties={"escalation": Wait(-1, "Devon Clarke offered Saturday 8:00 PM; Keisha Brown confirms.")},
        this_week="leave",
    ),
    Job(
        "VPN and MFA rollout", "heron", "ana", "joon", "dana", won=-27, start=-6, end=20,
        works=(
            Work("Design the sign-in rules", 8, "L3", "joon", -6, -3),
            Work("Pilot with ten people", 12, "L2", "sara", -2, 5),
            Work("Everybody else, in three groups", 26, "L2", "nora", 6, 16),
        ),
        points=(Point("Pilot done", 5), Point("Old VPN switched off", 19)),
        duties={"schedule": Wait(-2, "Tom Becker: book 26 h of L2 in the two weeks after the pilot.")},
    ),
    Job(
        "Microsoft 365 migration", "bayside", "ana", "priya", "sam", won=-44, start=-30, end=15,
        works=(
            Work("Clean up mailboxes", 10, "L2", "nora", -30, -24),
            Work("Move mail, first half", 20, "L2", "nora", -23, -12),
            Work("Move mail, second half", 20, "L2", "nora", -11, 2),
            Work("Files and shared drives", 18, "L3", "priya", 3, 9),
            Work("Quick lessons for the front desk", 6, "L1", "eli", 10, 12),
        ),
        goods=(Goods("M365-BP", "Business Premium, year", 38, 264, 218, "installed", vendor="Cloud Desk"),),
        points=(Point("Mail moved", 2), Point("Old server archived", 14)),
    ),
    Job(
        "Windows 11 upgrade, 60 PCs", "coastal", "ana", "joon", "dana", won=-58, start=-41, end=2,
        works=(
            Work("Inventory and exceptions", 8, "L2", "sara", -41, -36),
            Work("Upgrade group 1", 20, "L1", "eli", -35, -23),
            Work("Upgrade group 2", 20, "L1", "eli", -22, -10, spent=21),
            Work("Upgrade group 3", 20, "L1", "eli", -8, 4, spent=8, left=(-2, 16)),
        ),
        points=(Point("Half of the PCs done", -22, -21), Point("All PCs done", 1, forecast=4)),
        words="Group 3 moves behind your month end, as Sue Park asked. That is two to three working days later.",
    ),
    Job(
        "Hyper-V cluster", "anchor", "marcus", "joon", "sam", won=-86, start=-70, end=-9,
        works=(
            Work("Design and order", 16, "L3", "joon", -70, -62, spent=19),
            Work("Build the cluster", 30, "L3", "joon", -58, -41, spent=44),
            Work("Move the machines", 26, "L2", "sara", -38, -18, spent=36),
            Work("Move the claims database", 18, "L3", "joon", -14, 5, spent=17, left=(-3, 14), disruptive=True),
            Work("Documentation", 10, "L2", "sara", 6, 9),
        ),
        goods=(Goods("CL-2", "Cluster node", 3, 9800, 8350, "installed", eta=-55),),
        points=(Point("Cluster accepted", -41, -38), Point("Claims database moved", -10, forecast=5)),
        this_week="hold",
        words="The claims database needs a window that its vendor approves. We bear the hours above the agreed price.",
    ),
    Job(
        "Cabling and racks", "quincy", "leo", "priya", "dana", won=-33, start=-20, end=11,
        works=(
            Work("Pull the cables", 20, "L1", "eli", -20, -8, spent=17),
            Work("Terminate and measure", 12, "L2", "sara", -7, -2, spent=10),
            Work("Label and draw", 6, "L1", "eli", 0, 2, spent=0),
        ),
        points=(Point("All runs measured", -2, -2), Point("Drawings delivered", 4)),
    ),
    Job(
        "Mobile device management", "tidewater", "leo", "priya", "dana", won=-45, start=-33, end=13,
        works=(
            Work("Write the rules with HR", 8, "L2", "nora", -33, -28),
            Work("Enroll phones", 22, "L1", "eli", -27, -9, spent=24, done=False),
            Work("Enroll tablets", 12, "L1", "eli", 1, 7),
        ),
        duties={"dates": Told(-30, "by phone: Luis Vega"), "escalation": Waive(-34, "No system goes down in this project.")},
        missed=(2,), this_week="leave", words="Phones are enrolled but for drivers on the road; tablets come next.",
    ),
)
