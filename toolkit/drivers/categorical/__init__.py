"""Outcomes in classes: yes or no, and classes in an order."""
