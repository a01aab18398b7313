"""Every write about schools that means something."""
