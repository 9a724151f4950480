"""Loudness and true peak of a programme: ITU-R BS.1770-5, EBU R 128, Tech 3341 and 3342.

`LoudnessMeter` takes a signal block by block in any block sizes and gives a `Loudness`; `measure` does so
for a whole array. Levels are relative to full scale: 0 dBFS is an amplitude of 1.
"""

from generators.mix.loudness.meter import Loudness, LoudnessMeter, Timeline, measure

__all__ = ["Loudness", "LoudnessMeter", "Timeline", "measure"]
