"""How the shipped models were made; each script rebuilds its data file bit by bit from the same data."""
