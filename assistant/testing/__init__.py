"""The dialogue language: YAML conversations, played in process or against a server, each a test."""
