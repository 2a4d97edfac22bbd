"""Where bars stand on the timeline."""

import datetime as dt

from projects.rules.timeline import HEAD, LABEL, ROW, WIDTH, Days, Row, drawing, with_phases

DAY = dt.date(2026, 11, 9)


def days(start, end):
    return Days(DAY + dt.timedelta(days=start), DAY + dt.timedelta(days=end))


def test_nothing_is_drawn_while_nothing_has_a_day():
    assert drawing([Row("A")], DAY) is None
    assert drawing([], DAY) is None


def test_a_phase_reaches_from_its_first_day_to_its_last_and_tasks_without_one_stand_alone():
    rows = with_phases(
        [("P", Row("A", days(0, 1), days(2, 3))), ("", Row("C")), ("P", Row("B", None, days(5, 9)))]
    )
    assert [(row.title, row.is_phase) for row in rows] == [("P", True), ("A", False), ("B", False), ("C", False)]
    assert (rows[0].baseline, rows[0].forecast) == (days(0, 1), days(2, 9))


def test_bars_lie_on_their_days_and_today_between_them():
    found = drawing(
        [Row("A", days(0, 1), days(0, 3), disruptive=True), Row("B", None, days(4, 4), done=True)], DAY
    )
    base, cut, done = found.bars
    assert [bar.css for bar in found.bars] == ["t-base", "t-cut", "t-done"]
    assert base.x == cut.x == found.today
    assert round(cut.width / base.width, 2) == 2  # four days and two
    assert round(cut.x + cut.width, 1) == done.x
    assert HEAD + ROW < done.y < HEAD + 2 * ROW
    assert all(bar.x >= LABEL and bar.x + bar.width <= WIDTH for bar in found.bars)


def test_weeks_are_marked_and_months_where_there_are_many():
    assert all(tick.day.weekday() == 0 for tick in drawing([Row("A", None, days(0, 60))], DAY).ticks)
    long = drawing([Row("A", None, days(0, 900))], DAY)
    assert all(tick.day.day == 1 for tick in long.ticks)
    assert sum(tick.named for tick in long.ticks) <= 16


def test_a_bar_is_never_thinner_than_a_line_and_long_names_are_cut():
    found = drawing([Row("x" * 80, days(0, 0), days(0, 3000))], DAY)
    assert found.bars[0].width >= 3
    assert found.labels[0].text.endswith("…")
