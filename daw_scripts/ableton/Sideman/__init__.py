"""Sideman's control script for Ableton Live 11 and 12. Live imports this package and calls create_instance."""


def create_instance(c_instance):
    from .surface import Surface

    return Surface(c_instance)
