"""The signed list of tables outside every organization. A table is in here, or it is a tenant table.

``tests/isolation`` compares this list with the database catalogue; adding a line is a decision.
"""

DIRECTORY_TABLES = {
    "accounts_user": "identity; a person may belong to several organizations",
    "accounts_recoverycode": "digests of a person's recovery codes",
    "accounts_userpicture": "the small picture of a person",
    "accounts_organization": "the tenants themselves: slug, name, zone, currency",
    "core_tokenroute": "digest of a token -> organization",
    "core_duework": "when an organization's work is next due",
    "core_hitcount": "digest of a rate-limited key -> hits in its window, while Redis is away",
    "core_pulse": "signs of life of background parts",
    "mailing_accountmail": "account mails (reset, invitation) belong to a person, not to an organization",
    "account_emailaddress": "allauth: sign-in addresses",
    "account_emailconfirmation": "allauth: unused, part of its schema",
    "mfa_authenticator": "allauth: second factors of a person",
    "usersessions_usersession": "allauth: where a person is signed in",
    "django_session": "sessions",
    "django_content_type": "Django",
    "auth_group": "Django, unused",
    "auth_group_permissions": "Django, unused",
    "auth_permission": "Django, unused",
    "django_migrations": "Django",
}

# Composite keys, but no policy: read before the organization is known.
DIRECTORY_TABLES_WITH_KEY = {
    "accounts_membership": "which user belongs to which organization, with roles",
}
