"""The project and what hangs on it."""

from projects.models.change_orders import ChangeOrder, ChangeOrderRequest, ChangeOrderSignature
from projects.models.commitments import Commitment
from projects.models.contacts import ProjectContact
from projects.models.links import NOT_TAKEN_AWAY, StatusLink
from projects.models.materials import ArrivalChange, BomLine, MaterialMove
from projects.models.out_of_scope import (
    OutOfScopeItem,
    OutOfScopeRequest,
    OutOfScopeSignature,
    OutOfScopeTerms,
)
from projects.models.plan import Milestone, Task, TimeEntry
from projects.models.planning import BaselineTask, PlanBaseline, PlanProposal, TaskLink
from projects.models.project import Project, ProjectNumber
from projects.models.purchases import Purchase, PurchaseLine, PurchaseRequest, Resolution
from projects.models.responsibilities import Evidence, Responsibility
from projects.models.sow import Sow, SowSignature
from projects.models.standards import ProjectTemplate, ResponsibilityStandard
from projects.models.templates import TemplateVersion
from projects.models.timers import Timer

__all__ = [
    "NOT_TAKEN_AWAY",
    "ArrivalChange",
    "BaselineTask",
    "BomLine",
    "ChangeOrder",
    "ChangeOrderRequest",
    "ChangeOrderSignature",
    "Commitment",
    "Evidence",
    "MaterialMove",
    "Milestone",
    "OutOfScopeItem",
    "OutOfScopeRequest",
    "OutOfScopeSignature",
    "OutOfScopeTerms",
    "PlanBaseline",
    "PlanProposal",
    "Project",
    "ProjectContact",
    "ProjectNumber",
    "ProjectTemplate",
    "Purchase",
    "PurchaseLine",
    "PurchaseRequest",
    "Resolution",
    "Responsibility",
    "ResponsibilityStandard",
    "Sow",
    "SowSignature",
    "StatusLink",
    "Task",
    "TaskLink",
    "TemplateVersion",
    "TimeEntry",
    "Timer",
]
