"""What a refused number or length says, in a form and in the API."""

from decimal import Decimal

import pytest
from django import forms
from rest_framework import serializers

FORM = [
    (forms.IntegerField(min_value=1), "0", "Write 1 or more."),
    (forms.DecimalField(max_value=Decimal(24)), "25", "Write 24 or less."),
    (forms.DecimalField(decimal_places=2), "1.234", "Write at most 2 digits after the point."),
    (forms.DecimalField(max_digits=4, decimal_places=2), "123", "Write at most 2 digits before the point."),
    (forms.CharField(max_length=3), "four", "Write at most 3 characters; these are 4."),
]
API = [
    (serializers.IntegerField(min_value=1), "0", "Write 1 or more."),
    (serializers.DecimalField(max_digits=6, decimal_places=2, max_value=24), "25", "Write 24 or less."),
    (serializers.DecimalField(max_digits=6, decimal_places=2), "1.234", "Write at most 2 digits after the point."),
    (serializers.CharField(max_length=3), "four", "Write at most 3 characters."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), FORM)
def test_a_form_says_what_to_write(field, value, sentence):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)
    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(("field", "value", "sentence"), API)
def test_the_api_says_the_same(field, value, sentence):
    with pytest.raises(serializers.ValidationError) as refused:
        field.run_validation(value)
    assert [str(detail) for detail in refused.value.detail] == [sentence]
