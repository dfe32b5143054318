"""What is personal in free text, how it is covered, and when a report is about a person instead of a place."""
