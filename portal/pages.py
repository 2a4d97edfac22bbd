"""How customer pages are answered: privately, without a script, and what an expired link shows."""

from functools import wraps

from csp.decorators import csp_replace
from django.shortcuts import render

PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
NO_SCRIPT = {"script-src": ["'none'"], "connect-src": ["'none'"], "font-src": ["'none'"]}


def private(view):
    """Nothing of the page is cached, indexed, scripted, or told to another site through the Referer."""

    @wraps(view)
    @csp_replace(NO_SCRIPT)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        for name, value in PRIVATE.items():
            response.headers[name] = value
        return response

    return wrapped


@private
def expired(request, token):
    """The link was right once: say so, and offer a new one."""
    context = {"token": token, "organization_name": request.customer_organization.name}
    return render(request, "portal/expired.html", context, status=410)
