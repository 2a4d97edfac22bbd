"""Support first, as arithmetic: demand, the reserve it needs, and what is left to book projects into.

Pure functions on plain values; hours are Decimal, weeks are their Mondays, levels run from L1 up.
The source of every formula is docs/support-demand.md.
"""
