"""Pure reckoning about hubs: no database, no clock."""
