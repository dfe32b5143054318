"""The city's open data: a folder for each month, published once (`publishing`), read back and checked (`checking`)."""
