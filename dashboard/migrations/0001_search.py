"""What the palette finds by any fragment: see core.db.search."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations

from core.db.search import searchable

NUMBER = "'P-' || repeat('0', greatest(0, 4 - length(t.sequence::text))) || t.sequence::text"


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("deals", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        *searchable(
            name="search_customers",
            table="customers_customer",
            text="t.name || ' ' || t.mail_domain",
            columns=("name", "mail_domain"),
        ),
        *searchable(
            name="search_contacts",
            table="customers_contact",
            text="t.name || ' ' || t.email",
            columns=("name", "email"),
        ),
        *searchable(
            name="search_deals",
            table="deals_deal",
            text="t.title || ' ' || t.number || ' ' || t.customer_name || ' ' || t.po_number",
            columns=("title", "number", "customer_name", "po_number"),
        ),
        *searchable(
            name="search_projects",
            table="projects_project",
            text=f"{NUMBER} || ' ' || t.title",
            columns=("sequence", "title"),
        ),
        *searchable(
            name="search_tasks",
            table="projects_task",
            text="t.title || ' ' || t.phase",
            columns=("title", "phase"),
        ),
    ]
