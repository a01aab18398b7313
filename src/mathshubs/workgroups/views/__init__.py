"""The views of Work Groups, a file for each subject."""
