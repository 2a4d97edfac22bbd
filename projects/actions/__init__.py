"""Writing projects. Every action is one transaction with its audit row and leaves health and states true."""

from projects.actions.accept import accept_deal
from projects.actions.asking import ask_customer, request_address
from projects.actions.change_orders import (
    add_change_order,
    approve_as_customer,
    approve_change_order,
    decline_as_customer,
    propose_change_order,
    record_customer_approval,
    reject_change_order,
    update_change_order,
    withdraw_change_order,
)
from projects.actions.commitments import add_commitment, settle_commitment, update_commitment
from projects.actions.contacts import (
    add_new_project_contact,
    add_project_contact,
    remove_project_contact,
    update_project_contact,
)
from projects.actions.dates import agree_dates, record_told, tell_dates
from projects.actions.evidence import (
    confirm_responsibility,
    record_evidence,
    take_back,
    wait_on_counterparty,
    waive_responsibility,
)
from projects.actions.files import add_project_file, remove_project_file, restore_project_file
from projects.actions.head import rename_project, set_update_mode
from projects.actions.health import next_daily_run, refresh_all, refresh_batch, refresh_health
from projects.actions.lifecycle import (
    begin_closing,
    cancel_project,
    close_project,
    deliver_project,
    hold_project,
    reopen_project,
    resume_project,
    start_project,
)
from projects.actions.links import ensure_status_link, revoke_status_links, status_address
from projects.actions.materials import (
    add_material,
    add_materials,
    move_material,
    move_materials,
    update_material,
)
from projects.actions.milestones import add_milestone, delete_milestone, reach_milestone, update_milestone
from projects.actions.moved_back import kept_lines, restore_materials
from projects.actions.notices import send_dates
from projects.actions.out_of_scope import (
    capture_extra,
    complete_extra,
    estimate_extra,
    promote_extra,
    start_extra,
    update_extra,
    withdraw_extra,
)
from projects.actions.out_of_scope_billing import absorb_extra, invoice_extra, release_extra
from projects.actions.out_of_scope_consent import (
    approve_extra_as_customer,
    decline_extra,
    decline_extra_as_customer,
    dispute_extra,
    dispute_extra_as_customer,
    notify_of_extra,
    record_extra_approval,
    record_told_of_extra,
    settle_extra,
)
from projects.actions.out_of_scope_due import look_at_extras
from projects.actions.out_of_scope_links import extra_request_address
from projects.actions.out_of_scope_terms import update_terms
from projects.actions.people import assign_people
from projects.actions.plan_approval import approve_plan, settle_plan
from projects.actions.plan_edit import Edited, add_tasks, arrange_tasks, delete_tasks, edit_tasks
from projects.actions.plan_proposals import (
    accept_proposal,
    decline_proposal,
    note_wishes,
    propose_plan,
    withdraw_proposal,
)
from projects.actions.plan_undo import take_back_step
from projects.actions.purchase_asking import (
    answer_about_purchase,
    ask_about_purchase,
    purchase_request_address,
)
from projects.actions.purchases import (
    add_purchase_line,
    record_purchase,
    remove_purchase_line,
    update_purchase_line,
)
from projects.actions.reconciling import resolve_difference
from projects.actions.sold_changes import order_deal_change
from projects.actions.sow import approve_sow, reject_sow, start_sow, submit_sow, update_sow
from projects.actions.substituting import approve_substitute, propose_substitute, refuse_substitute
from projects.actions.task_links import link_task
from projects.actions.tasks import add_task, complete_task, delete_task, reopen_task, set_remaining, update_task
from projects.actions.time import correct_time_entry, delete_time_entry, log_time
from projects.actions.timers import discard_timer, start_timer, stop_timer
from projects.actions.timesheet import receive_time, remind_of_hours, save_week

__all__ = [
    "Edited",
    "absorb_extra",
    "accept_deal",
    "accept_proposal",
    "add_change_order",
    "add_commitment",
    "add_material",
    "add_materials",
    "add_milestone",
    "add_new_project_contact",
    "add_project_contact",
    "add_project_file",
    "add_purchase_line",
    "add_task",
    "add_tasks",
    "agree_dates",
    "answer_about_purchase",
    "approve_as_customer",
    "approve_change_order",
    "approve_extra_as_customer",
    "approve_plan",
    "approve_sow",
    "approve_substitute",
    "arrange_tasks",
    "ask_about_purchase",
    "ask_customer",
    "assign_people",
    "begin_closing",
    "cancel_project",
    "capture_extra",
    "close_project",
    "complete_extra",
    "complete_task",
    "confirm_responsibility",
    "correct_time_entry",
    "decline_as_customer",
    "decline_extra",
    "decline_extra_as_customer",
    "decline_proposal",
    "delete_milestone",
    "delete_task",
    "delete_tasks",
    "delete_time_entry",
    "deliver_project",
    "discard_timer",
    "dispute_extra",
    "dispute_extra_as_customer",
    "edit_tasks",
    "ensure_status_link",
    "estimate_extra",
    "extra_request_address",
    "hold_project",
    "invoice_extra",
    "kept_lines",
    "link_task",
    "log_time",
    "look_at_extras",
    "move_material",
    "move_materials",
    "next_daily_run",
    "note_wishes",
    "notify_of_extra",
    "order_deal_change",
    "promote_extra",
    "propose_change_order",
    "propose_plan",
    "propose_substitute",
    "purchase_request_address",
    "reach_milestone",
    "receive_time",
    "record_customer_approval",
    "record_evidence",
    "record_extra_approval",
    "record_purchase",
    "record_told",
    "record_told_of_extra",
    "refresh_all",
    "refresh_batch",
    "refresh_health",
    "refuse_substitute",
    "reject_change_order",
    "reject_sow",
    "release_extra",
    "remind_of_hours",
    "remove_project_contact",
    "remove_project_file",
    "remove_purchase_line",
    "rename_project",
    "reopen_project",
    "reopen_task",
    "request_address",
    "resolve_difference",
    "restore_materials",
    "restore_project_file",
    "resume_project",
    "revoke_status_links",
    "save_week",
    "send_dates",
    "set_remaining",
    "set_update_mode",
    "settle_commitment",
    "settle_extra",
    "settle_plan",
    "start_extra",
    "start_project",
    "start_sow",
    "start_timer",
    "status_address",
    "stop_timer",
    "submit_sow",
    "take_back",
    "take_back_step",
    "tell_dates",
    "update_change_order",
    "update_commitment",
    "update_extra",
    "update_material",
    "update_milestone",
    "update_project_contact",
    "update_purchase_line",
    "update_sow",
    "update_task",
    "update_terms",
    "wait_on_counterparty",
    "waive_responsibility",
    "withdraw_change_order",
    "withdraw_extra",
    "withdraw_proposal",
]
