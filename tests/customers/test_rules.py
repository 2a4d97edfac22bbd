"""When two names may mean the same customer."""

import pytest

from customers.rules import is_similar_name, is_time_zone, name_words, telling_domain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Dental", "ACME Dental, Inc."),
        ("Acme Dental", "AcmeDental"),
        ("Acme", "Acme Dental"),
        ("O’Brien Legal", "O'Brien Legal LLC"),
        ("Acme Dental", "Acme Dentel"),
        ("The Company", "the company"),
    ],
)
def test_names_that_a_person_should_compare(one, other):
    assert is_similar_name(one, other)
    assert is_similar_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Dental", "Acme Legal"),
        ("Clinic 4", "Clinic 5"),
        ("Clinic", "Clinic 5"),
        ("Customer A", "Customer B"),
        ("Cove Marina", "Bay Marina"),
        ("!!!", "Acme"),
        ("", ""),
    ],
)
def test_names_of_different_customers(one, other):
    assert not is_similar_name(one, other)
    assert not is_similar_name(other, one)


def test_a_name_of_legal_forms_only_keeps_them():
    assert name_words("Limited Co.") == ("limited", "co")


@pytest.mark.parametrize(
    ("email", "domain"),
    [("ann@Acme.Example", "acme.example"), ("ann@gmail.com", ""), ("", ""), ("nonsense", "")],
)
def test_a_public_domain_says_nothing(email, domain):
    assert telling_domain(email) == domain


def test_a_time_zone_is_known_or_empty():
    assert is_time_zone("")
    assert is_time_zone("Europe/Vienna")
    assert not is_time_zone("Mars/Olympus")
