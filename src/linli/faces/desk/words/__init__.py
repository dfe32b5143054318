"""Codes of the rooms below as words in the reader's language: one module per kind of code."""
