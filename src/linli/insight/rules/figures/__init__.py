"""Figures as pure rules: what a case counts as, what is asked, how counts add up, and what each measure means."""
