from django.urls import path

from . import views, views_demo

app_name = "comms"
urlpatterns = [
    path("my/letters/", views.my_letters, name="my_letters"),
    path("my/letters/<int:letter_id>/", views.my_letter, name="my_letter"),
    path("national/letters/", views.ledger, name="ledger"),
    path("national/letters/<int:letter_id>/send-again/", views.send_again, name="send_again"),
    path("demo/mailbox/", views_demo.mailbox, name="mailbox"),
    path("demo/mailbox/<int:letter_id>/", views_demo.mailbox_letter, name="mailbox_letter"),
    path("demo/mailbox/<int:letter_id>/html/", views_demo.mailbox_html, name="mailbox_html"),
    path(
        "demo/mailbox/<int:letter_id>/calendar.ics",
        views_demo.mailbox_calendar,
        name="mailbox_calendar",
    ),
]
