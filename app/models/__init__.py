"""Tables, the store that opens the file, change capture and migrations. Knows nothing of services or Qt."""
