"""The REST API of hiring: parse, call the rule, answer."""
