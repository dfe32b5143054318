"""Single sign-on by OpenID Connect: what a provider says of whom it signed in, and whose account that is.

A provider never makes an account, a post or a link: only a subject that was linked before gets in, and an account with
a second factor is still asked for its code. The set-up is in docs/sign-in.md.
"""


class ProviderError(Exception):
    """A provider gave no usable answer. The text says what was asked and what came back; it holds no token."""
