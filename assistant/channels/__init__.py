"""Other platforms' protocols: what they send, and what they can show. No network here, and no conversations."""
