"""

he forum application. Rooms, outermost first: web, cli, jobs; services; store; planning; domain;
beside them formats, i18n, outside.
"""
