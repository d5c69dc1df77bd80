"""Tests of timezones."""
