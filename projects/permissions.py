"""Who may do what to a project. Roles come from the membership; the project's own people count as what they are in it."""

from accounts.choices import Role
from audit.models import ActorKind
from projects.choices import OutOfScopeMode, SigningStep
from projects.rules import responsibilities as duties

ACCEPTING = (Role.PROJECT_MANAGER, Role.SERVICE_MANAGER, Role.OWNER)


def acting_roles(member, project):
    """The member's roles, with ``project_manager`` added for the project's own manager and their deputy."""
    return set(member.roles) | ({Role.PROJECT_MANAGER.value} if is_manager_of(member, project) else set())


def is_manager_of(member, project):
    """Whether the member is this project's manager or their deputy, whatever roles they hold."""
    return member.pk in (project.project_manager_id, project.project_manager.deputy_id)


def can_accept_deal(member):
    """Whether the member may make a project of a deal, and may be its project manager."""
    return member.has_role(*ACCEPTING)


def can_lead(member):
    """Whether the member may be the lead tech of a project."""
    return member.has_role(Role.LEAD_TECH)


def can_manage_project(member, project):
    """Whether the member may start, hold, deliver, close and agree dates."""
    return bool(set(ACCEPTING) & acting_roles(member, project))


def can_change_plan(member, project):
    """Tasks, estimates and remaining hours belong to the project's lead tech; an owner may step in."""
    return member.pk == project.lead_tech_id or member.has_role(Role.OWNER)


def can_set_remaining(member, task):
    """Who does the work knows best what is left of it; else whoever changes the plan."""
    return member.pk == task.assignee_id or can_change_plan(member, task.project)


def can_propose_plan(member, project):
    """The project's manager asks the lead tech for changes of the plan; who may change it does so."""
    return can_manage_project(member, project) and not can_change_plan(member, project)


def can_change_milestones(member, project):
    """Milestones are shown to the customer: the manager's and the lead tech's together."""
    return can_manage_project(member, project) or can_change_plan(member, project)


def can_change_materials(member, project):
    """Orders and arrivals: the manager's and the lead tech's together."""
    return can_change_milestones(member, project)


def can_change_commitments(member, project):
    """Adding lines, giving them an owner and a day: the manager's and the lead tech's together."""
    return can_change_milestones(member, project)


def can_settle_commitment(member, commitment):
    """Whether the member may say what became of it: its owner, and who may change the register."""
    return member.pk == commitment.owner_id or can_change_commitments(member, commitment.project)


def can_log_time(member, project, worker):
    """Everyone logs their own hours; managers and the lead tech those of others, too."""
    return member.pk == worker.pk or can_change_milestones(member, project)


def can_see_timesheets(member):
    """Whose hours are missing: for those who coordinate, and for dispatch."""
    return member.has_role(Role.OWNER, Role.SERVICE_MANAGER, Role.PROJECT_MANAGER, Role.LEAD_TECH, Role.DISPATCHER)


def can_change_time_entry(member, entry):
    """The person who worked, the project's managers and its lead tech."""
    return member.pk == entry.member_id or can_change_milestones(member, entry.project)


def can_remove_file(member, project, document):
    """Who sent any of its versions, the project's managers and its lead tech."""
    senders = {version.by_id for version in document.versions.all()}
    return member.pk in senders or can_change_milestones(member, project)


def can_write_scope(member, project):
    """SoW and change orders are written by the lead tech and the project manager together."""
    return can_manage_project(member, project) or can_change_plan(member, project)


def can_review_sow(member, project, step):
    """Whether the member may sign the SoW as the lead tech (an owner steps in) or as the project manager."""
    return (
        can_change_plan(member, project) if step == SigningStep.LEAD_TECH else can_manage_project(member, project)
    )


def can_approve_change(member, project):
    """Whether the member may approve a change order for us, ask the customer and record the answer."""
    return can_manage_project(member, project)


def can_estimate_extra(member, project):
    """Whether the member may estimate out-of-scope work, start it once there is consent, and say that it is done.

    Capturing is everyone's: who meets such work writes it down.
    """
    return can_write_scope(member, project)


def can_tell_extra(member, item):
    """Whether the member may tell the customer of out-of-scope work: the manager; of an emergency the lead tech too."""
    emergency = item.mode == OutOfScopeMode.EMERGENCY
    return can_write_scope(member, item.project) if emergency else can_manage_project(member, item.project)


def is_outsider(by):
    """Whether the actor is a customer's contact, not a member."""
    return getattr(by, "actor_kind", "") == ActorKind.CONTACT


def can_confirm(member, project, key):
    """Whether the member may confirm that responsibility by hand."""
    return duties.may_confirm(key, acting_roles(member, project))


def can_wait(member, project, key):
    """Whether the member may note what that responsibility waits for."""
    return duties.may_wait(key, acting_roles(member, project))


def can_waive(member, project, key):
    """Whether the member may waive that responsibility: the project's own manager or their deputy, or an owner.

    Three of the twelve are the owner's alone (the domain's rule; see ``rules.responsibilities``).
    """
    roles = acting_roles(member, project)
    if not is_manager_of(member, project):
        roles.discard(Role.PROJECT_MANAGER.value)
    return duties.may_waive(key, roles)


def can_approve_waivers(member):
    """Doing without one of the twelve in every project of a template is the owner's decision."""
    return member.has_role(Role.OWNER)


def can_start_from_template(member, project, *, has_plan):
    """Into an empty plan a template is brought by its manager or lead tech; a plan with lines is the lead tech's."""
    return can_change_plan(member, project) or (not has_plan and can_manage_project(member, project))


def can_save_as_template(member, project):
    """Whoever manages or leads the project proposes it as a template; settings people publish it."""
    return can_write_scope(member, project)
