"""WRITE: people, keys and profiles; what an organization sets for itself."""

from accounts.actions.holidays import (
    add_holiday,
    choose_place,
    place_of,
    refresh_holidays,
    remove_holiday,
    restore_holiday,
)
from accounts.actions.keys import draw_again, revoke_api_key
from accounts.actions.people import (
    SCOPES,
    UPDATE_MODES,
    add_member,
    create_api_key,
    create_organization,
)
from accounts.actions.preferences import update_profile
from accounts.actions.settings import (
    dismiss_set_up,
    judge_anew,
    set_logo,
    update_identity,
    update_thresholds,
    update_updates,
    update_working_time,
)

__all__ = [
    "SCOPES",
    "UPDATE_MODES",
    "add_holiday",
    "add_member",
    "choose_place",
    "create_api_key",
    "create_organization",
    "dismiss_set_up",
    "draw_again",
    "judge_anew",
    "place_of",
    "refresh_holidays",
    "remove_holiday",
    "restore_holiday",
    "revoke_api_key",
    "set_logo",
    "update_identity",
    "update_profile",
    "update_thresholds",
    "update_updates",
    "update_working_time",
]
