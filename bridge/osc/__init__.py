"""The wire: one table of messages, their bytes, and what is generated from the table."""
