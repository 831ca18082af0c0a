"""What is said, heard and held true: YAML beside the code that checks it into frozen models."""
