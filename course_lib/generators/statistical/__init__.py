"""Generators that learn a few statistics, or none: fitted in moments, no network."""
