"""Pages for what went wrong: each says what happened and what the reader can do."""
