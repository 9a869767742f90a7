"""The REST API of the interviews: parse, call the rule, answer."""
