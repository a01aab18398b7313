"""What is typed about needs, turned into values or into a sentence: a module a subject."""
