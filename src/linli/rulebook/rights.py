"""Who may do what with the rules of the city that is installed."""

from linli.kernel.rights import Actor
from linli.places import queries as places
from linli.rulebook import rules
from linli.rulebook.rules import may_read

__all__ = ["may_edit", "may_read"]


def may_edit(actor: Actor) -> bool:
    """Whether the actor administers the whole city, by `rules.may_edit`."""
    return rules.may_edit(actor, places.topmost())
