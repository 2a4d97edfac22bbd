"""The words of a project: statuses, colors, the twelve responsibilities and what backs them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProjectStatus(TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("On hold")
    DELIVERED = "delivered", _("Delivered")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    REOPENED = "reopened", _("Reopened")


class Color(TextChoices):
    """A verdict on time or on budget; templates always show its words beside the color."""

    GREEN = "green", _("On track")
    AMBER = "amber", _("At risk")
    RED = "red", _("Off track")
    TOO_EARLY = "too_early", _("Too early")
    NOT_SCHEDULED = "not_scheduled", _("Not scheduled")


class ProjectClass(TextChoices):
    """How much ceremony a project bears (domain, section 2: small jobs)."""

    STANDARD = "standard", _("Standard")
    SMALL = "small", _("Small job (class S)")


class ResponsibilityKey(TextChoices):
    """The twelve in their fixed order; the order of declaration is the position."""

    SOLD = "sold", _("What was sold")
    PURCHASED = "purchased", _("What was purchased")
    SOW_BOM = "sow_bom", _("SoW and BoM")
    PLAN = "plan", _("Project plan")
    SCHEDULE = "schedule", _("Project scheduling")
    ESCALATION = "escalation", _("Escalation availability")
    DATES = "dates", _("Start, end and disruptions")
    WEEKLY_UPDATES = "weekly_updates", _("Weekly updates")
    OUT_OF_SCOPE = "out_of_scope", _("Out-of-scope work")
    CLOSE_OUT = "close_out", _("Close-out")
    ACCEPTANCE = "acceptance", _("Acceptance sign-off")
    RETROSPECTIVE = "retrospective", _("Internal 360")


class ResponsibilityState(TextChoices):
    """Late is a flag beside the state, never a state."""

    NOT_DUE = "not_due", _("Not due")
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    REOPENED = "reopened", _("Reopened")
    WAIVED = "waived", _("Waived")


class Counterparty(TextChoices):
    SALES = "sales", _("Sales")
    CUSTOMER = "customer", _("Customer")
    LEAD_TECH = "lead_tech", _("Lead tech")
    DISPATCH = "dispatch", _("Dispatch")
    SUPPORT = "support", _("Support")
    STAKEHOLDERS = "stakeholders", _("All stakeholders")
    INTERNAL = "internal", _("Internal")


class EvidenceEffect(TextChoices):
    """What one piece of evidence does to the state of its responsibility."""

    FULFILLS = "fulfills", _("Fulfills")
    WAITS = "waits", _("Waiting on the counterparty")
    REOPENS = "reopens", _("Reopens")
    NOTES = "notes", _("Noted")


class EvidenceKind(TextChoices):
    """Where a piece of evidence came from."""

    HAND_OFF = "hand_off", _("Hand-off accepted")
    CONFIRMATION = "confirmation", _("Confirmed by hand")
    UPDATE = "update", _("Weekly update sent")
    CHANGE = "change", _("Fact changed")
    SCOPE = "scope", _("Scope approved")
    PURCHASE = "purchase", _("Purchase reconciled")
    PLAN = "plan", _("Plan approved")
    OUT_OF_SCOPE = "out_of_scope", _("Out-of-scope work told")
    NOTE = "note", _("Note")


class ProposalState(TextChoices):
    """Where proposed changes of a plan stand."""

    DRAFT = "draft", _("Being written")
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class BomLineState(TextChoices):
    TO_ORDER = "to_order", _("To order")
    ORDERED = "ordered", _("Ordered")
    SHIPPED = "shipped", _("Shipped")
    RECEIVED = "received", _("Received")
    STAGED = "staged", _("Staged")
    INSTALLED = "installed", _("Installed")
    BACKORDERED = "backordered", _("Backordered")
    SUBSTITUTED = "substituted", _("Substituted")
    DAMAGED = "damaged", _("Damaged")
    CANCELLED = "cancelled", _("Cancelled")
    CUSTOMER_SUPPLIED = "customer_supplied", _("Customer supplied")


class SowState(TextChoices):
    """A version of the statement of work; nothing but a draft can be changed."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SUPERSEDED = "superseded", _("Superseded")


