"""Reading in scheduling."""

from scheduling.queries.board import Board, board, stamp, waiting_jobs
from scheduling.queries.bookings import bookings
from scheduling.queries.capacity import Capacity, capacity, capacity_settings, demand_history
from scheduling.queries.demand import Demand, demand
from scheduling.queries.requests import calendar_entries, requests
from scheduling.queries.right_now import RightNow, right_now

__all__ = [
    "Board",
    "Capacity",
    "Demand",
    "RightNow",
    "board",
    "bookings",
    "calendar_entries",
    "capacity",
    "capacity_settings",
    "demand",
    "demand_history",
    "requests",
    "right_now",
    "stamp",
    "waiting_jobs",
]
