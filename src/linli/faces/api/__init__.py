"""The JSON API below /api/v1/: the acts and queries of the desk for other programs, and what is public for anybody."""
