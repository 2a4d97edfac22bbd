"""A thin PostgreSQL backend: tenant tables get composite keys and forced row-level security by themselves."""
