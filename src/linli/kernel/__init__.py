"""Plain types that every room shares: no Django, no I/O, no clock."""
