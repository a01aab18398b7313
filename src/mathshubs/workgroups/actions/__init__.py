"""The actions of Work Groups, a file for each subject."""
