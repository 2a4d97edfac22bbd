"""Reading in scheduling."""

from scheduling.queries.requests import requests
from scheduling.queries.right_now import RightNow, right_now

__all__ = ["RightNow", "requests", "right_now"]
