"""Launching a clip, at the next multiple of a quantum."""

QUANTA = {0.125: 14, 1 / 6.0: 13, 0.25: 12, 1 / 3.0: 11, 0.5: 10, 2 / 3.0: 9, 1.0: 8, 4 / 3.0: 7, 2.0: 6}
"""Beats -> Live's launch quantisation; bars depend on the metre."""
BARS = {1: 5, 2: 4, 4: 3, 8: 2}
EXACT_BEATS = 1e-3


def quantisation(quantum_beats, bar_beats):
    """Live's number for a quantum: the exact one, else the next longer, so that nothing comes early."""
    choices = dict(QUANTA)
    choices.update((bars * bar_beats, number) for bars, number in BARS.items())
    longer = [beats for beats in choices if beats >= quantum_beats - EXACT_BEATS]
    return choices[min(longer) if longer else max(choices)]


def launch(song, clip, quantum_beats):
    """A slot's clip is fired; to one on the timeline the transport goes, and plays."""
    if clip.slot is None:
        song.current_song_time = clip.thing.start_time
        song.continue_playing()
        return
    if not quantum_beats:
        clip.slot.thing.fire()
        return
    bar_beats = song.signature_numerator * 4.0 / song.signature_denominator
    own, wanted = clip.thing.launch_quantization, quantisation(quantum_beats, bar_beats)
    clip.thing.launch_quantization = wanted
    try:
        clip.slot.thing.fire()
    finally:
        clip.thing.launch_quantization = own
