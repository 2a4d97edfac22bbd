"""Public holidays by country and region, from the library ``holidays``. Reads and writes no row."""

import functools

import holidays
from django.utils.translation import gettext as _

# Of the few countries with lists in several languages the English one is read, where there is one.
LANGUAGE = "en_US"


@functools.cache
def regions_by_country():
    """``{"US": ("AL", "AK", …), …}`` of every country known."""
    return {
        country: tuple(regions)
        for country, regions in sorted(holidays.list_supported_countries(include_aliases=False).items())
    }


@functools.cache
def countries():
    """``(code, name)`` of every country with a list, by name."""
    names = {code: _spaced(entity[0]) for code, *entity in _registry()}
    return tuple(sorted(((code, names.get(code, code)) for code in regions_by_country()), key=lambda row: row[1]))


def is_place(country, region):
    """Whether there is a list for the place; an empty country stands for none."""
    if not country:
        return not region
    known = regions_by_country().get(country)
    return known is not None and (not region or region in known)


def public_holidays(country, region, years):
    """``{date: name}`` of the place in those years. Raises KeyError or NotImplementedError for an unknown place."""
    if not country:
        return {}
    kind = {"language": LANGUAGE} if _speaks_english(country) else {}
    found = holidays.country_holidays(country, subdiv=region or None, years=years, **kind)
    return {day: name[:120] for day, name in sorted(found.items())}


def place_words(country, region):
    """“United States, RI”, or that there is none."""
    if not country:
        return _("Own days only")
    name = dict(countries()).get(country, country)
    return f"{name}, {region}" if region else name


def _speaks_english(country):
    languages = holidays.list_localized_countries().get(country, [])
    return LANGUAGE in languages


def _registry():
    for entity, codes in ((row[0], row[1:]) for row in holidays.registry.COUNTRIES.values()):
        yield codes[0], entity


def _spaced(name):
    """``UnitedStates`` as people write it."""
    words = "".join(f" {letter}" if letter.isupper() else letter for letter in name)
    return words.strip()
