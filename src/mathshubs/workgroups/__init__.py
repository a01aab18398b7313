"""Work Groups and events: design, places, workshops, attendance."""
