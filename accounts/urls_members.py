"""Members and invitations, below /o/<slug>/settings/members/."""

from django.urls import path

from accounts.views import invitations, member_picture, members

app_name = "members"
urlpatterns = [
    path("", members.member_list, name="list"),
    path("second-factor/", members.second_factor, name="second_factor"),
    path("invite/", invitations.invite, name="invite"),
    path("invitations/<uuid:pk>/resend/", invitations.resend, name="resend"),
    path("invitations/<uuid:pk>/revoke/", invitations.revoke, name="revoke"),
    path("<uuid:pk>/", members.member_detail, name="detail"),
    path("<uuid:pk>/picture/", member_picture, name="picture"),
    path("<uuid:pk>/change/", members.change, name="change"),
    path("<uuid:pk>/absence/", members.absence, name="absence"),
    path("<uuid:pk>/rate/", members.rate, name="rate"),
    path("<uuid:pk>/deactivate/", members.deactivate, name="deactivate"),
    path("<uuid:pk>/reactivate/", members.reactivate, name="reactivate"),
]
