"""Spaces where people of one group, project or hub write to each other; the resource library."""
