"""Draw the outline of every hub's area."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from mathshubs.hubs import drawing


class Command(BaseCommand):
    help = "Draw the outline of every hub's area, from postcodes or from the register of schools."

    def handle(self, **options):
        drawn = drawing.draw_hubs(at=now())
        self.stdout.write(f"Drew the areas of {drawn} hubs.")
