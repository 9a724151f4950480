"""What is written from the table: the scripts' protocol files, a reference page, golden vectors."""
