"""Assessments that an applicant tracking system orders here: one file for each vendor, the rest is the same for all."""
