"""HTTP: the contract's calls, the chat page, health and metrics."""
