"""Room: web for a terminal (click).

Touches services, formats, i18n, jobs, web (to serve), planning and timezones for planners on files.
"""
