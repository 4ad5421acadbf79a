"""Measurements behind every claim of speed and accuracy. Each prints a table with its baseline and writes JSON."""
