"""How often somebody may guess: passwords and second factors, so that guessing is futile and locking out is, too.

Strangers to an account share one small allowance; a browser that has signed in to it before has its own, known by a
signed cookie. So an attacker uses up the strangers' share and never that of the rightful user.
"""

import logging
from hashlib import sha256

from django.conf import settings
from django.core import signing

from accounts import directory
from accounts.actions.factors import note_security
from core import clock
from core.limits import allowance, hit

logger = logging.getLogger("msp_pm.security")
SALT = "accounts.known-device"
A_YEAR = 365 * 24 * 3600
MOST_PEOPLE = 5  # on one browser
FIVE_MINUTES, AN_HOUR = 300, 3600


def may_try(request, email, *, what="sign_in") -> bool:
    """Count one try to enter as ``email``, and whether it is within what is allowed.

    The first one too many raises the alarm: a line in the log and a row in the trail of the person's organizations.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if not hit(f"{what}:address:{address}", limit=allowance("sign_in_address"), window=FIVE_MINUTES).allowed:
        return False
    if knows(request, email):
        own = hit(f"{what}:known:{email}:{address}", limit=allowance("sign_in"), window=FIVE_MINUTES)
        return own.allowed
    near = hit(f"{what}:near:{email}:{address}", limit=allowance("sign_in"), window=FIVE_MINUTES)
    far = hit(f"{what}:far:{email}", limit=allowance("sign_in_account"), window=AN_HOUR)
    for limit in (near, far):
        if limit.count == limit.limit + 1:
            _alarm(email, address, what)
    return near.allowed and far.allowed


def may_mail(email) -> bool:
    """Whether one more reset mail may go to that address this hour."""
    return hit(f"reset:{email}", limit=allowance("reset_mail"), window=AN_HOUR).allowed


def cookie_name():
    """Follows the session's name, and so its prefix in production."""
    return f"{settings.SESSION_COOKIE_NAME}-known"


def knows(request, email) -> bool:
    """Whether this browser has been signed in as ``email`` before."""
    return _mark(email) in _marks(request)


def remember(request, response, email):
    """Let the browser be known for a year."""
    marks = [_mark(email), *(mark for mark in _marks(request) if mark != _mark(email))][:MOST_PEOPLE]
    response.set_cookie(
        cookie_name(),
        signing.dumps(marks, salt=SALT),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _marks(request):
    try:
        return signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=A_YEAR)
    except signing.BadSignature:
        return []


def _mark(email):
    return sha256(f"{SALT}:{email.lower()}".encode()).hexdigest()[:24]


def _alarm(email, address, what):
    user = directory.user_by_email(email)
    logger.warning("too many tries to enter (%s) from %s", what, address)
    if user is not None:
        note_security(user=user, verb="security.throttled", device=address, now=clock.now(), mail=False)
