"""Machines every room stands on."""
