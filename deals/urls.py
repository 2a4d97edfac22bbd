"""Pages of deals. Accepting stands in projects."""

from django.urls import path

from deals.views import decide, edit, files, limits, numbers, show, steps

app_name = "deals"
urlpatterns = [
    path("deals/", show.deal_list, name="list"),
    path("deals/numbers/", numbers.numbers, name="numbers"),
    path("settings/hand-off/", limits.limits, name="limits"),
    path("deals/new/", edit.new_deal, name="new"),
    path("deals/<uuid:pk>/", show.deal_detail, name="detail"),
    path("deals/<uuid:pk>/hand-off/", steps.hand_off, name="hand_off"),
    path("deals/<uuid:pk>/verdict/", limits.of_deal, name="verdict"),
    path("deals/<uuid:pk>/edit/", edit.edit_deal, name="edit"),
    path("deals/<uuid:pk>/customer/", decide.confirm_customer, name="confirm_customer"),
    path("deals/<uuid:pk>/assign/", decide.assign, name="assign"),
    path("deals/<uuid:pk>/return/", decide.return_deal, name="return"),
    path("deals/<uuid:pk>/answer/", decide.answer_questions, name="answer"),
    path("deals/<uuid:pk>/recalls/", decide.recall, name="recall"),
    path("deals/<uuid:pk>/recalls/<uuid:question>/", decide.answer_recall, name="answer_recall"),
    path("deals/<uuid:pk>/changes/", decide.settle_change, name="settle_change"),
    path("deals/<uuid:pk>/decline/", decide.decline_deal, name="decline"),
    path("deals/<uuid:pk>/not-a-project/", decide.mark_not_a_project, name="not_a_project"),
    path("deals/<uuid:pk>/files/", files.files, name="files"),
    path("deals/<uuid:pk>/files/<uuid:file>/", files.download, name="file"),
    path("deals/<uuid:pk>/files/<uuid:file>/delete/", files.remove, name="remove_file"),
    path("deals/<uuid:pk>/files/<uuid:file>/restore/", files.restore, name="restore_file"),
    path("customers/<uuid:pk>/deals/", show.customer_panel, name="of_customer"),
]
