from django.urls import path

from . import views, views_demo, views_sign_in

app_name = "people"
urlpatterns = [
    path("my/profile/", views.profile, name="profile"),
    path("my/profile/show/", views.show, name="show"),
    path("my/profile/names/", views.names, name="names"),
    path("my/profile/previous-names/", views.previous_names, name="previous_names"),
    path("my/profile/phone/", views.phone, name="phone"),
    path("my/profile/teacher-reference-number/", views.trn, name="trn"),
    path("my/profile/who-looked/", views.disclosures, name="disclosures"),
    path("national/who-looked/", views.all_disclosures, name="all_disclosures"),
    path("my/second-factor/", views.second_factor, name="second_factor"),
    path("demo/sign-in-as/", views_demo.sign_in_as, name="sign_in_as"),
    path("account/confirm-email/", views_sign_in.confirm_email, name="confirm_email"),
    path("account/password/change/", views.no_password, name="no_password_change"),
    path("account/password/set/", views.no_password, name="no_password_set"),
    path("account/password/reset/", views.no_password, name="no_password_reset"),
]
