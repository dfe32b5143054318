"""Changes to a pack's files that leave alone what they don't mean: values in, values out."""
