"""Where a person is signed in: noting it, ending one session, ending all of them at once."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from accounts.models import User

SEEN_AT_GRAIN = 300  # seconds between two notes that a session was used
SEEN = "seen"  # session key: epoch seconds of the last note


def note_session(request, now):
    """Remember device, address and time of this session, at most once in SEEN_AT_GRAIN seconds."""
    seconds = int(now.timestamp())
    if 0 <= seconds - request.session.get(SEEN, 0) < SEEN_AT_GRAIN:
        return
    request.session[SEEN] = seconds
    if request.session.session_key is None:
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": request.user,
            "ip": request.META.get("REMOTE_ADDR") or "0.0.0.0",  # noqa: S104  a stand-in, nothing is bound
            "user_agent": request.headers.get("User-Agent", "")[:200],
            "last_seen_at": now,
        },
    )


def rename_session(request):
    """The same session under a new name: after its person has proved more, or changed how they prove it."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def sessions_of(user, now):
    """Where the user is signed in, the latest first, at most fifty."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=alive).order_by("-last_seen_at")[:50]


@transaction.atomic
def end_session(*, user, pk):
    """End one session of the user; a session of somebody else is none (returns False)."""
    row = UserSession.objects.filter(user=user, pk=pk).first()
    if row is None:
        return False
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    return True


@transaction.atomic
def end_all_sessions(*, user, request=None):
    """End every session of the user at its next request; that of ``request`` goes on under a new name.

    Raises the user's generation, which each session is signed with, so that none is overlooked.
    """
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    user.refresh_from_db(fields=["session_generation"])
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    here = request.session.session_key if request is not None else None
    Session.objects.filter(session_key__in=[key for key in keys if key != here]).delete()
    UserSession.objects.filter(user=user).delete()
    if request is not None:
        update_session_auth_hash(request, user)
        request.session.pop(SEEN, None)
