"""What other systems send, read as the body of a deal. Pure functions: a payload in, a Reading out."""

from integrations.choices import Preset
from integrations.presets import autotask, connectwise, hubspot, native
from integrations.presets.mapping import Mapping
from integrations.presets.reading import Draft, Reading

READERS = {
    Preset.NATIVE: native.read,
    Preset.HUBSPOT: hubspot.read,
    Preset.CONNECTWISE: connectwise.read,
    Preset.AUTOTASK: autotask.read,
}


def read_payload(preset, payload, *, mapping=None, zone):
    """What ``payload`` (a dict) says in the source's own shape. ``zone`` (tzinfo) tells days from instants.

    A field that the payload does not speak of is absent from the Reading. Never raises for what a payload holds:
    what is wrong with a value is said when the deal takes the body.
    """
    draft = Draft(Mapping.of(mapping), zone)
    aside = READERS[Preset(preset)](payload, draft)
    return draft.finished(aside or "")


__all__ = ["Reading", "read_payload"]
