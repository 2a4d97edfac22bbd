"""Every kind of mail as it reads: the samples that the apps ship, for the gallery page and the golden files.

An app with mails has a module ``samples`` with ``mail_samples()``, which returns Sample rows rendered from made-up
values, without the database. A kind without a sample fails ``tests/design/test_mail_samples.py``.
"""

from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from core.formats import USUAL, read_as
from mailing.render import RenderedMail

ORDER = ("customer", "internal", "sales", "account")


@dataclass(frozen=True, slots=True)
class Sample:
    """One kind of mail for one audience (customer, internal, sales or account), and what tells it from its like."""

    kind: str
    audience: str
    mail: RenderedMail
    variant: str = ""

    @property
    def key(self):
        """How an address and a golden file name it: ``weekly_update-customer``."""
        return "-".join(part for part in (self.kind, self.audience, self.variant) if part)


def samples():
    """All samples, by audience and kind."""
    found = []
    for config in apps.get_app_configs():
        if config.name.partition(".")[0] != "django" and module_has_submodule(config.module, "samples"):
            module = import_module(f"{config.name}.samples")
            with read_as(USUAL):  # as it is sent, not as the reader of the gallery likes numbers
                found.extend(getattr(module, "mail_samples", list)())
    return sorted(found, key=lambda sample: (ORDER.index(sample.audience), sample.key))


def sample(key):
    """The sample of that key, or None."""
    return next((one for one in samples() if one.key == key), None)
