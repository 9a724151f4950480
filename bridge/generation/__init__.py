"""Asks the generators: a request from the session, a worker process that answers, checks of the answer."""
