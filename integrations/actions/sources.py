"""Writing sources. Each action is one transaction with its audit row."""

import re
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actions import differences, record
from core.conflicts import settle_values
from core.errors import InvalidInput, NotAllowed
from integrations.choices import Preset
from integrations.models import WebhookSource
from integrations.permissions import can_manage_sources, can_map_fields
from integrations.presets.mapping import checked, flat, unflat

OVERLAP = timedelta(hours=24)  # how long the old secret counts beside the new one


@transaction.atomic
def create_source(*, name, by, preset=Preset.NATIVE):
    """A new source; ``by`` None is an operator at the command line. Raises InvalidInput for a bad or taken name."""
    _require_manager(by)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name):
        raise _wrong("name", "invalid", _("Use lower-case letters, digits and hyphens, for example hubspot."))
    try:
        with transaction.atomic():
            source = WebhookSource.objects.create(name=name, preset=_known(preset))
    except IntegrityError as error:
        raise _wrong("name", "taken", _("There is a source of that name already.")) from error
    record(by=by, verb="webhook_source.created", obj=source, changes={"preset": [None, source.preset]})
    return source


@transaction.atomic
def change_source(*, source, by, preset=None, mapping=None):
    """Set how the source's payloads are read from now on, and when an event is read again.

    ``mapping`` is ``{"fields": {ours: theirs}, "words": {ours: {theirs: ours}}}``; raises InvalidInput.
    """
    wanted = {} if preset is None else {"preset": preset}
    return change_entries(
        source=source, by=by, wanted=wanted | ({} if mapping is None else flat(checked(mapping)))
    )


@transaction.atomic
def change_entries(*, source, by, wanted, seen=None):
    """The same entry by entry: ``wanted`` holds ``preset`` and names of ``presets.mapping.flat``.

    Raises InvalidInput, and Conflict where somebody changed the same entry since the caller saw it (``seen``).
    """
    if not can_map_fields(by):
        raise NotAllowed(_("Your roles do not let you change how deals are read."))
    source = WebhookSource.objects.select_for_update(no_key=True).get(pk=source.pk)
    before = entries_of(source)
    after = before | settle_values(before, seen, wanted)
    changes = differences(before, after)
    if changes:
        source.preset, source.mapping = _known(after["preset"]), unflat(after)
        source.save(update_fields=["preset", "mapping", "updated_at"])
        record(by=by, verb="webhook_source.changed", obj=source, changes=changes)
    return source


def entries_of(source):
    """What ``change_entries`` can set, as it stands."""
    return {"preset": source.preset} | flat(source.mapping)


@transaction.atomic
def rotate_secret(*, source, by, now):
    """Make a new secret; the old one counts for another day, so that nothing is lost meanwhile."""
    _require_manager(by)
    source = WebhookSource.objects.select_for_update(no_key=True).get(pk=source.pk)
    source.serial, source.previous_until = source.serial + 1, now + OVERLAP
    source.save(update_fields=["serial", "previous_until", "updated_at"])
    record(by=by, verb="webhook_source.rotated", obj=source)
    return source


@transaction.atomic
def disable_source(*, source, by, now, disabled=True):
    """Shut the door, or open it again, at once; the events stay."""
    _require_manager(by)
    if (source.disabled_at is not None) != disabled:
        source.disabled_at = now if disabled else None
        source.save(update_fields=["disabled_at", "updated_at"])
        record(by=by, verb="webhook_source.disabled" if disabled else "webhook_source.enabled", obj=source)
    return source


def _known(preset):
    if preset not in Preset.values:
        raise _wrong("preset", "invalid", _("Choose one of: %(names)s.") % {"names": ", ".join(Preset.values)})
    return preset


def _require_manager(by):
    if by is not None and not can_manage_sources(by):
        raise NotAllowed(_("Your roles do not let you manage webhooks."))


def _wrong(name, code, detail):
    return InvalidInput(detail, [{"pointer": f"/{name}", "code": code, "detail": detail}])
