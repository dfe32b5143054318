"""Open311 GeoReport v2, for programs: docs/open311.md says what each parameter does and where this server differs."""
