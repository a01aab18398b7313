"""The letters of this room."""
