"""How the installation itself is doing: what is read from the rooms, and a verdict on each of it."""
