"""Outgoing webhooks: who is told of what, the rows that say so, and the only place that calls foreign addresses."""
