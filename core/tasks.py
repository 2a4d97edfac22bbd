"""The signs of life that travel through the queue."""

from celery import shared_task
from django.utils import timezone

from core.models import Pulse


@shared_task(name="core.pulse", ignore_result=True)
def pulse(*, source):
    """Note that a worker took this message now; ``source`` says who rang (beat or web)."""
    Pulse.objects.update_or_create(source=source, defaults={"at": timezone.now()})


@shared_task(name="core.watch", ignore_result=True)
def watch():
    """Nothing to do: that a worker took the message is the message (see ``core.watchdog``)."""
