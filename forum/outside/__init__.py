"""Room: the world outside. SMTP, mailbox, bounded HTTP fetch, Redis. Touches settings only."""
