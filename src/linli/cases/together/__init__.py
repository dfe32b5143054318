"""What goes beyond one case: merged reports of one incident, and closed cases with one cause."""
