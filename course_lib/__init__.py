"""Synthetic tables: generate, judge and attack them. Importing this package loads nothing heavy."""

__version__ = "0.1.0"
