"""The daemon: composition root, the commands that every face calls, and the run file."""
