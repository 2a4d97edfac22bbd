"""Doors for other systems: signed webhooks that bring deals in, and the record of what came through them."""
