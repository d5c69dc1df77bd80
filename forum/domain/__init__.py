"""Room: pure decisions.

Values in, values or a typed Refusal out. Touches timezones; no clock, disk, request or sentence of
prose.
"""
