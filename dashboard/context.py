"""What the frame of every staff page needs."""


def navigation(request):
    """``organization``, ``member`` and ``nav`` for staff pages; nothing elsewhere."""
    member = getattr(request, "member", None)
    if member is None:
        return {}
    return {"organization": request.organization, "member": member, "nav": []}
