"""The figures: counts of cases kept up with their events (`folding`), read (`reading`), and saved questions
(`saved`)."""
