"""Albumen: event photos, delivered to the people in them."""

__version__ = "0.1.0"
