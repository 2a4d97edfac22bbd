"""API routes of deals. ``deals/<id>/accept/`` stands in projects."""

from django.urls import path

from deals.api import changes, files, limits, views

urlpatterns = [
    path("deals/", views.DealsView.as_view(), name="api-deals"),
    path("deals/numbers/", views.NumbersView.as_view(), name="api-deal-numbers"),
    path("deal-limits/", limits.LimitsView.as_view(), name="api-deal-limits"),
    path("deals/<uuid:pk>/", views.DealView.as_view(), name="api-deal"),
    path("deals/<uuid:pk>/assign/", views.AssignView.as_view(), name="api-deal-assign"),
    path("deals/<uuid:pk>/files/", files.DealFilesView.as_view(), name="api-deal-files"),
    path("deals/<uuid:pk>/files/<uuid:file>/", files.DealFileView.as_view(), name="api-deal-file"),
    path(
        "deals/<uuid:pk>/files/<uuid:file>/content/",
        files.DealFileContentView.as_view(),
        name="api-deal-file-content",
    ),
    path("deals/<uuid:pk>/return/", views.ReturnView.as_view(), name="api-deal-return"),
    path("deals/<uuid:pk>/answer/", views.AnswerView.as_view(), name="api-deal-answer"),
    path("deals/<uuid:pk>/recalls/", views.RecallView.as_view(), name="api-deal-recalls"),
    path("deals/<uuid:pk>/recalls/<uuid:question>/", views.AnswerRecallView.as_view(), name="api-deal-recall"),
    path("deals/<uuid:pk>/changes/", changes.SettleChangeView.as_view(), name="api-deal-changes"),
    path("deals/<uuid:pk>/decline/", views.DeclineView.as_view(), name="api-deal-decline"),
    path("deals/<uuid:pk>/not-a-project/", views.NotAProjectView.as_view(), name="api-deal-not-a-project"),
    path("deals/<uuid:pk>/confirm-customer/", views.ConfirmCustomerView.as_view(), name="api-deal-customer"),
]
