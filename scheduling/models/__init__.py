"""Tables of scheduling."""

from scheduling.models.bookings import Booking
from scheduling.models.capacity import CalendarEntry, CapacitySettings
from scheduling.models.demand import DemandDay, RequestType, SupportRequest

__all__ = [
    "Booking",
    "CalendarEntry",
    "CapacitySettings",
    "DemandDay",
    "RequestType",
    "SupportRequest",
]
