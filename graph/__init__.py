"""Statements to graph: ledger, resolution across documents, stores, queries, analysis, drawing, export.

In come `schema.Extraction` records; out go a graph in a store, rows and drawings. This room imports
schema only.
"""
