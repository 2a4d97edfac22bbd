"""Second factors: codes of an authenticator app, recovery codes, and the note that one has changed."""

import base64
import hmac
import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from accounts import directory, mails
from accounts.models.recovery import RecoveryCode
from audit.actions import record
from core.tenancy import organization_scope

CODES = 10
CODE_BYTES = 10  # 80 bits: sixteen letters and digits


@transaction.atomic
def make_recovery_codes(*, user) -> list[str]:
    """Ten new codes, shown this once; the old ones are dead."""
    RecoveryCode.objects.filter(user=user).delete()
    plain = [base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in plain)
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in plain]


def use_recovery_code(*, user, code, now) -> bool:
    """Whether ``code`` is one of the user's and was not used yet; it is used now. One statement."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    rows = RecoveryCode.objects.filter(user=user, digest=_digest(user, plain), used_at=None)
    return rows.update(used_at=now) == 1


@transaction.atomic
def use_app_code(*, user, code) -> Authenticator | None:
    """The user's authenticator app when ``code`` is the one of now or of its neighbors, and none so late was used."""
    rows = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP)
    app = rows.first()
    if app is None:
        return None
    secret, given = decrypt(app.data["secret"]), code.replace(" ", "")
    for counter in yield_hotp_counters_from_time():
        if hmac.compare_digest(given.encode(), format_hotp_value(hotp_value(secret, counter)).encode()):
            if counter <= app.data.get("last_counter", -1):
                return None
            app.data["last_counter"] = counter
            app.save(update_fields=["data"])
            return app
    return None


def note_security(*, user, verb, words="", device="", now, mail=True):
    """Write ``verb`` into the trail of each organization of the user, and mail the user what has changed."""
    for member in directory.memberships_of(user):
        member.user = user
        with organization_scope(member.organization_id):
            record(by=member, verb=verb, obj=member, changes={"from": [None, device]} if device else {}, at=now)
    if mail:
        mails.security_notice(user, words, at=now, device=device)


def forget_idle_codes(*, user):
    """Recovery codes go with the last factor that they stand in for."""
    if not Authenticator.objects.filter(user=user).exists():
        RecoveryCode.objects.filter(user=user).delete()


def _digest(user, plain):
    key = f"recovery-code:{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{user.pk}:{plain}".encode(), "sha256").hexdigest()
