from django.urls import path

from .views import choices, moving, offers

_group = "work-groups/<int:work_group_id>"
urlpatterns: list = [
    path(f"{_group}/give-out/", offers.give_out, name="give_out"),
    path(f"{_group}/choices/", choices.choices, name="choices"),
    path(f"{_group}/merge/", moving.merge, name="merge"),
    path("places/<int:place_id>/move/", moving.move_place, name="move_place"),
    path(f"{_group}/draw/", offers.draw, name="draw"),
    path(f"{_group}/draw.txt", offers.draw_file, name="draw_file"),
]
