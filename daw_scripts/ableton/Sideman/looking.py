"""Where the musician looks: Live selects a track that is new, and that is not for a script to decide."""

from .live import gone


class Look:
    """Taken before a change; `back` leads the eye to where it was, as far as that is still there."""

    def __init__(self, song):
        view = self._view = song.view
        self._track, self._clip = view.selected_track, view.detail_clip

    def back(self):
        view = self._view
        if not gone(self._track) and view.selected_track != self._track:
            view.selected_track = self._track
        if not gone(self._clip) and view.detail_clip != self._clip:
            view.detail_clip = self._clip
