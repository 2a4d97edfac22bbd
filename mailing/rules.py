"""Pure rules of delivery."""

from urllib.parse import urlsplit


def message_id(identifier, site_url):
    """The Message-ID of a row: the same for every retry, ``<id@host>``."""
    return f"<{identifier}@{urlsplit(site_url).hostname or 'localhost'}>"
