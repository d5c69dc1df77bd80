"""Room: the memory.

The only home of tables (sqlmodel, alembic); rows to domain values and back. Touches domain; never
commits on its own.
"""
