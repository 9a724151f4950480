"""Pads, phones and sensors: plain OSC messages over UDP, on this computer only."""
