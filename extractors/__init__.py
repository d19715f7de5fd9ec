"""Text to statements: reading files, recognising names, relating them, resolving inside a document.

In comes a path; out goes a `schema.Extraction`. This room imports schema only.
"""
