"""The embedded studio: a session host that is part of Sideman and needs no DAW."""
