"""The forms of Work Groups, a file for each subject."""
