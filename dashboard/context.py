"""What the frame of every staff page needs. It reads nothing: the counts of home are made on home."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Role

ITEMS = (
    ("home", "dashboard:home", "house"),
    ("projects", "projects:list", "kanban"),
    ("deals", "deals:list", "inboxes"),
    ("customers", "customers:list", "buildings"),
    ("updates", "updates:queue", "envelope-paper"),
    ("deliveries", "mailing:deliveries", "send"),
    ("activity", "audit:activity", "clock-history"),
)


def navigation(request):
    """``organization``, ``member``, ``nav``, ``role_words`` and ``person_links`` for staff pages; nothing elsewhere."""
    member = getattr(request, "member", None)
    if member is None:
        return {}
    slug = request.organization.slug
    words = {
        "home": _("Home"),
        "projects": _("Projects"),
        "deals": _("Deals"),
        "customers": _("Customers"),
        "updates": _("Updates"),
        "deliveries": _("Deliveries"),
        "activity": _("Activity"),
    }
    return {
        "organization": request.organization,
        "member": member,
        "nav": [
            {"key": key, "label": words[key], "url": reverse(name, args=[slug]), "icon": icon}
            for key, name, icon in ITEMS
        ],
        "role_words": _role_words(member.roles),
        "person_links": [
            {"label": _("Your profile"), "url": reverse("accounts:profile"), "icon": "person-circle"},
            {"label": _("Switch organization"), "url": reverse("accounts:organizations"), "icon": "arrow-repeat"},
        ],
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
