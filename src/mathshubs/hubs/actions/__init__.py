"""What changes a hub, and what it keeps about its leaders (`leaders`)."""

from .board import AdviceRefused, advise, answer_advice
from .hub import (
    HubRefused,
    add_hub,
    add_to_area,
    change_details,
    choose_hub,
    end_area,
    end_choice,
    end_lead_school,
    end_post,
    give_post,
    record_lead_school,
)

__all__ = [
    "AdviceRefused",
    "HubRefused",
    "add_hub",
    "add_to_area",
    "advise",
    "answer_advice",
    "change_details",
    "choose_hub",
    "end_area",
    "end_choice",
    "end_lead_school",
    "end_post",
    "give_post",
    "record_lead_school",
]
