"""pytest plugin: which of the workers runs which test, and when.

A file marked ``xdist_group`` stays on one worker, so that what it prepares once is prepared once. xdist 3.8 writes
the group behind a test's id for that, which pytest 9.2 no longer lets it; the file in the id says enough.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

PROJECT = Path(__file__).resolve().parent.parent


class Together(LoadScopeScheduling):
    """One test after the other to whoever is free, a marked file as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if stays_together(path) else nodeid


@cache
def stays_together(path: str) -> bool:
    """Whether the file of the tests, relative to the project, carries the mark."""
    return "xdist_group" in (PROJECT / path).read_text()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    """The scheduler of `--dist loadgroup`, which `scripts/test` asks for."""
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What brings servers of its own and takes long goes first: at the end one worker would wait for the other."""
    items.sort(key=lambda item: not item.get_closest_marker("xdist_group") or _uses_the_database(item))


def _uses_the_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None
