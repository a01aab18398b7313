"""mathshubs: the platform that runs a national network of maths hubs."""

__version__ = "0.1.0"
