"""The log of the API: what was asked, by which key, what we answered. Written behind the request, never in it."""
