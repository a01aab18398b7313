"""Addresses of partners' offers: as anybody finds them, and at the desk of their hub."""

from django.urls import path

from .views import partner_offers, teaching

urlpatterns = [
    path("hubs/<slug:slug>/teach-maths/", teaching.teaching, name="teaching"),
    path("offers/", partner_offers.found_offers_page, name="listed_offers"),
    path("offers/<int:partner_offer_id>/", partner_offers.listed_offer, name="listed_offer"),
    path(
        "partner-offers/<int:partner_offer_id>/", partner_offers.partner_offer, name="partner_offer"
    ),
    path(
        "partner-offers/<int:partner_offer_id>/sort/", partner_offers.sort_offer, name="sort_offer"
    ),
    path(
        "partner-offers/<int:partner_offer_id>/event/",
        partner_offers.make_event,
        name="event_of_an_offer",
    ),
]
