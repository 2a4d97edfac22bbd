"""What apps above add to an organization as it is founded: they register a function from their AppConfig."""

_furnishers = []


def furnish_with(function):
    """Call ``function(now=…)`` in the scope of every organization that is founded from now on."""
    if function not in _furnishers:
        _furnishers.append(function)


def furnish(*, now):
    """Furnish the organization in force."""
    for function in _furnishers:
        function(now=now)
