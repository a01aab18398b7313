"""The reads of this room, a file for each subject."""
