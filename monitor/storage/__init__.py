"""Storage on SQLite and PostgreSQL; nothing of SQLAlchemy leaves this package."""
