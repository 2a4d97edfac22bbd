"""The stacks of home: each fact as a row with one thing to do, in the order of who waits and since when."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import format_day, format_days, format_stamp
from projects.choices import Counterparty
from projects.rules.responsibilities import BY_KEY

SHOWN = 8
FEW = 2  # updates up to this many get a row each
LATE = ("is-late", "exclamation-diamond-fill")
OPEN = ("is-open", "circle")
WAIT = ("is-wait", "hourglass-split")
AGAIN = ("is-again", "megaphone")
READY = ("approved", "sent")
LATE_GROUPS = {"weekly_updates": "updates"}  # everything else is gathered by project


@dataclass(frozen=True, slots=True)
class Todo:
    """A row of a stack, as ``jinja/todos.html`` takes it; ``rank`` orders within the stack."""

    look: tuple[str, str]
    what: str
    why: str
    verb: str
    url: str
    rank: tuple = ()


@dataclass
class Stack:
    """One of the stacks; ``rows`` in their order, ``shown`` those that stand on the page.

    ``behind`` counts what comes after the shown ones whatever else there is, and was never put into words.
    """

    key: str
    title: str
    aside: str
    rows: list[Todo] = field(default_factory=list)
    behind: int = 0

    @property
    def count(self):
        """How many things there are."""
        return len(self.rows) + self.behind

    @property
    def shown(self):
        """The first rows."""
        return self.rows[:SHOWN]

    @property
    def more(self):
        """How many stand behind them."""
        return self.count - len(self.shown)


@dataclass(frozen=True, slots=True)
class Updates:
    """The weekly updates of the member's projects: when they leave and how many are ready."""

    send_at: dt.datetime | None
    ready: int
    total: int
    late: bool

    @property
    def to_review(self):
        """How many still wait for the member."""
        return self.total - self.ready


