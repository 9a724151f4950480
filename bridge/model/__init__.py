"""Pure values of music and of the musician's decisions: no sockets, clocks, files or numpy."""
