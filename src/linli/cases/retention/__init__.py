"""Erasing what a case holds about persons: by the clock once it is closed, and for its reporter at any time. Contacts
first lose their key and then their row; an event of the case says what kind was erased under which rule."""
