"""Photos: what may come in, what is kept of them, and who they belong to."""
