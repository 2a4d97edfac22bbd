"""When two names may mean the same customer, and which mail domains say something. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import combinations
from zoneinfo import available_timezones

# Words that say how a company is registered, not which company it is.
_LEGAL_FORMS = """
ag bv co company corp corporation gmbh inc incorporated kg limited llc llp ltd nv pc plc pllc sa sarl srl
the
"""
LEGAL_FORMS = frozenset(_LEGAL_FORMS.split())
# Domains under which people of different companies have their mail.
_PUBLIC_MAIL_DOMAINS = """
aol.com comcast.net gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com me.com
msn.com outlook.com proton.me protonmail.com verizon.net web.de yahoo.com ymail.com
"""
PUBLIC_MAIL_DOMAINS = frozenset(_PUBLIC_MAIL_DOMAINS.split())
ALIKE = 0.8
LONG_ENOUGH_FOR_TYPOS = 5
SHELF = 60  # more rows that begin alike are compared among the first ones only


def name_words(name: str) -> tuple[str, ...]:
    """The words of a company's name that tell it from others, in lower case.

    A name that consists of legal forms only keeps them.
    """
    words = tuple(re.findall(r"\w+", name.lower().replace("'", "").replace("’", "")))
    return tuple(word for word in words if word not in LEGAL_FORMS) or words


def is_similar_name(one: str, other: str) -> bool:
    """Whether a person should say if the two are the same: equal words, one within the other, or typos.

    Numbers must agree: "Clinic 4" and "Clinic 5" are two customers.
    """
    first, second = name_words(one), name_words(other)
    if not first or not second:
        return False
    if "".join(first) == "".join(second):
        return True
    if _numbers(first) != _numbers(second):
        return False
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    return len(first) == len(second) and all(map(_is_same_word, first, second))


def alike_pairs(rows: Sequence[tuple[object, str, str]]) -> list[tuple[object, object]]:
    """Pairs of ids out of ``(id, name, mail domain)`` that may be one customer, in the order given.

    Only rows that share the beginning of a word or the domain are compared, so that thousands take no time.
    """
    shelves: dict[str, list[int]] = defaultdict(list)
    for index, (_pk, name, domain) in enumerate(rows):
        for key in {word[:4] for word in name_words(name)} | ({f"@{domain.lower()}"} if domain else set()):
            shelves[key].append(index)
    found = set()
    for key, shelf in shelves.items():
        for one, other in combinations(shelf[:SHELF], 2):
            if key.startswith("@") or is_similar_name(rows[one][1], rows[other][1]):
                found.add((one, other))
    return [(rows[one][0], rows[other][0]) for one, other in sorted(found)]


def telling_domain(email: str) -> str:
    """The lower-case domain of an address, or "" when it is public or absent."""
    domain = email.rpartition("@")[2].strip().lower() if "@" in email else ""
    return "" if domain in PUBLIC_MAIL_DOMAINS else domain


def is_time_zone(name: str) -> bool:
    """Whether the IANA name is known here; empty stands for the organization's zone."""
    return not name or name in available_timezones()


def _numbers(words: tuple[str, ...]) -> set[str]:
    return {word for word in words if any(map(str.isdigit, word))}


def _is_same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if max(len(one), len(other)) < LONG_ENOUGH_FOR_TYPOS:
        return False
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
