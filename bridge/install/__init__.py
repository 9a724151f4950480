"""The install room: puts the control scripts into the musician's DAWs, and takes them out again."""
