"""Tests of the telegrams room."""
