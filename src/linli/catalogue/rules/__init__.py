"""What an edition says: who is responsible for what and where, and by when. Pure judgement."""
