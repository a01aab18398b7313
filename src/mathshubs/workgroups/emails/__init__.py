"""The words of each letter this room posts to the letterbox."""
