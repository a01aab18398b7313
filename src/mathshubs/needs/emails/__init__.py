"""The words of this room's letters: a module a subject."""
