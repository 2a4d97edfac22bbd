"""The allow-list: which columns the role ``portal`` may read. A new column is invisible until named here.

Plain data without imports: settings read it, ``core.db.grants`` grants it, ``tests/portal`` compares it
with the catalogue. No cost, margin, note or health computation may ever stand in it.
"""

PORTAL_COLUMNS: dict[str, tuple[str, ...]] = {
    "accounts_organization": ("id", "name", "time_zone", "is_active"),
    "accounts_membership": ("organization_id", "id", "user_id"),
    "accounts_user": ("id", "name", "email"),
    "accounts_staffprofile": ("organization_id", "member_id", "phone"),
    "customers_customer": ("organization_id", "id", "name", "time_zone"),
    "customers_contact": ("organization_id", "id", "is_active"),
    "deals_dealline": ("organization_id", "deal_id", "kind", "hours", "quantity", "unit_price"),
    "projects_statuslink": ("organization_id", "id", "digest", "project_id", "contact_id", "expires_at", "revoked_at"),
    "projects_project": (
        "organization_id", "id", "sequence", "title", "status", "customer_id", "deal_id", "project_manager_id",
        "lead_tech_id", "billing_model", "currency", "agreed_price", "started_on", "delivered_on", "ended_at",
        "baseline_start", "baseline_end", "committed_start", "committed_end", "forecast_end", "time_color",
        "slip_days", "budget_color", "ac", "eac", "health_at",
    ),
    "projects_milestone": ("organization_id", "id", "project_id", "title", "baseline_on", "forecast_on", "reached_on"),
    "projects_responsibility": ("organization_id", "id", "project_id", "key", "state", "due_on"),
    "projects_bomline": ("organization_id", "project_id", "quantity", "unit_price", "state"),
    "updates_weeklyupdate": ("organization_id", "id", "project_id", "week_start", "version", "state", "sent_at", "words"),
    "updates_updaterender": ("organization_id", "id", "update_id", "audience", "subject", "text"),
}
