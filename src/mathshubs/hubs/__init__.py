"""Hubs, their areas, who leads them, who holds which post."""
