"""Requisitions, candidates, applications, the clock, offers, and what is sent to people and systems."""
