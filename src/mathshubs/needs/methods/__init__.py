"""What is so whatever the database holds: the steps of a need."""
