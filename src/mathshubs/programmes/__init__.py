"""What the network offers this year."""
