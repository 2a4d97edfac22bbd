"""API routes of projects, and of accepting a deal."""

from django.urls import path

from projects.api import (
    commitments,
    contacts,
    deals,
    files,
    materials,
    moving,
    out_of_scope,
    plan,
    planning,
    projects,
    proposals,
    reconciliation,
    responsibilities,
    scope,
    scope_papers,
    settings,
    substitutes,
    templates,
    time,
    timesheet,
)

ONE = "projects/<str:number>/"
SOW = f"{ONE}sow/<uuid:pk>/"
ORDER = f"{ONE}change-orders/<uuid:pk>/"
EXTRA = f"{ONE}out-of-scope/<uuid:pk>/"
DUTY = f"{ONE}responsibilities/<str:key>/"

urlpatterns = [
    path("deals/<uuid:pk>/change-order/", deals.OrderChangeView.as_view(), name="api-deal-change-order"),
    path("deals/<uuid:pk>/accept/", deals.AcceptDealView.as_view(), name="api-deal-accept"),
    path("project-templates/", settings.TemplatesView.as_view(), name="api-templates"),
    path("project-templates/<uuid:pk>/", settings.TemplateView.as_view(), name="api-template"),
    path("templates/", templates.PlanTemplatesView.as_view(), name="api-plan-templates"),
    path("templates/<uuid:pk>/", templates.PlanTemplateView.as_view(), name="api-plan-template"),
    path(
        "templates/<uuid:pk>/publish/", templates.PublishTemplateView.as_view(), name="api-plan-template-publish"
    ),
    path("templates/<uuid:pk>/discard/", templates.DiscardDraftView.as_view(), name="api-plan-template-discard"),
    path(
        "templates/<uuid:pk>/duplicate/",
        templates.DuplicateTemplateView.as_view(),
        name="api-plan-template-duplicate",
    ),
    path("responsibility-standards/", settings.StandardsView.as_view(), name="api-standards"),
    path(
        "responsibility-standards/<slug:project_class>/<slug:key>/",
        settings.StandardView.as_view(),
        name="api-standard",
    ),
    path("time-entries/", timesheet.AllTimeEntriesView.as_view(), name="api-time-entries"),
    path("timer/", timesheet.TimerView.as_view(), name="api-timer"),
    path("timer/stop/", timesheet.StopTimerView.as_view(), name="api-timer-stop"),
    path("timesheets/", timesheet.TimesheetsView.as_view(), name="api-timesheets"),
    path("projects/", projects.ProjectsView.as_view(), name="api-projects"),
    path(ONE, projects.ProjectView.as_view(), name="api-project"),
    path(f"{ONE}tasks/", plan.TasksView.as_view(), name="api-project-tasks"),
    path(f"{ONE}tasks/<uuid:pk>/", plan.TaskView.as_view(), name="api-project-task"),
    path(f"{ONE}milestones/", plan.MilestonesView.as_view(), name="api-project-milestones"),
    path(f"{ONE}milestones/<uuid:pk>/", plan.MilestoneView.as_view(), name="api-project-milestone"),
    path(f"{ONE}commitments/", commitments.CommitmentsView.as_view(), name="api-project-commitments"),
    path(f"{ONE}commitments/<uuid:pk>/", commitments.CommitmentView.as_view(), name="api-project-commitment"),
    path(
        f"{ONE}commitments/<uuid:pk>/settle/",
        commitments.SettleCommitmentView.as_view(),
        name="api-project-commitment-settle",
    ),
    path(f"{ONE}contacts/", contacts.ProjectContactsView.as_view(), name="api-project-contacts"),
    path(f"{ONE}contacts/<uuid:pk>/", contacts.ProjectContactView.as_view(), name="api-project-contact"),
    path(f"{ONE}bom/", materials.MaterialsView.as_view(), name="api-project-bom"),
    path(f"{ONE}bom/<uuid:pk>/", materials.MaterialView.as_view(), name="api-project-bom-line"),
    path(f"{ONE}bom/paste/", moving.PasteMaterialsView.as_view(), name="api-project-bom-paste"),
    path(f"{ONE}bom/move/", moving.MoveMaterialsView.as_view(), name="api-project-bom-move-many"),
    path(f"{ONE}bom/move/undo/", moving.UndoMoveView.as_view(), name="api-project-bom-move-undo"),
    path(f"{ONE}bom/<uuid:pk>/move/", moving.MoveMaterialView.as_view(), name="api-project-bom-move"),
    path(
        f"{ONE}bom/<uuid:pk>/substitute/", substitutes.SubstituteView.as_view(), name="api-project-bom-substitute"
    ),
    path(
        f"{ONE}bom/<uuid:pk>/substitute/approve/",
        substitutes.ApproveSubstituteView.as_view(),
        name="api-project-bom-substitute-approve",
    ),
    path(
        f"{ONE}bom/<uuid:pk>/substitute/refuse/",
        substitutes.RefuseSubstituteView.as_view(),
        name="api-project-bom-substitute-refuse",
    ),
    path(f"{ONE}bom/<uuid:pk>/moves/", moving.MovesView.as_view(), name="api-project-bom-moves"),
    path(f"{ONE}bom/<uuid:pk>/arrivals/", moving.ArrivalsView.as_view(), name="api-project-bom-arrivals"),
    path("procurement/", moving.ProcurementView.as_view(), name="api-procurement"),
    path(f"{ONE}reconciliation/", reconciliation.ReconciliationView.as_view(), name="api-project-reconciliation"),
    path(f"{ONE}reconciliation/purchases/", reconciliation.PurchasesView.as_view(), name="api-project-purchases"),
    path(
        f"{ONE}reconciliation/lines/",
        reconciliation.PurchaseLinesView.as_view(),
        name="api-project-purchase-lines",
    ),
    path(
        f"{ONE}reconciliation/lines/<uuid:pk>/",
        reconciliation.PurchaseLineView.as_view(),
        name="api-project-purchase-line",
    ),
    path(f"{ONE}reconciliation/resolve/", reconciliation.ResolveView.as_view(), name="api-project-resolve"),
    path(f"{ONE}reconciliation/ask/", reconciliation.AskPurchaseView.as_view(), name="api-project-purchase-ask"),
    path(f"{ONE}plan/", planning.PlanView.as_view(), name="api-project-plan"),
    path(f"{ONE}plan/edits/", planning.PlanEditsView.as_view(), name="api-project-plan-edits"),
    path(f"{ONE}plan/paste/", planning.PasteTasksView.as_view(), name="api-project-plan-paste"),
    path(f"{ONE}plan/approve/", planning.ApprovePlanView.as_view(), name="api-project-plan-approve"),
    path(f"{ONE}plan/baselines/", planning.BaselinesView.as_view(), name="api-project-plan-baselines"),
    path(f"{ONE}plan/timeline/", planning.TimelineView.as_view(), name="api-project-plan-timeline"),
    path(f"{ONE}plan/proposals/", proposals.ProposalsView.as_view(), name="api-project-plan-proposals"),
    path(
        f"{ONE}plan/proposals/<uuid:pk>/accept/",
        proposals.AcceptProposalView.as_view(),
        name="api-project-plan-proposal-accept",
    ),
    path(
        f"{ONE}plan/proposals/<uuid:pk>/decline/",
        proposals.DeclineProposalView.as_view(),
        name="api-project-plan-proposal-decline",
    ),
    path(
        f"{ONE}plan/proposals/<uuid:pk>/withdraw/",
        proposals.WithdrawProposalView.as_view(),
        name="api-project-plan-proposal-withdraw",
    ),
    path(f"{ONE}template/", templates.BeginView.as_view(), name="api-project-template"),
    path(f"{ONE}template/save/", templates.SaveAsView.as_view(), name="api-project-template-save"),
    path(f"{ONE}time-entries/", time.TimeEntriesView.as_view(), name="api-project-time-entries"),
    path(f"{ONE}time-entries/<uuid:pk>/", time.TimeEntryView.as_view(), name="api-project-time-entry"),
    path(f"{ONE}responsibilities/", responsibilities.DutiesView.as_view(), name="api-project-responsibilities"),
    path(f"{DUTY}confirm/", responsibilities.ConfirmView.as_view(), name="api-project-responsibility-confirm"),
    path(f"{DUTY}wait/", responsibilities.WaitView.as_view(), name="api-project-responsibility-wait"),
    path(
        f"{DUTY}take-back/", responsibilities.TakeBackView.as_view(), name="api-project-responsibility-take-back"
    ),
    path(f"{DUTY}waive/", responsibilities.WaiveView.as_view(), name="api-project-responsibility-waive"),
    path(f"{ONE}files/", files.FilesView.as_view(), name="api-project-files"),
    path(f"{ONE}files/<uuid:pk>/", files.FileView.as_view(), name="api-project-file"),
    path(f"{ONE}files/<uuid:pk>/content/", files.FileContentView.as_view(), name="api-project-file-content"),
    path(f"{ONE}sow/", scope.SowsView.as_view(), name="api-project-sows"),
    path(SOW, scope.SowView.as_view(), name="api-project-sow"),
    path(f"{SOW}pdf/", scope_papers.SowPdfView.as_view(), name="api-project-sow-pdf"),
    path(f"{SOW}submit/", scope.SubmitSowView.as_view(), name="api-project-sow-submit"),
    path(f"{SOW}approve/", scope.ApproveSowView.as_view(), name="api-project-sow-approve"),
    path(f"{SOW}reject/", scope.RejectSowView.as_view(), name="api-project-sow-reject"),
    path(f"{ONE}change-orders/", scope.ChangeOrdersView.as_view(), name="api-project-change-orders"),
    path(ORDER, scope.ChangeOrderView.as_view(), name="api-project-change-order"),
    path(f"{ORDER}pdf/", scope_papers.ChangeOrderPdfView.as_view(), name="api-project-change-order-pdf"),
    path(f"{ORDER}propose/", scope.ProposeView.as_view(), name="api-project-change-order-propose"),
    path(
        f"{ORDER}approve_internal/",
        scope.ApproveInternalView.as_view(),
        name="api-project-change-order-approve-internal",
    ),
    path(f"{ORDER}ask/", scope.AskView.as_view(), name="api-project-change-order-ask"),
    path(
        f"{ORDER}approve_customer/",
        scope.ApproveCustomerView.as_view(),
        name="api-project-change-order-approve-customer",
    ),
    path(f"{ORDER}reject/", scope.RejectOrderView.as_view(), name="api-project-change-order-reject"),
    path(f"{ORDER}withdraw/", scope.WithdrawView.as_view(), name="api-project-change-order-withdraw"),
    path("out-of-scope-terms/", out_of_scope.TermsView.as_view(), name="api-out-of-scope-terms"),
    path(f"{ONE}out-of-scope/", out_of_scope.OutOfScopeView.as_view(), name="api-project-out-of-scope"),
    path(
        f"{ONE}out-of-scope/total/",
        out_of_scope.OutOfScopeTotalView.as_view(),
        name="api-project-out-of-scope-total",
    ),
    path(EXTRA, out_of_scope.OutOfScopeItemView.as_view(), name="api-project-out-of-scope-item"),
    *(
        path(f"{EXTRA}{act}/", view.as_view(), name=f"api-project-out-of-scope-{act}")
        for act, view in out_of_scope.ACTS.items()
    ),
    path(f"{ONE}activity/", projects.ActivityView.as_view(), name="api-project-activity"),
    path(f"{ONE}people/", projects.PeopleView.as_view(), name="api-project-people"),
    path(f"{ONE}agree-dates/", projects.AgreeDatesView.as_view(), name="api-project-agree-dates"),
    path(f"{ONE}tell-dates/", projects.TellDatesView.as_view(), name="api-project-tell-dates"),
    path(f"{ONE}send-dates/", projects.SendDatesView.as_view(), name="api-project-send-dates"),
    *(
        path(f"{ONE}{act}/", projects.StatusView.as_view(act=act), name=f"api-project-{act}")
        for act in projects.STATUS_ACTS
    ),
]
