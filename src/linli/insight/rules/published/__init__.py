"""What is published of cases: rows that tell nothing rare (`release`), tables over them (`tables`), and the check that
nobody can work out what was withheld (`bounds`)."""
