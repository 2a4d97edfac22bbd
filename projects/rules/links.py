"""DECIDE: light finish-to-start links between tasks: how they are written, and that they never run in a circle. Pure."""

import re
from collections.abc import Hashable, Iterable, Mapping

MOST_LINKS = 20  # of one task; more is heavy predecessor management, which this product does not build


def numbers_of(text: str) -> list[int] | None:
    """``3, 5`` as the numbers of lines of the plan, each once; None when anything else stands there."""
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    if len(parts) > MOST_LINKS or not all(part.isdecimal() and len(part) <= 5 for part in parts):
        return None
    return list(dict.fromkeys(int(part) for part in parts))


def circle(links: Iterable[tuple[Hashable, Hashable]]) -> list[Hashable]:
    """The tasks of a circle among ``(before, after)`` links, in order; empty when there is none."""
    following: dict[Hashable, list[Hashable]] = {}
    for before, after in links:
        following.setdefault(before, []).append(after)
    finished: set[Hashable] = set()
    for start in list(following):
        found = _circle_from(start, following, finished)
        if found:
            return found
    return []


def _circle_from(start, following: Mapping, finished: set):
    """Depth first without recursion: a plan may be one chain of hundreds."""
    path, on_path = [start], {start: iter(following.get(start, ()))}
    while path:
        after = next(on_path[path[-1]], None)
        if after is None:
            finished.add(path[-1])
            del on_path[path.pop()]
        elif after in on_path:
            return path[path.index(after) :]
        elif after not in finished:
            path.append(after)
            on_path[after] = iter(following.get(after, ()))
    return []
