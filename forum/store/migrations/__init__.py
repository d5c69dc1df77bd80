"""Room: the steps by which a database reaches today's tables (alembic)."""
