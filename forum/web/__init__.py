"""Room: thin Flask.

Reads a request, calls one service, renders one answer; sockets likewise. Touches services, formats,
i18n, jobs.
"""
