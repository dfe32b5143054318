"""Webhooks: events of cases, sent to programs that subscribe to them on behalf of an account's posts."""
