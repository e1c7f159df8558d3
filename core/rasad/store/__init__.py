"""The built-in destination: SQLite, or PostgreSQL for more than one machine. Knows no source."""
