"""What the hotline counts: calls by day, and nothing about who called or who took the call."""
