"""How this is computed: every number of a verdict has its line."""

from datetime import UTC, date, datetime
from decimal import Decimal

from core.calendar import WorkingCalendar
from core.money import Money
from projects.rules.explanations import explain_budget, explain_time
from projects.rules.facts import Budget, CostFacts, TaskFact, TimeFacts
from projects.rules.health import budget_verdict, time_verdict

D = Decimal
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def values(lines):
    return {str(line.label): line.value for line in lines}


def judged(*tasks, cost=None):
    return budget_verdict(tasks, Budget(D(104), plan_approved=True, cost=cost), now=NOW)


def test_budget_lines_add_up_to_the_verdict():
    lines = values(explain_budget(judged(TaskFact(D(104), D("46.5"), D("61.7")))))
    assert lines["Budget (BAC)"] == 104
    assert lines["Used (AC)"] + lines["Still to come (ETC)"] == lines["Forecast (EAC)"] == D("108.2")
    assert "Cost forecast" not in lines
    assert "Unconfirmed tasks" not in lines


def test_money_has_lines_where_it_is_judged():
    zero = Money(D(0), "USD")
    facts = CostFacts({"L2": Money(D(70), "USD")}, {"L2": D(104)}, zero, zero, zero, zero)
    lines = values(explain_budget(judged(TaskFact(D(104), level="L2"), cost=facts)))
    assert lines["Cost budget"] == lines["Cost forecast"] == Money(D(7280), "USD")


def test_what_is_uncertain_is_said():
    lines = values(explain_budget(judged(TaskFact(D(5), D(5)))))
    assert lines["Unconfirmed tasks"] == 1


def test_time_lines_name_both_dates_and_the_slip():
    facts = TimeFacts(date(2026, 11, 23), date(2026, 12, 18), date(2026, 12, 21))
    verdict = time_verdict(facts, WorkingCalendar(), today=date(2026, 11, 23))
    lines = values(explain_time(verdict))
    assert lines["Committed end"] == date(2026, 12, 18)
    assert lines["Expected end"] == date(2026, 12, 21)
    assert lines["Slip"] == 1
    assert lines["Slip of the start"] == 0
