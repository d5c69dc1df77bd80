"""Calendars judged by programs of others, each by the definitions of zones that the file itself carries."""
