"""One broken project must not keep an organization's whole week back."""

import logging
from dataclasses import dataclass

from django.db import transaction

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """A project that was left out, what was tried (``drafted`` or ``sent``) and the kind of the error."""

    project: object
    what: str
    error: str


def act_apart(items, act, *, reread, what):
    """``(act(items), failures)``: all at once in a savepoint; when that raises, again without those that fail alone.

    ``reread`` gives items afresh by their ids: a failed attempt leaves values on them that were never stored.
    Each failure is logged. What fails only together is raised.
    """
    try:
        with transaction.atomic():
            return act(items), []
    except Exception:
        logger.exception("Not everything could be %s at once; looking at each project alone.", what)
    failures, good = [], []
    for item in reread([item.pk for item in items]):
        failure = _try_alone(item, act, what)
        if failure is None:
            good.append(item.pk)
        else:
            failures.append(failure)
    with transaction.atomic():
        return act(reread(good)) if good else [], failures


def _try_alone(item, act, what):
    """The Failure of ``act([item])``, or None; whatever it did is taken back."""
    try:
        with transaction.atomic():
            act([item])
            transaction.set_rollback(True)
    except Exception as error:
        project = getattr(item, "project", item)
        logger.exception("%s could not be %s.", project.number, what)
        return Failure(project, what, type(error).__name__)
    return None
