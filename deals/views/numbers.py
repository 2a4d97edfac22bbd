"""How the hand-offs go, for who wants fewer questions next time."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from deals.queries.numbers import all_numbers, forgotten, seller_numbers


@require_GET
def numbers(request, slug):
    """Hours from won to released, returns and recalls by salesperson, and what is missing most often."""
    now = clock.now()
    context = {
        "nav_key": "deals",
        "all": all_numbers(request.organization, now=now),
        "sellers": seller_numbers(request.organization, now=now),
        "forgotten": forgotten(request.organization, now=now),
    }
    return render(request, "deals/numbers.html", context)
