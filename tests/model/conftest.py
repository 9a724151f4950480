"""Property tests judge what is right, not how busy the machine is."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "unhurried", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")
