"""Scenarios: every setting declared once, judged at the door."""
