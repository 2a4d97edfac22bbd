"""Pages of accounts below an organization's address."""

from django.urls import path

from accounts.views import account_mails

app_name = "people"
urlpatterns = [path("account-mails/", account_mails.account_mails, name="account_mails")]
