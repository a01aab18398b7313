"""Pages of the register and of who works where."""
