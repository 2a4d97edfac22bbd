"""Whose word about a caller's address is taken: that of our own proxies and of nobody else."""

from functools import cache
from ipaddress import ip_address, ip_network

from django.conf import settings


class ProxyMiddleware:
    """``REMOTE_ADDR`` becomes the address that the outermost of our proxies saw.

    ``settings.TRUSTED_PROXY_COUNT`` proxies append to ``X-Forwarded-For``; whatever stands further left was said
    by the caller and means nothing. A connection from outside ``settings.FORWARDED_ALLOW_IPS`` is taken as it
    comes. Without this all callers behind a proxy would share one allowance (core.limits, accounts.attempts).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        count = settings.TRUSTED_PROXY_COUNT
        if count and is_proxy(request.META.get("REMOTE_ADDR", ""), settings.FORWARDED_ALLOW_IPS):
            steps = [step.strip() for step in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            seen = steps[-count] if len(steps) >= count else ""
            if _address(seen):
                request.META["REMOTE_ADDR"] = seen
        return self.get_response(request)


@cache
def is_proxy(address, allowed) -> bool:
    """Whether ``address`` is one of ``allowed``: addresses and networks separated by commas, or ``*``."""
    if allowed.strip() == "*":
        return True
    caller = _address(address)
    return caller is not None and any(
        caller in ip_network(one.strip()) for one in allowed.split(",") if one.strip()
    )


def _address(text):
    try:
        return ip_address(text)
    except ValueError:
        return None
