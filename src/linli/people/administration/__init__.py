"""What administrators do with accounts, posts and tokens: judged in `rules`, done and put on record in `accounts` and
`tokens`, read in `listing`."""
