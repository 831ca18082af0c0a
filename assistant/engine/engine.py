"""The shell around one turn: load, take the turn, commit, answer."""
