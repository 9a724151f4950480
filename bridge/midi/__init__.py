"""MIDI at the edges: standard MIDI files, the system's MIDI ports, and sounding a suggestion."""
