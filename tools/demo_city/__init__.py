"""A seeded generator of the fictional district that the `demo` pack describes."""
