"""Rendering: an update's sections per audience, stored once; a person's mail put together from stored sections.

The preview is the stored section in the same frame: what a person sees there is what they get. A section holds
a placeholder where the reader's own link goes; it carries the update's id, so that no text can imitate it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.dateformat import format as date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from core.formats import format_day
from core.words import verdict_word
from mailing.render import fold_blank_lines, one_line, render_mail
from projects.rules.health import severity, worst
from updates.choices import Audience
from updates.letters import Row, letter_for, outlook, short_verdict
from updates.snapshot import Snapshot, from_json

KIND = "weekly_update"
# Mail programs cut off what is longer than 102 kB; the overview names every project in about 0.5 kB each.
MOST_HTML = 80_000
OVERVIEW_ROW = 500


@dataclass(frozen=True, slots=True)
class Section:
    """One stored render, ready to stand in a mail."""

    title: str
    subject: str
    headline: str
    summary: str
    text: str
    html: str


def placeholder(update_id):
    """What stands in a stored section where the reader's own link belongs."""
    return f"{settings.SITE_URL}/personal-link/{update_id}/"


def render_sections(update):
    """``{audience: Section}`` of an update from its snapshot and words. No statement."""
    snapshot = from_json(Snapshot, update.snapshot)
    return {audience: _render(audience, update, snapshot) for audience in Audience.values}


def _render(audience, update, snapshot):
    letter = letter_for(audience, snapshot, update.words)
    context = {
        "letter": letter,
        "lines": _sales_lines(snapshot, letter),
        "status_url": placeholder(update.pk),
        "project_url": settings.SITE_URL + update.project.get_absolute_url(),
    }
    week = update.week_start.isocalendar().week
    values = {"title": snapshot.title, "verdict": letter.verdict, "week": week}
    template = f"mail/weekly_update/section_{audience}"
    return Section(
        title=snapshot.title,
        subject=one_line(_("%(title)s: %(verdict)s (week %(week)s)") % values),
        headline=_headline(audience, snapshot, letter),
        summary=_summary(audience, snapshot),
        text=fold_blank_lines(render_to_string(f"{template}.txt", context)),
        html=render_to_string(f"{template}.html", context).strip(),
    )


def _headline(audience, snapshot, letter):
    if audience == Audience.CUSTOMER:
        return letter.headline
    values = {"number": snapshot.number, "title": snapshot.title, "customer": snapshot.customer}
    named = _("%(number)s %(title)s, %(customer)s") % values
    return named if audience == Audience.SALES else f"{named}: {outlook(snapshot)}"


def _summary(audience, snapshot):
    """The project's line in a mail of several: mark, verdict, day; the budget's word for the inside."""
    color = snapshot.time.color
    text = short_verdict(snapshot)
    if audience == Audience.INTERNAL:
        color = worst([snapshot.time.color, snapshot.budget.color])
        word = str(verdict_word(snapshot.budget.color).label).lower()
        text = _("%(time)s; budget %(word)s") % {"time": text, "word": word}
    return f"{verdict_word(color).mark} {text}"


def _sales_lines(snapshot, letter):
    end = snapshot.time.committed_end
    promised = _(" (promised %s)") % format_day(end, snapshot.today, weekday=False) if end else ""
    asks = "; ".join(ask.what.rstrip(".") for ask in letter.asks)
    needed = _("Needed from the customer: %s.") % asks if asks else _("Nothing is needed from the customer.")
    verdict = short_verdict(snapshot)
    return (f"{verdict[:1].upper()}{verdict[1:]}{promised}.", needed)


def assemble_mail(sections, *, audience, sender, week_start, day, links=None, unsubscribe_url="", brand_color=""):
    """A person's mail (``mailing.render.RenderedMail``) from stored sections, worst first.

    ``sections`` are ``(update, UpdateRender)`` pairs; ``links`` maps update ids to the reader's own status
    page. A digest of very many projects leaves the last sections out, the overview names all.
    """
    shown = [
        _section(update, render, (links or {}).get(update.pk, placeholder(update.pk)))
        for update, render in sections
    ]
    several = len(shown) > 1
    fitting = _fitting(shown)
    context = {
        "audience": str(audience),
        "sender": sender,
        "week": week_start.isocalendar().week,
        "day": date_format(day, "l, F j, Y"),
        "sections": shown[:fitting],
        "several": several,
        "overview": [Row(section.title, section.summary) for section in shown],
        "worst_line": _count_line([color_of(update, audience) for update, _render in sections]),
        "left_out": len(shown) - fitting,
        "unsubscribe_url": unsubscribe_url,
        "brand_color": brand_color,
    }
    return render_mail(KIND, context)


def _fitting(sections):
    """How many sections fit; at least one."""
    left, count = MOST_HTML - OVERVIEW_ROW * len(sections), 0
    for section in sections:
        left -= len(section.html)
        if left < 0 and count:
            break
        count += 1
    return count


def color_of(update, audience):
    """The color that a mail of several projects sorts and counts by: time alone for customers and sales."""
    colors = [update.time_color, update.budget_color]
    return str(worst(colors)) if audience == Audience.INTERNAL else update.time_color


def _count_line(colors):
    """``3 projects: 1 off track, 2 on track``, the worst first."""
    words = [
        (str(verdict_word(c).label).lower(), colors.count(c))
        for c in sorted(set(colors), key=severity, reverse=True)
    ]
    counted = ", ".join(f"{count} {word}" for word, count in words)
    return _("%(count)s projects: %(counted)s") % {"count": len(colors), "counted": counted}


def _section(update, render, link):
    mark = placeholder(update.pk)
    return Section(
        title=update.snapshot["title"],
        subject=render.subject,
        headline=render.headline,
        summary=render.summary,
        text=render.text.replace(mark, link),
        # Rendered by us with escaping on, stored, never touched by people.
        html=mark_safe(render.html.replace(mark, link)),  # noqa: S308
    )
