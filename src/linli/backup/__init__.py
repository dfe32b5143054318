"""Backup and restore: everything that a city has in Linli, as one file. The reasons are in docs/backup.md."""
