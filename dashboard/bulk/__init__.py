"""Bulk data for measuring: a few true projects made by the product itself, multiplied by the database.

``patterns`` makes the originals, ``crowd`` the people and customers of an organization, ``copies`` multiplies.
Nothing is due for these organizations, so that no worker ever writes a mail for them.
"""
