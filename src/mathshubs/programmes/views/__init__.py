"""Pages about what the network offers."""
