"""A seat on a board opens the board's community, and none in which people of groups write."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from mathshubs.community import rules
from mathshubs.community.models import Space
from mathshubs.community.queries.library import hubs_for
from mathshubs.community.queries.spaces import spaces_of
from tests.builders import a_hub, a_person, a_seat

from .builders import a_space

pytestmark = pytest.mark.django_db


def test_a_seat_opens_the_community_of_the_board_alone():
    hub, bola = a_hub(), a_person("Bola")
    a_seat(bola, hub)
    kinds = (Space.Kind.BOARD, Space.Kind.HUB, Space.Kind.LEADERS)
    board, *_ = [a_space(kind=kind, hub=hub) for kind in kinds]

    assert list(spaces_of(bola, localdate())) == [board]


def test_who_sits_on_a_board_proposes_nothing_for_the_library():
    bola = a_person("Bola")
    a_seat(bola, a_hub())

    assert not rules.may_propose(bola)
    assert hubs_for(bola, localdate()) == []
