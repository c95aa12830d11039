"""What a secretary does, in the secretary's words: one subject a file or folder."""
