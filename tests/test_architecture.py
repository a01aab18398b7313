"""The house: foreign keys point down, migrations say all that the models say."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command

ROOMS = [
    "core", "people", "comms", "schools", "hubs", "programmes", "needs", "workgroups", "community",
    "insight",
]  # fmt: skip


def test_foreign_keys_point_down():
    pointing_up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is not None
        if field.related_model._meta.app_label in ROOMS
        if ROOMS.index(field.related_model._meta.app_label) > ROOMS.index(model._meta.app_label)
    ]

    assert pointing_up == []


@pytest.mark.django_db
def test_migrations_say_all_that_the_models_say():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
