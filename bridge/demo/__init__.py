"""The demo: a daemon and a DAW on a stage of their own, and a tour of the main job."""
