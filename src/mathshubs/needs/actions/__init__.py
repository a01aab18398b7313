"""What changes needs, priorities and their answers: a module a subject."""
