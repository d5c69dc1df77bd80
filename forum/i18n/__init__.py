"""Room: languages.

Catalogues, negotiation, direction, dates, numbers, names of States (babel). Touches domain and
timezones.
"""
