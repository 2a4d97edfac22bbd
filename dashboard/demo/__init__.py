"""The demo: two rival MSPs as a story told in days relative to today, played through the product's own actions.

``shapes`` says what a story is made of, ``harbor_*`` and ``summit`` are the stories, ``stage`` sets up people,
``script`` turns a story into acts, ``play`` runs them in order under a moved clock.
"""
