"""Reading imports: the list, what is wrong grouped by what mends it, and the rows to correct."""

import csv
import io
from dataclasses import dataclass

from django.db.models import Count, Min

from core.exports import neutral
from core.files import path_of
from imports.models import ImportJob
from imports.reading import head_of, rows_of

SHOWN_OF_A_GROUP = 5


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Faults that are mended alike: how many, and the first of them."""

    column: str
    code: str
    detail: str
    count: int
    first: list


def jobs():
    """Imports of the organization, newest first."""
    return ImportJob.objects.select_related("member__user").order_by("-created_at", "-id")


def fault_groups(job) -> list[FaultGroup]:
    """The faults of the job by column and code, most first; two statements."""
    rows = job.faults.order_by().values("column", "code", "detail")
    groups = rows.annotate(count=Count("pk"), at=Min("row")).order_by("-count", "at")[:40]
    found = {(one["column"], one["code"], one["detail"]): (one["count"], []) for one in groups}
    for fault in job.faults.order_by("row", "id")[:2000]:
        key = (fault.column, fault.code, fault.detail)
        if key in found and len(found[key][1]) < SHOWN_OF_A_GROUP:
            found[key][1].append(fault)
    return [FaultGroup(*key, count, first) for key, (count, first) in found.items()]


def rejects(job):
    """The wrong rows as lines of a CSV: the columns as they came, and what is wrong in front. Streams."""
    wrong = {}
    for row, column, detail in job.faults.order_by("row", "id").values_list("row", "column", "detail"):
        wrong.setdefault(row, []).append(f"{column}: {detail}" if column else detail)
    path = path_of(job.file)
    yield "\ufeff" + _line(["What is wrong", *head_of(path)])
    for place, (number, cells) in enumerate(rows_of(path)):
        if place and number in wrong:
            yield _line([" ".join(wrong[number]), *cells])


def _line(cells):
    text = io.StringIO()
    csv.writer(text).writerow([neutral(cell) for cell in cells])
    return text.getvalue()
