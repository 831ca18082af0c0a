"""One turn (pure), and the shell that loads, commits and answers."""
