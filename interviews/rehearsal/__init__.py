"""A rehearsal of the process: the real verbs and the real sweep over simulated time, with people who are late."""
