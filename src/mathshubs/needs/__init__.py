"""What schools and areas ask for, what was decided, and how it is answered."""
