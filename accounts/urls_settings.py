"""Settings of the organization, below /o/<slug>/settings/."""

from django.urls import path

from accounts.views import holidays, keys, settings

app_name = "settings"
urlpatterns = [
    path("settings/", settings.index, name="index"),
    path("settings/organization/", settings.identity, name="identity"),
    path("settings/organization/no-logo/", settings.remove_logo, name="remove_logo"),
    path("settings/working-time/", settings.working_time, name="working_time"),
    path("settings/days-off/", holidays.days_off, name="days_off"),
    path("settings/days-off/place/", holidays.choose, name="choose_place"),
    path("settings/days-off/new/", holidays.add, name="add_holiday"),
    path("settings/days-off/restore/", holidays.restore, name="restore_holiday"),
    path("settings/holidays/<uuid:pk>/remove/", holidays.remove, name="remove_holiday"),
    path("settings/updates/", settings.updates, name="updates"),
    path("settings/thresholds/", settings.thresholds, name="thresholds"),
    path("settings/keys/", keys.keys, name="keys"),
    path("settings/keys/<uuid:pk>/revoke/", keys.revoke, name="revoke_key"),
    path("settings/set-up/", settings.set_up, name="set_up"),
]
