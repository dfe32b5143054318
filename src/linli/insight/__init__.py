"""History: imported from other systems, or simulated."""
