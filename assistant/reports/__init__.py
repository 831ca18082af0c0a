"""The appointment sheet: one model, several renderings."""
