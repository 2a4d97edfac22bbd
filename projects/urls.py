"""Pages of projects."""

from django.urls import path

from projects.views import (
    deals,
    duties,
    held,
    lists,
    milestones,
    overview,
    panels,
    people,
    plan,
    settings,
    status,
    tabs,
    telling,
    time,
    undo,
)

app_name = "projects"

P = "projects/<str:number>/"

urlpatterns = [
    path("deals/<uuid:pk>/accept/", deals.accept, name="accept_deal"),
    path("deals/<uuid:pk>/project/", panels.of_deal, name="of_deal"),
    path("customers/<uuid:pk>/projects/", panels.of_customer, name="customer_panel"),
    path("settings/judging/", settings.judging, name="judging"),
    path("members/<uuid:pk>/open/", held.of_member, name="of_member"),
    path("settings/responsibilities/", settings.standards, name="standards"),
    path("settings/responsibilities/<slug:project_class>/<slug:key>/", settings.standard, name="standard"),
    path("settings/templates/", settings.templates, name="templates"),
    path("settings/templates/new/", settings.new_template, name="new_template"),
    path("settings/templates/<uuid:pk>/edit/", settings.edit_template, name="edit_template"),
    path("projects/", lists.project_list, name="list"),
    path(P, overview.detail, name="detail"),
    path(f"{P}computation/", overview.computation, name="computation"),
    path(f"{P}status/<slug:verb>/", status.change, name="status"),
    path(f"{P}responsibilities/<slug:key>/", duties.responsibility, name="responsibility"),
    path(f"{P}responsibilities/<slug:key>/confirm/", duties.confirm, name="confirm"),
    path(f"{P}responsibilities/<slug:key>/wait/", duties.wait, name="wait"),
    path(f"{P}responsibilities/<slug:key>/waive/", duties.waive, name="waive"),
    path(f"{P}people/", people.assign, name="people"),
    path(f"{P}tell/", telling.tell, name="tell"),
    path(f"{P}dates/", telling.agree, name="agree"),
    path(f"{P}links/", telling.make_link, name="make_link"),
    path(f"{P}links/revoke/", telling.revoke_link, name="revoke_link"),
    path(f"{P}plan/", plan.plan, name="plan"),
    path(f"{P}tasks/new/", plan.add_task, name="add_task"),
    path(f"{P}tasks/<uuid:pk>/", plan.edit_task, name="edit_task"),
    path(f"{P}tasks/<uuid:pk>/remaining/", plan.set_remaining, name="set_remaining"),
    path(f"{P}tasks/<uuid:pk>/complete/", plan.complete_task, name="complete_task"),
    path(f"{P}tasks/<uuid:pk>/reopen/", plan.reopen_task, name="reopen_task"),
    path(f"{P}tasks/<uuid:pk>/delete/", plan.delete_task, name="delete_task"),
    path(f"{P}milestones/new/", milestones.add, name="add_milestone"),
    path(f"{P}milestones/<uuid:pk>/", milestones.edit, name="edit_milestone"),
    path(f"{P}milestones/<uuid:pk>/reach/", milestones.reach, name="reach_milestone"),
    path(f"{P}milestones/<uuid:pk>/delete/", milestones.delete, name="delete_milestone"),
    path(f"{P}time/new/", time.log, name="log_time"),
    path(f"{P}time/<uuid:pk>/", time.correct, name="correct_time"),
    path(f"{P}time/<uuid:pk>/delete/", time.delete, name="delete_time"),
    path(f"{P}undo/", undo.undo, name="undo"),
    path(f"{P}updates/", tabs.updates, name="updates"),
    path(f"{P}history/", tabs.history, name="history"),
]
