"""What the frame of every staff page needs. It reads nothing: the counts of home are made on home."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Role


@dataclass(frozen=True, slots=True)
class NavPage:
    """A page of the navigation; ``letter`` after G goes there."""

    key: str
    view: str
    icon: str
    letter: str


PAGES = (
    NavPage("home", "dashboard:home", "house", "h"),
    NavPage("projects", "projects:list", "kanban", "p"),
    NavPage("time", "projects:my_time", "clock", "t"),
    NavPage("procurement", "projects:procurement", "truck", "b"),
    NavPage("deals", "deals:list", "inboxes", "d"),
    NavPage("right_now", "scheduling:right_now", "record-circle", "r"),
    NavPage("schedule", "scheduling:schedule", "calendar3-week", "l"),
    NavPage("capacity", "scheduling:capacity", "people", "w"),
    NavPage("customers", "customers:list", "buildings", "c"),
    NavPage("updates", "updates:queue", "envelope-paper", "u"),
    NavPage("deliveries", "mailing:deliveries", "send", "m"),
    NavPage("activity", "audit:activity", "clock-history", "a"),
    NavPage("settings", "settings:index", "gear", "s"),
)


def navigation(request):
    """``organization``, ``member``, ``nav``, ``role_words`` and ``person_links`` for staff pages; nothing elsewhere.

    Made once a request, however many templates are drawn.
    """
    member = getattr(request, "member", None)
    if member is None:
        return {}
    if not hasattr(request, "navigation"):
        request.navigation = _navigation(request, member)
    return request.navigation


def _navigation(request, member):
    slug = request.organization.slug
    words, addresses = page_words(), _addresses(slug)
    opens_with = _default_views(request)
    return {
        "organization": request.organization,
        "member": member,
        "nav": [
            {
                "key": page.key,
                "label": words[page.key],
                "url": addresses[page.key] + opens_with.get(f"{slug}/{page.key}", ""),
                "icon": page.icon,
                "go": page.letter,
                "count": None,
            }
            for page in PAGES
        ],
        "search_url": reverse("dashboard:search", args=[slug]),
        "viewer": getattr(request, "viewer", None),
        "coordinates": member.has_role(Role.OWNER, Role.SERVICE_MANAGER, Role.PROJECT_MANAGER, Role.SALES),
        "role_words": _role_words(member.roles),
        "person_links": [
            *_owner_links(member, slug),
            {"label": _("Your profile"), "url": reverse("accounts:profile"), "icon": "person-circle"},
            {"label": _("Switch organization"), "url": reverse("accounts:organizations"), "icon": "arrow-repeat"},
        ],
    }


@lru_cache(maxsize=1024)
def _addresses(slug):
    return {page.key: reverse(page.view, args=[slug]) for page in PAGES}


def _owner_links(member, slug):
    if not member.has_role(Role.OWNER):
        return []
    return [{"label": _("See as somebody else"), "url": reverse("dashboard:view_as", args=[slug]), "icon": "eye"}]


def _default_views(request):
    """``{slug/list: ?query}``: what the member's lists open with, as dashboard.views.lists remembers it."""
    session = getattr(request, "session", None)
    known = session.get("default_views", {}) if session is not None else {}
    return {key: f"?{query}" for key, query in known.items() if query}


def page_words():
    """The name of each page of the navigation, by its key."""
    return {
        "home": _("Home"),
        "projects": _("Projects"),
        "time": _("My time"),
        "procurement": _("Procurement"),
        "deals": _("Deals"),
        "right_now": _("Right now"),
        "schedule": _("Dispatch"),
        "capacity": _("Capacity"),
        "customers": _("Customers"),
        "updates": _("Updates"),
        "deliveries": _("Deliveries"),
        "activity": _("Activity"),
        "settings": _("Settings"),
    }


def _role_words(roles):
    """“Project manager”, and how many more."""
    labels = [str(role.label) for role in Role if role.value in roles]
    if len(labels) < 2:
        return "".join(labels)
    return _("%(first)s and %(more)s more") % {"first": labels[0], "more": len(labels) - 1}


def counted(request, **counts):
    """The navigation with a number beside some of its items (home has read them anyway)."""
    items = navigation(request)["nav"]
    return [item | {"count": counts.get(item["key"])} for item in items]
