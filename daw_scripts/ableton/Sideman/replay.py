"""Answers that were given, so that a request that comes again is answered again and never done twice."""

from collections import OrderedDict

REMEMBERED = 1024


class Replay:
    """Answers are lists of (address, arguments after the request id)."""

    def __init__(self):
        self._answers = OrderedDict()

    def recall(self, request_id):
        return self._answers.get(request_id)

    def remember(self, request_id, answers):
        self._answers[request_id] = answers
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
