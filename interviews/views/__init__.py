"""The pages. Each view parses, calls a rule, answers."""
