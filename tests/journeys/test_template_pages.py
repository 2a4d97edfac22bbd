"""The pages of templates on a desk in light and a phone in the dark: axe, width, paper."""

import pytest
from django.urls import reverse

from core import clock
from projects.actions.templates_apply import apply_template
from projects.actions.templates_shipped import install_shipped
from projects.actions.templates_versions import start_draft
from projects.models import ProjectTemplate
from tests.factories.projects import make_project
from tests.journeys.test_every_page import DESK, PHONE, inspector  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "portal"]),
]


@pytest.mark.parametrize("scheme", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_templates_is_sound(harbor, signed_in, inspector, scheme):  # noqa: F811
    with harbor.scope():
        install_shipped(now=clock.now())
        row = ProjectTemplate.objects.get(shipped="office_move")
        project, empty = make_project(harbor), make_project(harbor, external_id="D-2")
        apply_template(
            project=project, version=row.versions.get(), by=harbor.lead_tech, now=clock.now(), again=True
        )
        empty.tasks.all().delete()
        start_draft(template=row, by=harbor.owner, now=clock.now())
    look, owner = inspector(scheme), signed_in(harbor.owner)
    begin = reverse("projects:begin_with_template", args=["harbor", empty.number])
    for address in (
        reverse("projects:templates", args=["harbor"]),
        reverse("projects:template", args=["harbor", row.pk]),
        reverse("projects:template", args=["harbor", row.pk]) + "?version=2",
        reverse("projects:template_draft", args=["harbor", row.pk]),
        begin,
        f"{begin}?template={row.pk}",
        reverse("projects:begin_with_template", args=["harbor", project.number]) + f"?template={row.pk}",
        reverse("projects:save_as_template", args=["harbor", project.number]),
        reverse("projects:plan", args=["harbor", empty.number]),
    ):
        look.look(owner, address)
    assert look.faults == []
