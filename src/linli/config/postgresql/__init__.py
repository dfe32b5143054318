"""Django's PostgreSQL backend, with a look at the connection before each request that costs no round trip."""
