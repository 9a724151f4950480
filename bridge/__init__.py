"""Sideman's bridge: the daemon between a musician's DAW, the generators and the musician's decisions."""

__version__ = "0.1.0"
