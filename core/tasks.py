"""The signs of life that travel through the queue, and the sweeping of old rate counts."""

from celery import shared_task
from django.utils import timezone

from core import clock
from core.models import HitCount, Pulse


@shared_task(name="core.pulse", ignore_result=True)
def pulse(*, source):
    """Note that a worker took this message now; ``source`` says who rang (beat or web)."""
    Pulse.objects.update_or_create(source=source, defaults={"at": timezone.now()})


@shared_task(name="core.watch", ignore_result=True)
def watch():
    """Nothing to do: that a worker took the message is the message (see ``core.watchdog``)."""


@shared_task(name="core.forget_hits", ignore_result=True)
def forget_hits():
    """Drop the rate counts whose window has ended."""
    HitCount.objects.filter(ends_at__lt=clock.now()).delete()
