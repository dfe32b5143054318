"""What makes the ledger trustworthy, as pure arithmetic: tree, tiles, leaves, notes and receipts."""
