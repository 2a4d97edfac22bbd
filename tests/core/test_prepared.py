"""Prepared reads: SQL written once, values sent each time, never those of an earlier caller or organization."""

import uuid

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Upper

from core.db import plans, prepared
from core.db.prepared import prepared_objects, prepared_rows
from customers.models import Contact, Customer
from tests.statements import counted_statements


def names_of(order, ids):
    return Customer.objects.filter(pk__in=ids).order_by(order).values_list("name")


def contact_of(name, pk):
    rows = Contact.objects.select_related("customer").filter(pk=pk, customer__name=name)
    return rows.annotate(loud=Upper("name"))


def shifted(number):
    return Customer.objects.filter(contacts__pk__isnull=number + 1 > 0).values_list("pk")


@pytest.fixture(autouse=True)
def nothing_written(monkeypatch, db):
    monkeypatch.setattr(prepared, "_written", {})
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


@pytest.fixture
def customers(harbor):
    with harbor.scope():
        return [Customer.objects.create(name=name).pk for name in ("One", "Two", "Three")]


def test_each_call_gets_the_rows_of_its_own_values(harbor, customers):
    one, two, three = customers
    with harbor.scope():
        assert prepared_rows(names_of, "name", ids=[one, two]) == [("One",), ("Two",)]
        assert prepared_rows(names_of, "name", ids=[three, two]) == [("Three",), ("Two",)]
        assert prepared_rows(names_of, "-name", ids=[one, two]) == [("Two",), ("One",)]
        assert prepared_rows(names_of, "name", ids=[one]) == [("One",)]
        assert prepared_rows(names_of, "name", ids=[uuid.uuid4()]) == []
        assert prepared_rows(names_of, "name", ids=[]) == []


def test_the_sql_is_written_once_for_a_shape_and_sent_each_time(harbor, customers):
    with harbor.scope():
        prepared_rows(names_of, "name", ids=customers)
        with counted_statements() as made:
            prepared_rows(names_of, "name", ids=customers)
    assert len(made) == 1
    assert len(prepared._written) == 1


def test_another_organization_never_gets_the_rows_of_the_first(harbor, rival, customers):
    with harbor.scope():
        prepared_rows(names_of, "name", ids=customers)
    with rival.scope():
        with counted_statements() as made:
            assert prepared_rows(names_of, "name", ids=customers) == []
        assert str(rival.organization.pk) in made[0]
        assert str(harbor.organization.pk) not in made[0]


def test_a_value_that_does_not_reach_the_database_as_it_is_is_refused(harbor):
    with harbor.scope(), pytest.raises(LookupError):
        prepared_rows(shifted, number=1)


def test_models_come_with_their_relations_and_annotations(harbor):
    with harbor.scope():
        found = prepared_objects(contact_of, harbor.customer.name, pk=harbor.contact.pk)
        with counted_statements() as made:
            assert [(one.pk, one.customer.name, one.loud) for one in found] == [
                (harbor.contact.pk, harbor.customer.name, harbor.contact.name.upper())
            ]
        assert made == []
        assert prepared_objects(contact_of, harbor.customer.name, pk=uuid.uuid4()) == []


def test_types_that_have_no_stand_in_are_refused(harbor):
    with harbor.scope(), pytest.raises(TypeError):
        prepared_rows(names_of, "name", ids=[1.5])


def test_a_session_plans_a_statement_once_and_runs_it_for_every_organization(harbor, rival, customers):
    with harbor.scope(), counted_statements() as made:
        for _ in range(3):
            prepared_rows(names_of, "name", ids=customers)
    assert [sql.split()[0] for sql in made] == ["PREPARE", "EXECUTE", "EXECUTE"]
    with rival.scope(), counted_statements() as made:
        assert prepared_rows(names_of, "name", ids=customers) == []
    assert [sql.split()[0] for sql in made] == ["EXECUTE"]


def test_lists_of_nearly_the_same_length_share_a_plan(harbor, customers):
    one, two, three = customers
    with harbor.scope(), counted_statements() as made:
        assert len(prepared_rows(names_of, "name", ids=[one, two, three])) == 3
        assert len(prepared_rows(names_of, "name", ids=[one, two, three, uuid.uuid4()])) == 3
    assert [sql.split()[0] for sql in made] == ["PREPARE", "EXECUTE"]


def test_a_session_that_has_planned_enough_plans_no_more(harbor, customers, monkeypatch):
    monkeypatch.setattr(plans, "MOST", 0)
    with harbor.scope(), counted_statements() as made:
        assert len(prepared_rows(names_of, "name", ids=customers)) == 3
    assert made[0].startswith("SELECT")


def test_what_a_plan_holds_is_text_whatever_stands_in_it(harbor):
    odd = "100% of '$1' \\ {x} :y"
    with harbor.scope():
        Customer.objects.create(name=odd)
        assert prepared_rows(named, odd, name=odd) == [(odd, odd)]
        assert prepared_rows(named, odd, name="another") == []


def named(said, name):
    return Customer.objects.filter(name=name).annotate(said=Value(said)).values_list("name", "said")
