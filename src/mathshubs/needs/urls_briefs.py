"""Addresses of briefs, as suppliers read and answer them."""

from django.urls import path

from .views import briefs

urlpatterns = [
    path("briefs/<str:brief_key>/", briefs.brief, name="brief"),
    path("briefs/offers/<str:tender_key>/", briefs.my_tender, name="my_tender"),
]
