"""The pathway as state machines: no words, no I/O."""
