"""Project manager and agreed end, changed in the list or on the project's page."""

import pytest

from projects.models import Project

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "drawer"}


def test_who_manages_projects_finds_the_cells_to_change_and_nobody_else(project, harbor, signed_in):
    address = f"/o/{harbor.organization.slug}/projects/"
    cells = ('data-inline="end"', 'data-inline="project_manager"')
    page = signed_in(harbor.project_manager).get(address).content.decode()
    assert all(cell in page for cell in cells)
    page = signed_in(harbor.members["technician"]).get(address).content.decode()
    assert not any(cell in page for cell in cells)


def test_another_agreed_end_asks_in_the_drawer_how_they_agreed_before_it_counts(project, harbor, signed_in):
    client, address = signed_in(harbor.project_manager), f"{project.get_absolute_url()}dates/"
    drawer = client.get(address, headers=HTMX).content.decode()
    assert 'name="end"' in drawer
    assert "<html" not in drawer
    wanted = {"start": "2026-11-09", "end": "2026-12-18", "how": ""}
    refused = client.post(address, wanted, headers=HTMX)
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)
    assert Project.objects.get(pk=project.pk).committed_end.isoformat() == "2026-12-04"
    client.post(address, wanted | {"how": "Ann Lee by phone"}, headers=HTMX)
    assert Project.objects.get(pk=project.pk).committed_end.isoformat() == "2026-12-18"
