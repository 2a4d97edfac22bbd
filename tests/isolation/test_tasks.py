"""R6: background work keeps its organization, and what is kept outside the database names it.

Seen to bite: with the scope taken out of ``OrganizationTask.__call__`` every test of a task was red.
"""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

from accounts.models import Organization
from core.jobs import OrganizationTask
from core.tenancy import ScopeError
from mailing.models import OutgoingMail
from tests.conftest import CANARY
from tests.isolation.world import NOW, fingerprint, make_world

pytestmark = pytest.mark.django_db
# Tasks without an organization: each only rings for organizations, or serves the directory.
BELLS = {
    "accounts.refresh_holidays",
    "core.forget_hits",
    "core.pulse",
    "core.watch",
    "dashboard.seal_trails",
    "dashboard.sweep_jobs",
    "deals.sweep",
    "imports.forget",
    "imports.sweep",
    "integrations.keep_requests",
    "integrations.sweep",
    "mailing.deliver_account_mail",
    "mailing.sweep",
    "notices.digest",
    "projects.daily",
    "projects.out_of_scope",
    "projects.tell_refused",
    "updates.tick",
}


def own_tasks():
    current_app.loader.import_default_modules()
    return {name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")}


@pytest.fixture
def worlds(harbor, rival, settings):
    """Two worlds with mail waiting and a draft each."""
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    return make_world(harbor), make_world(rival, canary=f" {CANARY}")


def scoped_tasks():
    return sorted(name for name, task in own_tasks().items() if isinstance(task, OrganizationTask) and task.scoped)


def test_every_task_belongs_to_an_organization_or_is_listed_as_a_bell():
    loose = {name for name, task in own_tasks().items() if not isinstance(task, OrganizationTask)}
    assert loose == BELLS


@pytest.mark.parametrize(
    "name", sorted(name for name, task in own_tasks().items() if isinstance(task, OrganizationTask))
)
def test_a_task_without_an_organization_is_refused(name):
    for missing in ({}, {"organization_id": None}, {"organization_id": ""}):
        with pytest.raises(ScopeError):
            current_app.tasks[name](**missing)


@pytest.mark.parametrize("name", scoped_tasks())
def test_a_task_of_ours_leaves_the_rival_as_it_was(worlds, harbor, rival, name):
    before = fingerprint(rival)
    current_app.tasks[name](organization_id=str(harbor.organization.pk))
    assert fingerprint(rival) == before


@pytest.mark.parametrize("name", scoped_tasks())
def test_a_task_of_ours_named_with_an_object_of_the_rival_does_nothing(worlds, harbor, rival, name):
    """A message that names a row as well: the row is looked for inside the organization it names."""
    before = fingerprint(rival)
    extra = named_objects(current_app.tasks[name], worlds[1])
    current_app.tasks[name](organization_id=str(harbor.organization.pk), **extra)
    assert fingerprint(rival) == before


def named_objects(task, theirs):
    """The rival's id for each argument of a task that names a row (none does so far)."""
    code = task.run.__wrapped__.__code__ if hasattr(task.run, "__wrapped__") else task.run.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return {name: str(theirs.project.pk) for name in names if name.endswith("_id") and name != "organization_id"}


@pytest.mark.parametrize("name", scoped_tasks())
def test_a_task_of_a_suspended_organization_changes_nobody(worlds, harbor, rival, name):
    Organization.objects.filter(pk=harbor.organization.pk).update(is_active=False)
    before = fingerprint(harbor), fingerprint(rival)
    current_app.tasks[name](organization_id=str(harbor.organization.pk))
    assert (fingerprint(harbor), fingerprint(rival)) == before


def test_the_weekly_run_of_one_organization_writes_to_its_own_people_only(worlds, harbor, rival):
    with harbor.scope():
        known = set(OutgoingMail.objects.values_list("pk", flat=True))
    current_app.tasks["updates.run_week"](organization_id=str(harbor.organization.pk))
    with harbor.scope():
        addresses = OutgoingMail.objects.exclude(pk__in=known).values_list("to_email", flat=True)
        assert not [address for address in addresses if "summit" in address]


def sources():
    skipped = {".venv", "tests", "scripts", "migrations"}
    return [path for path in Path(settings.BASE_DIR).glob("[a-z]*/**/*.py") if not skipped & set(path.parts)]


# What is kept in Redis for the whole installation, with nothing of an organization in it.
GLOBAL_KEYS = {"readyz"}


def test_keys_in_the_cache_name_their_organization():
    calls = [
        (f"{path.name}:{node.lineno}", node.args[0])
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if is_cache_call(node)
    ]
    assert [place for place, key in calls if not names_organization(key)] == []


def is_cache_call(node):
    """``cache.get(key, …)`` and its like."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return False
    return isinstance(node.func.value, ast.Name) and node.func.value.id in ("cache", "caches")


def names_organization(key):
    """Whether a key expression mentions the organization, or is listed as global."""
    return (isinstance(key, ast.Constant) and key.value in GLOBAL_KEYS) or "organization" in ast.dump(key)


def test_the_scan_of_cache_keys_bites():
    bad, good = ast.parse("cache.set('totals', 1)"), ast.parse("cache.set(f'totals:{organization_id}', 1)")
    assert [
        is_cache_call(n) and not names_organization(n.args[0])
        for t in (bad, good)
        for n in ast.walk(t)
        if isinstance(n, ast.Call)
    ] == [True, False]


def test_no_file_is_stored_yet_so_none_lacks_its_organization():
    """When uploads come, their paths begin with the organization's id: replace this by a scan of them."""
    pattern = re.compile(r"models\.(FileField|ImageField)|default_storage")
    assert len(sources()) > 100
    assert [path.name for path in sources() if pattern.search(path.read_text())] == []
