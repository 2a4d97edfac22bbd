"""migrate without long locks, check_migrations."""
