"""What a refused number or length says: what to write instead, in forms and in the API. Set once, when the apps are ready.

The frameworks' own sentences (“Ensure this value is …”) speak to programmers; each is replaced where it is defined, so
that no form has to repeat ours.
"""

from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from rest_framework import serializers

AMOUNTS = {"max_value": _("Write {max_value} or less."), "min_value": _("Write {min_value} or more.")}
LENGTHS = {
    "max_length": _("Write at most {max_length} characters."),
    "min_length": _("Write at least {min_length} characters."),
}
DIGITS = {
    "max_digits": _("Write at most {max_digits} digits."),
    "max_decimal_places": _("Write at most {max_decimal_places} digits after the point."),
    "max_whole_digits": _("Write at most {max_whole_digits} digits before the point."),
}
ELEMENTS = {
    "max_length": _("Send at most {max_length} of them."),
    "min_length": _("Send at least {min_length} of them."),
}


def say_limits_our_way():
    """Replace the sentences of the validators of forms and models, and of the fields of the API."""
    validators.MaxValueValidator.message = _("Write %(limit_value)s or less.")
    validators.MinValueValidator.message = _("Write %(limit_value)s or more.")
    validators.StepValueValidator.message = _("Write a multiple of %(limit_value)s.")
    validators.MaxLengthValidator.message = ngettext_lazy(
        "Write at most %(limit_value)d character; it is %(show_value)d.",
        "Write at most %(limit_value)d characters; these are %(show_value)d.",
        "limit_value",
    )
    validators.MinLengthValidator.message = ngettext_lazy(
        "Write at least %(limit_value)d character.", "Write at least %(limit_value)d characters.", "limit_value"
    )
    validators.DecimalValidator.messages |= {
        "max_digits": ngettext_lazy("Write at most %(max)s digit.", "Write at most %(max)s digits.", "max"),
        "max_decimal_places": ngettext_lazy(
            "Write at most %(max)s digit after the point.", "Write at most %(max)s digits after the point.", "max"
        ),
        "max_whole_digits": ngettext_lazy(
            "Write at most %(max)s digit before the point.",
            "Write at most %(max)s digits before the point.",
            "max",
        ),
    }
    serializers.IntegerField.default_error_messages |= AMOUNTS
    serializers.FloatField.default_error_messages |= AMOUNTS
    serializers.DecimalField.default_error_messages |= AMOUNTS | DIGITS
    serializers.CharField.default_error_messages |= LENGTHS
    serializers.ListField.default_error_messages |= ELEMENTS
