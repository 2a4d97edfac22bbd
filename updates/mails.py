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
from updates.briefs import brief_of
from updates.choices import Audience
from updates.letters import letter_for, outlook, short_verdict, subject_verdict
from updates.lines import Row
from updates.snapshot import Snapshot, from_json

KIND = "weekly_update"
# Mail programs cut off what is longer than 102 kB. The markup round a section with its line in the overview, and
# round a project in short, in bytes.
MOST_HTML = 84_000
AROUND_SECTION = 1_300
AROUND_BRIEF = 420


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
    if audience == Audience.CUSTOMER:
        color = worst([snapshot.time.color, snapshot.price.color])
        text = subject_verdict(snapshot, audience)
    else:
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
    budget = _("Budget: %s.") % str(verdict_word(snapshot.budget.color).label).lower()
    return (f"{verdict[:1].upper()}{verdict[1:]}{promised}. {budget}", needed)


def assemble_mail(sections, *, audience, sender, week_start, day, links=None, unsubscribe_url="", brand_color=""):
    """A person's mail (``mailing.render.RenderedMail``) from stored sections, worst first.

    ``sections`` are ``(update, UpdateRender)`` pairs; ``links`` maps update ids to the reader's own status
    page. The text holds every section whole. In the HTML of very many projects the worst stand whole and each
    further one in short (``updates.briefs``), so that no mail program cuts the end off.
    """
    updates = [update for update, _render in sections]
    urls = [_url_of(update, audience, links or {}) for update in updates]
    shown = [_section(update, render, links or {}) for update, render in sections]
    sizes = [len(section.html.encode()) + AROUND_SECTION for section in shown]
    briefs = []
    if len(shown) > 1 and sum(sizes) > MOST_HTML:
        snapshots = [from_json(Snapshot, update.snapshot) for update in updates]
        briefs = [brief_of(audience, *pair) for pair in zip(snapshots, urls, strict=True)]
    whole = _whole(sizes, briefs)
    context = {
        "audience": str(audience),
        "sender": sender,
        "week": week_start.isocalendar().week,
        "day": date_format(day, "l, F j, Y"),
        "sections": shown,
        "whole": shown[:whole],
        "briefs": briefs[whole:],
        "several": len(shown) > 1,
        "overview": [Row(section.title, section.summary) for section in shown],
        "worst_line": _count_line([color_of(update, audience) for update in updates]),
        "unsubscribe_url": unsubscribe_url,
        "brand_color": brand_color,
    }
    return render_mail(KIND, context)


def _whole(sizes, briefs):
    """How many of the worst stand whole in the HTML: all where nothing has to be short."""
    if not briefs:
        return len(sizes)
    shorts = [brief.size + AROUND_BRIEF for brief in briefs]
    left, count = MOST_HTML - sum(shorts), 0
    for size, short in zip(sizes, shorts, strict=True):
        left -= size - short
        if left < 0:
            break
        count += 1
    return count


def _url_of(update, audience, links):
    """Where the reader finds the whole project: their own status page, or the project's page."""
    if audience == Audience.CUSTOMER:
        return links.get(update.pk, placeholder(update.pk))
    return settings.SITE_URL + update.project.get_absolute_url()


def color_of(update, audience):
    """The color that a mail of several projects sorts and counts by: the worse of time and what the reader's money does."""
    money = update.snapshot["price"]["color"] if audience == Audience.CUSTOMER else update.budget_color
    return str(worst([update.time_color, money]))


def _count_line(colors):
    """``3 projects: 1 off track, 2 on track``, the worst first."""
    words = [
        (str(verdict_word(c).label).lower(), colors.count(c))
        for c in sorted(set(colors), key=severity, reverse=True)
    ]
    counted = ", ".join(f"{count} {word}" for word, count in words)
    return _("%(count)s projects: %(counted)s") % {"count": len(colors), "counted": counted}


def _section(update, render, links):
    mark = placeholder(update.pk)
    link = links.get(update.pk, mark)
    return Section(
        title=update.snapshot["title"],
        subject=render.subject,
        headline=render.headline,
        summary=render.summary,
        text=render.text.replace(mark, link),
        # Rendered by us with escaping on, stored, never touched by people.
        html=mark_safe(render.html.replace(mark, link)),  # noqa: S308
    )
