"""What several actions check about what they were given; each raises InvalidInput with the field's name."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.choices import Level, Role
from core.errors import InvalidInput

HOURS_OF_A_WEEK = 168
HIGHEST_RATE = 100_000


def require_working_facts(level, weekly_hours, cost_rate):
    """Level, hours of a week and cost of an hour (None: not given) within reason; all that is wrong is said."""
    faults = {}
    if level and level not in Level.values:
        faults["level"] = _("There is no level “%s”; use L1, L2 or L3.") % level
    if not 0 <= weekly_hours <= HOURS_OF_A_WEEK:
        faults["weekly_hours"] = _("A week has at most %s hours.") % HOURS_OF_A_WEEK
    if cost_rate is not None and not 0 <= cost_rate <= HIGHEST_RATE:
        faults["cost_rate"] = _("The cost of an hour must be between 0 and %s.") % HIGHEST_RATE
    if faults:
        raise InvalidInput(" ".join(faults.values()), [_fault(*item) for item in faults.items()])


def clean_email(email):
    """The address in small letters."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        refuse("email", _("“%s” is not an email address.") % email)
    return email


def clean_roles(roles):
    """The roles as a list without repetition; at least one."""
    roles = list(dict.fromkeys(str(role) for role in roles))
    unknown = [role for role in roles if role not in Role.values]
    if unknown or not roles:
        named = {"unknown": ", ".join(unknown), "known": ", ".join(Role.values)}
        refuse("roles", _("There is no role “%(unknown)s”; the roles are %(known)s.") % named)
    return roles


def require_good_password(password, user):
    """Long enough and not on the list of common ones; nothing is asked of its composition."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        refuse("password", " ".join(error.messages))


def refuse(field, sentence):
    """Raise InvalidInput with ``sentence`` on ``field``."""
    raise InvalidInput(sentence, [_fault(field, sentence)])


def _fault(field, sentence):
    return {"pointer": f"/{field}", "code": "invalid", "detail": sentence}
