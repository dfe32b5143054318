"""The door to change the city's rules by hand: a draft is opened, edited, tried, published, and taken back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.catalogue import commands as catalogue
from linli.catalogue import queries as editions
from linli.kernel.faults import Fault
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.packs import commands as packs
from linli.packs import queries as kept
from linli.packs.checker import Checked
from linli.packs.editing import edits
from linli.packs.editing.edits import Edit, PutDays, PutHours, PutRow, PutText
from linli.packs.schema import KEYS, SCHEMA
from linli.people import commands as people
from linli.rulebook import rules, store
from linli.rulebook.models import Change, Draft, Ending
from linli.rulebook.rights import may_edit
from linli.rulebook.store import State


def open_draft(*, actor: Actor, title: str, command_id: UUID, now: datetime) -> Result[int]:
    """Begin a draft on the edition in force; its number. Rulings that lie over the pack are rows of its duties.

    Refused: not_yours, title_missing, source_not_kept.
    """
    if not may_edit(actor):
        return Refused("not_yours")
    title = " ".join(title.split())[: rules.LONGEST_TITLE]
    if not title:
        return Refused("title_missing")
    with transaction.atomic():
        if known := Draft.objects.filter(command_id=command_id).first():
            return Allowed(known.pk) if known.title == title else Refused("command_reused")
        catalogue.hold()
        editions.forget()
        edition = editions.current().number
        source = kept.source(edition)
        if isinstance(source, Refused):
            return source
        draft = Draft.objects.create(
            command_id=command_id,
            title=title,
            edition=edition,
            base=packs.keep(source.value),
            opened_at=now,
            opened_by=_account(actor),
        )
        _note(actor, "open_draft", now, draft=draft.pk, title=title, edition=edition)
    return Allowed(draft.pk)


def change(
    *,
    actor: Actor,
    draft: int,
    edit: Edit,
    seen: int,
    command_id: UUID,
    now: datetime,
    faulty: bool = False,
) -> Result[int]:
    """Make an edit in a draft; the number of the change.

    `seen` is the number of the last change that the editor saw. `faulty` keeps an edit with which the checker finds
    fault: nothing with faults can be published. A draft may have faults elsewhere meanwhile, such as a new class that
    nobody is responsible for yet.

    Refused: not_yours, draft_unknown, draft_ended, command_reused; changed_meanwhile (somebody else changed the same
    row); edit_has_faults (fact `faults`, those of the row or file that was edited); and as `packs.editing.edits.apply`.
    """

    def work(state: State) -> Result[int]:
        part, key = edits.target(edit)
        if any(one.number > seen and (one.part, tuple(one.key)) == (part, key) for one in state.changes):
            return Refused("changed_meanwhile")
        done = edits.apply(kept.bundle(state.digest), edit)
        if isinstance(done, Refused):
            return done
        digest = packs.keep(done.value)
        faults = _faults_of(edit, kept.checked(state.digest), kept.checked(digest))
        if faults and not faulty:
            transaction.set_rollback(True)
            return Refused("edit_has_faults", {"faults": faults})
        more = {"edit": edits.written(edit), "part": part, "key": list(key)}
        return Allowed(store.add(state, command_id=command_id, by=_account(actor), now=now, digest=digest, **more))

    return _in_draft(actor, draft, command_id, lambda known: bool(known.edit) and edits.read(known.edit) == edit, work)


def undo(*, actor: Actor, draft: int, number: int, command_id: UUID, now: datetime) -> Result[int]:
    """Undo the last edit that stands, which the editor saw as `number`; the number of the undoing.

    Refused: not_yours, draft_unknown, draft_ended, command_reused; not_the_last, where another edit came later or the
    draft has moved to another edition since.
    """

    def work(state: State) -> Result[int]:
        last = state.standing[-1] if state.standing else None
        if last is None or last.number != number:
            return Refused("not_the_last")
        return Allowed(
            store.add(
                state,
                command_id=command_id,
                by=_account(actor),
                now=now,
                digest=state.digest_before(last.number),
                part=last.part,
                key=last.key,
                undoes=number,
            )
        )

    return _in_draft(actor, draft, command_id, lambda known: known.undoes == number, work)


def renew(*, actor: Actor, draft: int, command_id: UUID, now: datetime) -> Result[int]:
    """Move a draft onto the edition that is in force now, and make its edits there again; the number of the move.

    Refused: not_yours, draft_unknown, draft_ended, command_reused, source_not_kept; nothing_changed, where it is based
    on that edition already; edits_collide (fact `targets`), where an edit can't be made there.
    """

    def work(state: State) -> Result[int]:
        catalogue.hold()
        editions.forget()
        edition = editions.current().number
        source = kept.source(edition)
        if isinstance(source, Refused):
            return source
        bundle = source.value
        if bundle.digest == state.base:
            return Refused("nothing_changed")
        base = packs.keep(bundle)
        collided = []
        for one in state.edits:
            again = edits.apply(bundle, edits.read(one.edit))
            if isinstance(again, Allowed):
                bundle = again.value
            elif again.code != "nothing_changed":
                collided.append((one.part, tuple(one.key)))
        if collided:
            transaction.set_rollback(True)
            return Refused("edits_collide", {"targets": tuple(dict.fromkeys(collided))})
        digest = packs.keep(bundle)
        more = {"edition": edition, "base": base}
        return Allowed(store.add(state, command_id=command_id, by=_account(actor), now=now, digest=digest, **more))

    return _in_draft(actor, draft, command_id, lambda known: known.edition is not None, work)


def publish(*, actor: Actor, draft: int, why: str, command_id: UUID, now: datetime) -> Result[int]:
    """Put a draft in force as an edition; its number. A ruling that the draft decides otherwise stands no longer.

    Refused: not_yours, draft_unknown, draft_ended, why_missing, command_reused; base_moved (fact `edition`), where
    another edition has come into force since: `renew` first; draft_has_faults (fact `faults`); draft_empty.
    """
    ended = _ended(actor, draft, command_id, why)
    if ended is not None:
        return ended
    with transaction.atomic():
        catalogue.hold()
        found = store.open_one(draft)
        if isinstance(found, Refused):
            return _ended(actor, draft, command_id, why) or found
        state = found.value
        editions.forget()
        current = editions.current().number
        source = kept.source(current)
        if isinstance(source, Refused) or source.value.digest != state.base:
            return Refused("base_moved", {"edition": current})
        checked = kept.checked(state.digest)
        if checked.faults:
            return Refused("draft_has_faults", {"faults": checked.faults})
        if not store.compared(state.base, state.digest):
            return Refused("draft_empty")
        _withdraw_rulings(checked, draft, now)
        loaded = packs.put_in_force(kept.bundle(state.digest), by=_by(actor), why=why.strip(), now=now)
        if isinstance(loaded, Refused):
            return loaded
        edition = loaded.value.edition
        _end(state, actor, command_id, why, edition, now)
        _note(actor, "publish_rules", now, draft=draft, edition=edition, before=current, why=why.strip())
    return Allowed(edition)


def drop(*, actor: Actor, draft: int, command_id: UUID, now: datetime) -> Result[int]:
    """End a draft without an edition. It can be read on. Refused: not_yours, draft_unknown, draft_ended."""
    if not may_edit(actor):
        return Refused("not_yours")
    with transaction.atomic():
        found = store.open_one(draft)
        if isinstance(found, Refused):
            again = Ending.objects.filter(draft_id=draft, command_id=command_id, edition=None).exists()
            return Allowed(draft) if again else found
        _end(found.value, actor, command_id, "", None, now)
        _note(actor, "drop_draft", now, draft=draft)
    return Allowed(draft)


def take_back(*, actor: Actor, edition: int, seen: int, why: str, now: datetime) -> Result[int]:
    """Put an earlier edition in force again, as long as the one in force is still `seen`; the number in force.

    Where it was taken back already, nothing happens. Refused: not_yours, why_missing, edition_unknown,
    edition_moved (fact `edition`), source_not_kept, pack_has_faults.
    """
    if not may_edit(actor):
        return Refused("not_yours")
    if not why.strip():
        return Refused("why_missing")
    with transaction.atomic():
        catalogue.hold()
        editions.forget()
        current = editions.current().number
        if current == edition:
            return Allowed(edition)
        if editions.known(edition) is None:
            return Refused("edition_unknown", {"edition": edition})
        if current != seen:
            return Refused("edition_moved", {"edition": current})
        why = why.strip()[: rules.LONGEST_WHY]
        done = packs.take_back(edition, by=_by(actor), why=why, now=now)
        if isinstance(done, Refused):
            return done
        _note(actor, "take_back_rules", now, edition=done.value.edition, before=current, why=why)
    return Allowed(done.value.edition)


def _in_draft(
    actor: Actor,
    draft: int,
    command_id: UUID,
    same: Callable[[Change], bool],
    work: Callable[[State], Result[int]],
) -> Result[int]:
    """Do work in an open draft, once for each command."""
    if not may_edit(actor):
        return Refused("not_yours")
    with transaction.atomic():
        found = store.open_one(draft)
        if isinstance(found, Refused):
            return found
        if (known := store.change_of(command_id)) is not None:
            return Allowed(known.number) if known.draft_id == draft and same(known) else Refused("command_reused")
        return work(found.value)


def _ended(actor: Actor, draft: int, command_id: UUID, why: str) -> Result[int] | None:
    """What there is to say before a draft is looked at: the rights, the words, and whether it was published before."""
    if not may_edit(actor):
        return Refused("not_yours")
    if not why.strip():
        return Refused("why_missing")
    known = Ending.objects.filter(command_id=command_id).first()
    if known is None:
        return None
    if known.draft_id != draft or known.edition is None:
        return Refused("command_reused")
    return Allowed(known.edition)


def _end(state: State, actor: Actor, command_id: UUID, why: str, edition: int | None, now: datetime) -> None:
    Ending.objects.create(
        draft=state.draft,
        command_id=command_id,
        at=now,
        by=_account(actor),
        why=why.strip()[: rules.LONGEST_WHY],
        edition=edition,
    )


def _withdraw_rulings(checked: Checked, draft: int, now: datetime) -> None:
    """Let those rulings go whose class and area the draft's duties decide otherwise."""
    assert checked.edition is not None
    for ruling in editions.amendments():
        here = [
            duty
            for duty in checked.edition.duties
            if (duty.class_pattern, duty.area) == (ruling.duty.class_pattern, ruling.duty.area)
        ]
        if len(here) != 1 or (here[0].lead, here[0].assist) != (ruling.duty.lead, ruling.duty.assist):
            catalogue.withdraw_amendment(amendment=ruling.id, by=f"draft {draft}", now=now)


