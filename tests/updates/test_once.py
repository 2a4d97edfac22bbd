"""R9: exactly one run per organization and week, whoever ticks; a run that dies in the middle leaves nothing half.

Two schedulers are two threads with connections of their own. Shown to bite: without the unique key
``updates_run_once`` the second ticker finds two runs. The row of the due list, written first, the run's lock and
the once-promise of the notices each hold the rest alone.
"""

import datetime as dt
import os
import threading

import pytest
from django.db import connection

from core.errors import DomainError
from core.tenancy import organization_scope
from mailing.models import OutgoingMail, ProjectNotice
from tests.updates.conftest import DRAFT, SEND, running_project
from updates import actions
from updates.models import UpdateRun, WeeklyUpdate

pytestmark = pytest.mark.django_db(transaction=True)
TICKS = 200 if os.environ.get("MSP_GATE") else 12
MINUTE = dt.timedelta(minutes=1)


def at_once(*works):
    """Run each work in a thread with its own connection, all started together; re-raise what failed."""
    gate, failures = threading.Barrier(len(works)), []

    def run(work):
        try:
            gate.wait(10)
            work()
        except Exception as error:  # noqa: BLE001 - told to the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures


def ticker(company, instants):
    def tick():
        for now in instants:
            with organization_scope(company.organization.pk):
                actions.run_week(company.organization, now=now)

    return tick


@pytest.mark.gate
def test_two_schedulers_at_once_make_one_run_and_one_mail_each(harbor):
    with harbor.scope():
        for index in range(3):
            running_project(harbor, external_id=f"D-{index}", title=f"Project {index}")
    drafting = [DRAFT + MINUTE * index for index in range(TICKS)]
    at_once(ticker(harbor, drafting), ticker(harbor, drafting))
    with harbor.scope():
        assert (UpdateRun.objects.count(), WeeklyUpdate.objects.count()) == (1, 3)
        for update in WeeklyUpdate.objects.all():
            actions.approve_update(update=update, by=harbor.project_manager, now=DRAFT)
    sending = [SEND + MINUTE * index for index in range(TICKS)]
    at_once(ticker(harbor, sending), ticker(harbor, sending))
    with harbor.scope():
        assert OutgoingMail.objects.filter(kind="weekly_update").count() == 5
        assert ProjectNotice.objects.count() == 15
        assert UpdateRun.objects.count() == 1


def test_two_people_who_send_at_once_send_once(harbor):
    with harbor.scope():
        running_project(harbor)
        actions.run_week(harbor.organization, now=DRAFT)
        pk = WeeklyUpdate.objects.get().pk
    answers = []

    def press(member):
        def send():
            with organization_scope(harbor.organization.pk):
                update = WeeklyUpdate.objects.get(pk=pk)
                try:
                    actions.send_update(update=update, by=member, now=DRAFT)
                    answers.append("sent")
                except DomainError as error:
                    answers.append(error.code)

        return send

    at_once(press(harbor.project_manager), press(harbor.owner))
    assert sorted(answers) == ["sent", "wrong_state"]
    with harbor.scope():
        assert OutgoingMail.objects.filter(kind="weekly_update").count() == 5


def test_a_run_that_dies_in_the_middle_leaves_nothing_and_is_repeated_whole(harbor, monkeypatch):
    with harbor.scope():
        running_project(harbor)
        actions.run_week(harbor.organization, now=DRAFT)
        actions.approve_update(update=WeeklyUpdate.objects.get(), by=harbor.project_manager, now=DRAFT)

    def die(*args, **kwargs):
        raise SystemExit("killed")  # what no except clause of ours holds

    with monkeypatch.context() as patch:
        patch.setattr("updates.actions.sending.record_updates", die)
        with pytest.raises(SystemExit), harbor.scope():
            actions.run_week(harbor.organization, now=SEND)
    with harbor.scope():
        assert not OutgoingMail.objects.filter(kind="weekly_update").exists()
        assert WeeklyUpdate.objects.get().state == "approved"
        actions.run_week(harbor.organization, now=SEND + MINUTE)
        assert OutgoingMail.objects.filter(kind="weekly_update").count() == 5


def test_a_correction_tells_everybody_once_more_and_a_resend_only_one(harbor):
    with harbor.scope():
        running_project(harbor)
        actions.run_week(harbor.organization, now=DRAFT)
        update = WeeklyUpdate.objects.get()
        actions.send_update(update=update, by=harbor.project_manager, now=DRAFT)
        actions.resend_update(update=update, contact=harbor.contact, by=harbor.project_manager, now=DRAFT + MINUTE)
        mails = OutgoingMail.objects.filter(kind="weekly_update")
        first, again = mails.filter(audience="customer").order_by("created_at", "id")
        assert (mails.count(), first.text) == (6, again.text)
        correction = actions.correct_update(update=update, by=harbor.project_manager, now=DRAFT + 2 * MINUTE)
        actions.send_update(update=correction, by=harbor.project_manager, now=DRAFT + 3 * MINUTE)
        assert mails.count() == 11
        assert set(ProjectNotice.objects.values_list("version", flat=True)) == {1, 2}


def test_an_address_in_several_audiences_hears_of_a_project_once_as_customer(harbor):
    with harbor.scope():
        harbor.contact.email = harbor.project_manager.email.upper()
        harbor.contact.save()
        project = running_project(harbor)
        project.salesperson = harbor.owner
        project.save()
        actions.run_week(harbor.organization, now=DRAFT)
        actions.send_update(update=WeeklyUpdate.objects.get(), by=harbor.project_manager, now=DRAFT)
        found = list(OutgoingMail.objects.filter(kind="weekly_update").values_list("audience", "to_email"))
    manager = [audience for audience, email in found if email.lower() == harbor.project_manager.email]
    assert manager == ["customer"]
    assert [audience for audience, email in found if email == harbor.owner.email] == ["internal"]
