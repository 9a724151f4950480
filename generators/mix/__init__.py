"""Mix: measuring sound, and what the measurements allow to be said."""
