"""The allow-list: which columns the role ``portal`` may read. A new column is invisible until named here.

Plain data without imports: settings read it, ``core.db.grants`` grants it, ``tests/isolation`` compares it
with the catalogue.
"""

PORTAL_COLUMNS: dict[str, tuple[str, ...]] = {}
