"""The one place where a verdict or a state turns into word, shape, class and mail mark.

Keys are the stored values of ``projects.choices.Color`` and ``ResponsibilityState``; core knows only the
strings. Shape, word and color always travel together (docs/design.md).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Word:
    """How one value is shown: ``label`` (translated), ``icon`` in the sprite, CSS ``css``, mail ``mark``."""

    label: str
    icon: str
    css: str
    mark: str


VERDICTS = {
    "green": Word(_("On track"), "check-circle-fill", "is-good", "●"),
    "amber": Word(_("At risk"), "exclamation-triangle-fill", "is-warn", "▲"),
    "red": Word(_("Off track"), "x-octagon-fill", "is-bad", "■"),
    "too_early": Word(_("Too early"), "dash-circle-dotted", "is-early", "○"),
    "not_scheduled": Word(_("Not scheduled"), "exclamation-triangle-fill", "is-warn", "▲"),
}

LATE = Word(pgettext_lazy("responsibility", "Late"), "exclamation-diamond-fill", "is-late", "■")

STATES = {
    "not_due": Word(_("Not due"), "dash-lg", "is-none", "–"),
    "open": Word(pgettext_lazy("responsibility", "Open"), "circle", "is-open", "○"),
    "waiting": Word(_("Waiting"), "hourglass-split", "is-wait", "▲"),
    "done": Word(_("Done"), "check-lg", "is-done", "●"),
    "reopened": Word(_("Reopened"), "arrow-counterclockwise", "is-again", "▲"),
    "waived": Word(_("Waived"), "slash-circle", "is-waived", "–"),
}

# Late wins over these three; what is done, waived or not due is never late.
CAN_BE_LATE = frozenset({"open", "waiting", "reopened"})


def verdict_word(color):
    """The ``Word`` of a health color; an unknown color is an error of the caller (KeyError)."""
    return VERDICTS[str(color)]


def state_word(state, *, late=False):
    """The ``Word`` of a responsibility state; ``late`` wins over open, waiting and reopened."""
    if late and str(state) in CAN_BE_LATE:
        return LATE
    return STATES[str(state)]


def moves_edge(word):
    """Whether the state carries a colored edge in the duty track: late, waiting and reopened do."""
    return word.css in ("is-late", "is-wait", "is-again")
