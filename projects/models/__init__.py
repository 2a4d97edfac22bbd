"""The project and what hangs on it."""

from projects.models.links import StatusLink
from projects.models.materials import BomLine
from projects.models.plan import Milestone, Task, TimeEntry
from projects.models.project import Project, ProjectNumber
from projects.models.responsibilities import Evidence, Responsibility

__all__ = [
    "BomLine",
    "Evidence",
    "Milestone",
    "Project",
    "ProjectNumber",
    "Responsibility",
    "StatusLink",
    "Task",
    "TimeEntry",
]
