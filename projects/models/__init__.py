"""The project and what hangs on it."""

from projects.models.links import StatusLink
from projects.models.materials import BomLine
from projects.models.plan import Milestone, Task, TimeEntry
from projects.models.project import Project, ProjectNumber
from projects.models.responsibilities import Evidence, Responsibility
from projects.models.standards import ProjectTemplate, ResponsibilityStandard, TemplateTask

__all__ = [
    "BomLine",
    "Evidence",
    "Milestone",
    "Project",
    "ProjectNumber",
    "ProjectTemplate",
    "Responsibility",
    "ResponsibilityStandard",
    "StatusLink",
    "Task",
    "TemplateTask",
    "TimeEntry",
]
