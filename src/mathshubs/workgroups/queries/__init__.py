"""The queries of Work Groups, a file for each subject."""
