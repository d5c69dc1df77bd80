"""Room: the queue and its worker (huey), the outbox relay. Touches services, formats, i18n, outside."""
