"""Ticket history out of a table: ``columns`` says what may stand in it, ``cells`` reads a cell, ``sorting`` guesses
what a category or group means, ``kind`` writes and takes back.
"""

from scheduling.imports.kind import TICKETS

__all__ = ["TICKETS"]
