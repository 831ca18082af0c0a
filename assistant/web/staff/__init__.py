"""The calls for a clinic's staff."""
