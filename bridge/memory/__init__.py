"""What Sideman remembers of the musician's own pieces: on this machine, to be listed, paused and erased."""
