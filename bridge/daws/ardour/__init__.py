"""Ardour beside Sideman: running it without a screen, and putting the control script into its settings."""
