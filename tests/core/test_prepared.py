"""Prepared reads: SQL written once, values sent each time, never those of an earlier caller or organization."""

import uuid

import pytest
from django.db.models.functions import Upper

from core.db import prepared
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
def nothing_written(monkeypatch):
    monkeypatch.setattr(prepared, "_written", {})


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
