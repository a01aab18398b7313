"""Reads about needs, priorities and their answers: a module a subject."""
