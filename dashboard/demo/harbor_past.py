"""Harbor Light IT: what has ended or is about to, oldest first."""

from dashboard.demo.shapes import Done, Goods, Job, Point, Wait, Waive, Work

PAST = (
    Job(
        "Offsite backup", "larkin", "ana", "priya", "sam", won=-97, start=-88, end=-56,
        works=(
            Work("Choose and order", 6, "L3", "priya", -88, -84),
            Work("First full copy", 14, "L2", "devon", -83, -70, spent=12),
            Work("Restore test", 6, "L2", "devon", -69, -62),
        ),
        points=(Point("First restore test", -62, -62),),
        turns=((-60, "closing", ""), (-46, "close", "")),
    ),
    Job(
        "Domain and DNS clean-up", "oakes", "ana", "joon", "dana", won=-92, start=-84, end=-64,
        works=(
            Work("Find what is still used", 8, "L2", "sara", -84, -72, spent=13),
            Work("Move the zones", 8, "L3", "joon", -71, -53, spent=12, disruptive=True),
        ),
        turns=((-50, "closing", ""), (-38, "close", "")),
        words="Two old mail gateways still point to the zones; moving them costs us days, not you money.",
    ),
    Job(
        "Conference rooms", "harlow", "marcus", "joon", "sam", won=-88, start=-76, end=-44,
        works=(
            Work("Mount the screens", 12, "L1", "eli", -76, -66),
            Work("Set up the rooms", 14, "L2", "sara", -65, -49, spent=13),
        ),
        goods=(Goods("ROOM-1", "Room system", 3, 2400, 1980, "installed", eta=-78),),
        turns=((-47, "closing", ""), (-33, "close", "")),
    ),
    Job(
        "Printer fleet", "northgate", "leo", "priya", "dana", won=-68, start=-55, end=-20,
        works=(
            Work("Count and choose", 6, "L2", "nora", -55, -47, spent=5),
            Work("Swap the printers", 18, "L1", "eli", 9, 20),
        ),
        turns=((-36, "cancel", "Northgate leases the printers from the maker instead."),),
    ),
    Job(
        "Disaster recovery test", "anchor", "marcus", "priya", "sam", won=-84, start=-74, end=-40,
        works=(
            Work("Write the run book", 12, "L3", "priya", -74, -62),
            Work("Test in the second site", 16, "L2", "devon", -60, -47, spent=17),
            Work("Report", 4, "L3", "priya", -46, -43),
        ),
        turns=((-41, "closing", ""), (-30, "close", ""), (-5, "reopen", "The auditor wants the payroll server in the test as well.")),
        words="The auditor asked for one more server. We agree the day with Cole Barnes.",
    ),
    Job(
        "Storage upgrade", "oakes", "ana", "joon", "dana", won=-80, start=-66, end=-20,
        works=(
            Work("Install the shelves", 10, "L2", "sara", -66, -58),
            Work("Move the job archive", 26, "L3", "joon", -56, -30, spent=29),
            Work("Retire the old array", 8, "L2", "sara", -28, -12, spent=9),
        ),
        goods=(Goods("NAS-12", "Storage, 12 bays", 1, 8900, 7400, "installed", eta=-68),),
        points=(Point("Archive moved", -32, -30), Point("Old array retired", -20, -12)),
        duties={
            "close_out": Wait(-3, "Will Oakes: read the task review and sign."),
            "acceptance": Wait(-1, "Keisha Brown: two open items, monitoring alert and vault entry."),
        },
        words="The old array was emptied a week later than planned, because the archive was in use at night.",
    ),
    Job(
        "File server to the cloud", "pine", "ana", "priya", "sam", won=-66, start=-54, end=-8,
        works=(
            Work("Rights and structure", 10, "L3", "priya", -54, -45),
            Work("Copy and compare", 24, "L2", "nora", -44, -22),
            Work("Switch the drives", 8, "L2", "nora", -20, -13, disruptive=True),
        ),
        points=(Point("Drives switched", -14, -13),),
        duties={"acceptance": None, "retrospective": None},
        turns=((-9, "closing", ""),),
    ),
    Job(
        "Mail security", "wickford", "ana", "joon", "dana", won=-38, start=-28, end=-10,
        works=(Work("Set up and watch", 8, "L2", "nora", -28, -20), Work("Tune and hand over", 4, "L2", "nora", -18, -11)),
        duties={
            "sow_bom": Waive(-36, "Small job of 12 hours without materials."),
            "escalation": Waive(-36, "Nothing goes down."), "retrospective": Waive(-9, "Small job; one tap says enough."),
            "close_out": None, "acceptance": Done(-6, "All four items of the small checklist seen."),
        },
        turns=((-8, "closing", ""),),
    ),
)
