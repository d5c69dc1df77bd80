"""Room: pure planning.

Who speaks in which slot, what goes into which sitting and room. Touches domain and timezones,
ortools, numpy.
"""
