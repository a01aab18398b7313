"""People, sign-in, national roles, the record of who saw what."""