class Desk:
    """Turns facts into stacks for one member at one moment."""

    def __init__(self, organization, member, now):
        self.slug, self.zone, self.now = organization.slug, organization.zone, now
        self.member = member
        self.today = now.astimezone(self.zone).date()
        self.stacks = {
            "now": Stack("now", _("Now"), _("someone waits on us")),
            "silence": Stack("silence", _("Silence"), _("customers who know less than we do")),
            "tonight": Stack("tonight", _("Before tonight"), _("hurts tomorrow")),
            "waiting": Stack("waiting", _("Waiting on others"), _("asked, and not answered yet")),
            "tasks": Stack("tasks", _("Your tasks"), _("by their planned end")),
        }

    def take(self, facts):
        """Sort every fact into its stack; the Updates among them come as a summary."""
        summary = self._updates([fact for fact in facts if fact.kind == "update"])
        for fact in facts:
            if fact.kind != "update" and not self._is_late_duty(fact):
                getattr(self, f"_{fact.kind}")(fact)
        late = self._gathered(facts)
        if summary and summary.late and summary.to_review:
            late.pop("updates", None)  # the updates themselves say it
        if "updates" in late:
            self._missed_updates(late.pop("updates"))
        longest = sorted(late.values(), key=_longest_late)
        for group in longest[:SHOWN]:
            self._late_duties(group)
        self.stacks["now"].behind = len(longest[SHOWN:])
        for stack in self.stacks.values():
            stack.rows.sort(key=lambda row: row.rank)
        return summary

    def _gathered(self, facts):
        """Late duties by project, the weekly updates of all in one; dates that the silence says already are left out."""
        silent = {fact.sequence for fact in facts if fact.kind == "silence"}
        late = defaultdict(list)
        for fact in facts:
            if self._is_late_duty(fact) and (fact.ref != "dates" or fact.sequence not in silent):
                late[LATE_GROUPS.get(fact.ref, fact.sequence)].append(fact)
        return late

    def _put(self, stack, look, what, why, verb, url, rank):
        self.stacks[stack].rows.append(Todo(look, what, why, verb, url, rank))

    def _is_late_duty(self, fact):
        if fact.kind != "duty" or fact.state == "waiting":
            return False
        return fact.day is not None and fact.day < self.today

    def _duty(self, fact):
        """What waits on somebody, or is due today."""
        rule = BY_KEY[fact.ref]
        url = reverse("projects:responsibility", args=[self.slug, fact.number, fact.ref])
        if fact.state == "waiting":
            days = format_days((self.today - self._day(fact)).days)
            party = fact.customer if rule.counterparty == Counterparty.CUSTOMER else rule.counterparty.label
            what = _("%(who)s: %(what)s, %(days)s") % {
                "who": party,
                "what": str(fact.name or rule.short_name).rstrip("."),
                "days": days,
            }
            due = _("due %s") % format_day(fact.day, self.today, weekday=False) if fact.day else ""
            self._put("waiting", WAIT, what, self._project(fact, due), _("Open"), url, (fact.at, fact.sequence))
        elif fact.ref != "weekly_updates":  # they leave by themselves; the updates say what is missing
            what = _("%s is due today") % rule.name
            why = self._project(fact, self._owner(fact, rule))
            self._put("tonight", OPEN, what, why, _("See to it"), url, (fact.day, fact.sequence))

    def _late_duties(self, group):
        """One row for all that is late in a project; the dates have a verb of their own."""
        fact = min(group, key=lambda one: one.day)
        rules = sorted((BY_KEY[one.ref] for one in group), key=lambda rule: rule.position)
        name = "responsibility" if len(group) == 1 else "detail"
        args = [self.slug, fact.number, *([fact.ref] if len(group) == 1 else [])]
        url, verb = reverse(f"projects:{name}", args=args), _("See to it")
        if {one.ref for one in group} == {"dates"}:
            url, verb = reverse("projects:tell", args=args[:2]), _("Tell customer")
        names = rules[0].name if len(group) == 1 else ", ".join(str(rule.short_name) for rule in rules)
        what = _("%(duties)s: %(days)s late") % {
            "duties": names,
            "days": format_days((self.today - fact.day).days),
        }
        why = self._project(fact, self._owner(fact, rules[0]) if len(group) == 1 else "")
        self._put("now", LATE, what, why, verb, url, _longest_late(group))

    def _missed_updates(self, group):
        """Weeks without an update, in one row: they are seen to in one place."""
        said = ngettext(
            "%(count)s project is owed its weekly update",
            "%(count)s projects are owed their weekly update",
            len(group),
        )
        why = self._named(group)
        url = reverse("updates:queue", args=[self.slug])
        rank = (min(fact.day for fact in group), 0)
        self._put("now", LATE, said % {"count": len(group)}, why, _("Review"), url, rank)

    def _owner(self, fact, rule):
        named = {"dispatcher": Counterparty.DISPATCH.label, "support": Counterparty.SUPPORT.label}
        return _("owed by %s") % (named.get(rule.owner_role) or fact.who)

    def _decide(self, fact):
        url = reverse("deals:detail", args=[self.slug, fact.ref])
        rank = (self._day(fact), 0)
        if fact.state == "ready":
            what = _("Accept the hand-off from %s") % fact.who
            why = self._joined(fact.name, fact.customer, format_stamp(fact.at, self.zone, self.today))
            return self._put("tonight", OPEN, what, why, _("Accept"), url, rank)
        what = _("%(who)s: answer %(questions)s") % {"who": fact.who, "questions": self._questions(fact.amount)}
        why = self._joined(
            fact.name, fact.customer, _("returned %s") % format_stamp(fact.at, self.zone, self.today)
        )
        return self._put("waiting", WAIT, what, why, _("Open"), url, (fact.at, 0))

    def _deal(self, fact):
        url = reverse("deals:detail", args=[self.slug, fact.ref])
        why = self._joined(fact.name, fact.customer, format_stamp(fact.at, self.zone, self.today))
        if fact.state == "returned":
            what = _("Answer %s") % self._questions(fact.amount)
            return self._put("now", LATE, what, why, _("Answer"), url, (self._day(fact), 0))
        return self._put(
            "tonight", OPEN, _("Complete the hand-off"), why, _("Complete"), url, (self._day(fact), 0)
        )

    def _questions(self, count):
        return ngettext("%(count)s question", "%(count)s questions", count) % {"count": count}

    def _mail(self, fact):
        what = _("New address for %s: mail did not arrive") % (fact.name or _("a contact"))
        why = self._joined(fact.title, fact.customer, format_stamp(fact.at, self.zone, self.today))
        url = reverse("customers:edit_contact", args=[self.slug, fact.ref])
        look = ("is-late", "envelope-exclamation")
        self._put("now", look, what, why, _("Fix contact"), url, (self._day(fact), 0))

    def _unconfirmed(self, fact):
        url = f"{reverse('projects:plan', args=[self.slug, fact.number])}#task-{fact.ref}"
        if fact.state == "mine":
            what = _("Set the remaining hours of “%s”") % fact.name
            why = self._project(fact, _("estimate used up"))
            return self._put("tonight", OPEN, what, why, _("Set hours"), url, (self._day(fact), fact.sequence))
        days = format_days((self.today - self._day(fact)).days)
        what = _("%(who)s: remaining hours of “%(task)s”, %(days)s") % {
            "who": fact.who,
            "task": fact.name,
            "days": days,
        }
        return self._put("waiting", WAIT, what, self._project(fact), _("Open"), url, (fact.at, fact.sequence))

    def _task(self, fact):
        url = f"{reverse('projects:plan', args=[self.slug, fact.number])}#task-{fact.ref}"
        late = fact.day is not None and fact.day < self.today
        due = _("planned until %s") % format_day(fact.day, self.today) if fact.day else _("no day planned")
        rank = (fact.day or dt.date.max, fact.sequence)
        self._put(
            "tasks", LATE if late else OPEN, fact.name, self._project(fact, due), _("Open the plan"), url, rank
        )

    def _silence(self, fact):
        days = format_days((self.today - self._day(fact)).days)
        new = dt.date.fromisoformat(fact.detail) if fact.detail else None
        said = {
            "old": format_day(fact.day, self.today, weekday=False) if fact.day else "?",
            "new": format_day(new, self.today, weekday=False) if new else "?",
        }
        moved = fact.day != new and fact.day is not None and new is not None
        what = _("End moved from %(old)s to %(new)s, not told") % said if moved else _("The start moved, not told")
        url = reverse("projects:tell", args=[self.slug, fact.number])
        why = self._project(fact, _("we have known for %s") % days)
        self._put("silence", AGAIN, what, why, _("Tell customer"), url, (fact.at, fact.sequence))

    def _untold(self, fact):
        """An emergency: the clock is running, or has run out."""
        late = fact.at <= self.now
        said = _("Emergency begun, not told, late: %s") if late else _("Emergency begun, not told: %s")
        due = _("the customer should have known by %s") if late else _("the customer has to know by %s")
        why = self._project(fact, due % format_stamp(fact.at, self.zone, self.today))
        url = reverse("projects:extra", args=[self.slug, fact.number, fact.ref])
        stack, look = ("now", LATE) if late else ("silence", AGAIN)
        rank = (self._day(fact), 0) if late else (fact.at, fact.sequence)
        self._put(stack, look, said % fact.name, why, _("Tell customer"), url, rank)

    def _updates(self, facts):
        """Rows for the updates of the week that is next to leave (or has left without some), and their summary."""
        if not facts:
            return None
        week = min(fact.day for fact in facts)
        facts = [fact for fact in facts if fact.day == week]
        send_at = facts[0].at
        late = send_at <= self.now
        waiting = [fact for fact in facts if fact.state not in READY]
        alone = [fact for fact in waiting if fact.state in ("words", "unread", "held")]
        looks = [fact for fact in waiting if fact not in alone]
        if len(waiting) <= FEW:
            alone, looks = waiting, []
        for fact in alone:
            self._one_update(fact, late)
        if looks:
            self._many_updates(looks, late)
        return Updates(send_at, len(facts) - len(waiting), len(facts), late)

    def _one_update(self, fact, late):
        words = {
            "words": (_("Write the words for %s"), _("Write")),
            "unread": (_("Nobody at the customer gets the update of %s"), _("Open")),
            "held": (_("The update of %s is on hold"), _("Open")),
        }
        what, verb = words.get(fact.state, (_("Approve the update of %s"), _("Approve")))
        url = reverse("updates:review", args=[self.slug, fact.ref])
        why = self._joined(fact.customer, "", self._left(fact, late))
        self._put(*self._urgency(late), what % fact.title, why, verb, url, (self.today, fact.sequence))

    def _many_updates(self, facts, late):
        said = ngettext("Review %(count)s update", "Review %(count)s updates", len(facts)) % {"count": len(facts)}
        names = self._named(facts)
        url = reverse("updates:queue", args=[self.slug])
        why = self._joined(names, "", self._left(facts[0], late))
        self._put(*self._urgency(late), said, why, _("Review"), url, (self.today, 0))

    def _urgency(self, late):
        return ("now", LATE) if late else ("tonight", OPEN)

    def _left(self, fact, late):
        return _("was due %s") % format_stamp(fact.at, self.zone, self.today) if late else ""

    def _named(self, facts):
        """The first three titles."""
        names = sorted(fact.title for fact in facts)
        return ", ".join(names[:3]) + ("…" if len(names) > 3 else "")

    def _project(self, fact, more=""):
        return self._joined(fact.title, fact.customer, more)

    def _joined(self, first, second, more=""):
        place = ", ".join(part for part in (first, second) if part)
        return " · ".join(part for part in (place, more) if part)

    def _day(self, fact):
        return fact.at.astimezone(self.zone).date()


def _longest_late(group):
    """The rank of a project's late duties among those of others."""
    return min((fact.day, fact.sequence) for fact in group)
