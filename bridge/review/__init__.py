"""The desk: the only room that may change a musician's session, and only on the musician's word."""
