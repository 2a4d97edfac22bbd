"""Filters of the weekly update's text part."""
