"""Harbor Light IT: projects that have not begun, and those on hold."""

from dashboard.demo.shapes import Done, Goods, Job, Point, Wait, Work

STARTING = (
    Job(
        "Office move, 42 seats", "larkin", "ana", "joon", "sam", won=-30, start=4, end=18,
        works=(
            Work("Walk both offices", 4, "L2", "sara", 4, 4),
            Work("Move and connect", 26, "L2", "sara", 5, 11, disruptive=True),
            Work("First morning on site", 8, "L1", "eli", 12, 12),
            Work("Clear the old office", 8, "L1", "eli", 14, 16),
        ),
        points=(Point("First day in the new office", 12),),
        duties={"dates": None, "escalation": Wait(-6, "Keisha Brown: who covers the Monday after the move?")},
    ),
    Job(
        "Endpoint rollout, 120 PCs", "summit_cu", "ana", "priya", "dana", won=-10, start=13, end=48,
        works=(
            Work("Build the image", 14, "L3", "priya", 13, 18),
            Work("Roll out, main office", 36, "L1", "eli", 19, 34),
            Work("Roll out, branches", 30, "L1", "nora", 35, 46),
        ),
        goods=(Goods("NB-14", "Notebook, 14 inch", 120, 1140, 985, "ordered", eta=9),),
        duties={"plan": Wait(-1, "Priya Nair: one open question, branch opening hours."), "purchased": None},
    ),
    Job(
        "New branch", "summit_cu", "leo", "joon", "dana", won=-5, start=27, end=62,
        works=(
            Work("Plan with the architect", 10, "L3", "joon", 27, 33),
            Work("Network and cabinets", 28, "L2", "sara", 40, 50),
            Work("Teller stations", 20, "L1", "eli", 51, 58),
        ),
        goods=(Goods("SW-48", "Switch, 48 ports", 3, 2150, 1780, "to_order"),),
        duties={"purchased": None, "sow_bom": None, "plan": None},
    ),
    Job(
        "Network closet rebuild", "brendan", "leo", "priya", "dana", won=-60, start=-38, end=24,
        works=(
            Work("Measure and draw", 8, "L2", "sara", -38, -34),
            Work("Clear the closet", 12, "L1", "eli", -33, -26, spent=9, done=False),
            Work("Build and patch", 24, "L2", "sara", 8, 18),
        ),
        goods=(Goods("RACK-24", "Rack, 24 units", 2, 890, 640, "received", eta=-30),),
        turns=((-24, "hold", "The school asked us to wait until the electrician has finished."),),
        words="We go on as soon as your electrician has finished; the end moves by as many days.",
    ),
    Job(
        "Intranet", "heron", "marcus", "priya", "sam", won=-75, start=-61, end=-4, billing="time_and_materials",
        works=(
            Work("Structure with the departments", 14, "L3", "priya", -61, -50, spent=16),
            Work("Build the pages", 24, "L2", "nora", -48, -33),
            Work("Move the documents", 20, "L2", "nora", -32, -20, spent=7, done=False),
        ),
        points=(Point("Structure agreed", -50, -48), Point("Opening day", -6, forecast=21)),
        duties={"out_of_scope": Done(-26, "There was none so far.")},
        turns=((-19, "hold", "Grace Kim is looking for someone to own the content."),),
        words="The pages stand. We wait for the person who will own the content and go on within three days of the name.",
    ),
)
