"""The application: command line, settings and the public face for notebooks.

It imports the three rooms; nobody imports it.
"""