def _faults_of(edit: Edit, before: Checked, after: Checked) -> tuple[Fault, ...]:
    """The faults that an edit brings to the row or the file that it is about."""
    new = [fault for fault in after.faults if fault not in before.faults]
    match edit:
        case PutRow(table, _, values):
            row = tuple(values.get(column, "") for column in KEYS[table])
            records = after.folder.tables[table] if after.folder else ()
            places = {(one.file, one.line) for one in records if edits.key_of(table, one.values) == row}
            columns = {column.name for column in SCHEMA[table]}
            return tuple(
                fault
                for fault in new
                if (fault.file, fault.line) in places and fault.message.partition(":")[0] in columns
            )
        case PutText(name, language, _):
            return tuple(fault for fault in new if fault.file == f"texts/{name}.{language}.txt")
        case PutDays(calendar) | PutHours(calendar):
            return tuple(fault for fault in new if fault.file == f"calendars/{calendar}.toml")
        case _:
            return ()


def _account(actor: Actor) -> int:
    assert actor.id is not None
    return actor.id


def _by(actor: Actor) -> str:
    return f"account {actor.id}"


def _note(actor: Actor, what: str, now: datetime, **facts: object) -> None:
    people.note_administered(staff_id=actor.id, what=what, facts=facts, now=now)
