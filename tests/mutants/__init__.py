"""Mistakes that the reminder engine could have, each put into a copy of the code to see that the suite notices."""
