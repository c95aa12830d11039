"""首次启动: the assistant that makes a branch."""
