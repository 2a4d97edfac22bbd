"""The default playbook: one paragraph per responsibility, what good looks like and what to ask.

Organizations edit their own copy; this is the text they start from.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.choices import ResponsibilityKey as Key

PLAYBOOK: dict[Key, Promise] = {
    Key.SOLD: _(
        "You know what was sold when you could explain it to the customer without the "
        "salesperson in the room: lines with hours, price and cost, the dates that were named, "
        "what is excluded, and every promise that is in nobody's document. Ask: “What did we say "
        "that is not written down?” Collect all questions and return them once. Accepting "
        "releases the salesperson."
    ),
    Key.PURCHASED: _(
        "What the customer believes they bought may differ from what was sold. Compare the signed "
        "quote or PO line by line with the hand-off; when they match, you are done without asking "
        "anyone. Where they differ, ask the customer about that line only: “We have two servers, "
        "your order says three. Which is right?” Each difference gets a name and an answer."
    ),
    Key.SOW_BOM: _(
        "The lead tech turns the sale into a scope that can be tested: what is delivered, what is "
        "not, what the customer must do, how everyone will know it works. Every product sold is on "
        "the BoM with vendor, cost, price and an arrival date. Ask: “Which item arriving late "
        "would stop you, and what did we assume that nobody has checked?”"
    ),
    Key.PLAN: _(
        "A good plan is short: tasks a person can finish in a day or two, each with an estimate, "
        "a skill level and an owner, together covering the hours that were sold. The lead tech "
        "writes it, you ask. “Where would you add hours if you could? Which task can only one "
        "person do?” Set the baseline once it covers the scope."
    ),
    Key.SCHEDULE: _(
        "Dispatch books the next three weeks by the hour and places the rest in weeks, after "
        "support has its reserve. Bring hours per skill level and the date you need, not a name "
        "and a day. Ask: “What would have to move for this date, and who pays for it?” A "
        "counter-offer in writing is a good answer."
    ),
    Key.ESCALATION: _(
        "Support must never learn of a project from the first angry call. For every risky window "
        "agree who is reachable, at what level, by which channel, and who comes next. “None "
        "needed” is a fine answer when support gives it. Ask: “What would you need to know at "
        "two in the morning?”"
    ),
    Key.DATES: _(
        "The customer knows three things from you before anyone else tells them: when it starts, "
        "when it ends, and when something will not work. Send them together, in the customer's "
        "time zone, and say what they should do before each outage. When a date moves, tell them "
        "the same day. Ask: “Is there any day on which we must not touch this?”"
    ),
    Key.WEEKLY_UPDATES: _(
        "Every stakeholder hears every week whether the project is on time and on budget, even "
        "when nothing happened. Lead with the verdict and its number, then what you need and by "
        "when. When a color is not green, say in one sentence why and what happens next. A quiet "
        "week still gets its mail: no change, and the next date."
    ),
    Key.OUT_OF_SCOPE: _(
        "The duty is to tell, not to refuse. When a technician does something nobody sold, the "
        "customer hears of it and of its price before the work, or within four hours in an "
        "emergency. Ask the team each week: “What did you do that is not in the scope?” At the "
        "end confirm the list with the customer, or confirm that there was none."
    ),
    Key.CLOSE_OUT: _(
        "Walk through it with the customer while they still remember: what was done, what was "
        "extra, what the final bill will say, and what both of you would do differently. No "
        "number on that bill should be new to them. Ask: “What did you expect that you did not "
        "get?” Write the answer down as they said it."
    ),
    Key.ACCEPTANCE: _(
        "Support signs when it is willing to be called about it: documented, monitored, backed up "
        "and restored once, credentials in the vault, known issues named. Let someone sign who "
        "did not build it. Ask: “What would make you say no?” A refusal with reasons goes back to "
        "the lead tech and is better than a silent yes."
    ),
    Key.RETROSPECTIVE: _(
        "Everyone who touched the project says how it went, in two minutes, on the parts they "
        "could see. Put the facts beside the opinions: days late, hours over, updates missed. "
        "Ask each person for one thing to keep and one to change. A lesson counts once it has an "
        "owner and has changed a template."
    ),
}
