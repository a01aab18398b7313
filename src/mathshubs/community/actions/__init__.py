"""What is done in spaces, a file for each subject."""
