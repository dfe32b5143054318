"""The portal: reporting and following without an account."""
