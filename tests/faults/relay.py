"""MAIL_LOOKUP of the fault tests: asks the sink whether it accepted a Message-ID."""

import smtplib

from django.conf import settings


def lookup(message_id):
    """True or False: the sink remembers everything."""
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname="relay", timeout=5) as server:
        return server.docmd("XSEEN", message_id)[0] == 250