class ChangeOrderState(TextChoices):
    """A change order takes effect with the customer's approval and not before."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    APPROVED_INTERNAL = "approved_internal", _("Approved by us")
    APPROVED_CUSTOMER = "approved_customer", _("Approved by the customer")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SigningStep(TextChoices):
    """As whom somebody signs."""

    LEAD_TECH = "lead_tech", _("Lead tech")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    INTERNAL = "internal", _("For us")
    CUSTOMER = "customer", _("Customer")


class SigningMethod(TextChoices):
    """How a signature came about; the last four are what a person saw and recorded."""

    PAGE = "page", _("Signed in")
    API = "api", _("API key")
    LINK = "link", _("Link sent by mail")
    CHANGE_ORDER = "change_order", _("Change order")
    EMAIL = "email", _("Email")
    DOCUMENT = "document", _("Signed document")
    PHONE = "phone", _("Phone call")
    MEETING = "meeting", _("Meeting")


class CommitmentKind(TextChoices):
    """What a line of the register is."""

    PROMISE = "promise", _("Promise")
    EXCLUSION = "exclusion", _("Exclusion")
    ASSUMPTION = "assumption", _("Assumption")


class CommitmentState(TextChoices):
    """What became of it. An exclusion that was done after all is broken, an assumption that held is kept."""

    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    VOID = "void", _("Void")


class PurchaseKind(TextChoices):
    """What says that the customer purchased."""

    SIGNED_QUOTE = "signed_quote", _("Signed quote")
    PURCHASE_ORDER = "purchase_order", _("Purchase order")
    CONFIRMATION = "confirmation", _("Confirmed by the customer")


class ReconciledSide(TextChoices):
    """What is compared with what was sold."""

    PURCHASED = "purchased", _("Purchased")
    SCOPE = "scope", _("SoW and BoM")


class DifferenceKind(TextChoices):
    """How a line differs from what was sold."""

    CHANGED = "changed", _("Differs")
    MISSING = "missing", _("Missing")
    EXTRA = "extra", _("Not sold")


class DifferenceOutcome(TextChoices):
    """How a person resolved a difference."""

    CORRECTED = "corrected", _("Corrected to what was sold")
    ACCEPTED = "accepted", _("Accepted as it is")
    CHANGE_ORDER = "change_order", _("Change order")


class OutOfScopeMode(TextChoices):
    """How the customer consents to work that nobody sold."""

    APPROVAL = "approval", _("Approval first")
    PREAUTHORIZED = "preauthorized", _("Agreed beforehand, up to a limit")
    EMERGENCY = "emergency", _("Emergency, told at once")


class OutOfScopeState(TextChoices):
    """An item from capture to bill; the last four are ends."""

    CAPTURED = "captured", _("Captured")
    ESTIMATED = "estimated", _("Estimated")
    NOTIFIED = "notified", _("Customer told")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    DISPUTED = "disputed", _("Disputed")
    IN_PROGRESS = "in_progress", _("Under way")
    DONE = "done", _("Done")
    READY_TO_INVOICE = "ready_to_invoice", _("Ready to invoice")
    INVOICED = "invoiced", _("Invoiced")
    ABSORBED = "absorbed", _("Absorbed by us")
    CHANGE_ORDER = "change_order", _("Became a change order")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class OutOfScopeCause(TextChoices):
    """Why we bear the cost ourselves (domain, section 5)."""

    ESTIMATE = "estimate", _("Estimate")
    SCOPE = "scope", _("Scope")
    CUSTOMER = "customer", _("Customer")
    SUPPLY = "supply", _("Supply")
    SUPPORT_INTERRUPTION = "support_interruption", _("Support interruption")
    INTERNAL = "internal", _("Internal")
