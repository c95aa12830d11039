"""What every service gets first: the store, today's date, who acts; and the transaction they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.models.audit import Action
from app.models.base import new_uuid
from app.models.capture import Recording, RowChange
from app.models.kinds import Role
from app.models.store import Store
from app.services import audit
from app.services.disk_trouble import (
    NOT_READ,
    NOT_SAVED,
    UNSURE,
    is_disk_trouble,
    require_writable,
    told,
)
from app.services.errors import AlreadySaved, FileBusy
from app.services.locations import Locations
from app.services.security import rights

if TYPE_CHECKING:
    from app.services.security.login import Login


@dataclass(frozen=True, slots=True)
class Changes:
    """What one business action changed.

    `tables` drives the refresh of pages, `rows` drives undo, `new_ids` are the rows of the main
    subject that were created, in their order.
    """

    action: str
    label: str
    tables: frozenset[str]
    rows: tuple[RowChange, ...] = ()
    new_ids: tuple[int, ...] = ()
    undoable: bool = True

    @property
    def new_id(self) -> int:
        """Return the one row that was created."""
        (only,) = self.new_ids
        return only


@dataclass(slots=True)
class Work:
    """An open transaction of one business action; `changes` is set once it is committed."""

    session: Session
    today: date
    now: datetime
    operator: str
    new_ids: list[int] = field(default_factory=list)
    _changes: Changes | None = None

    def finish(self, action: str, label: str, rows: list[RowChange], *, undoable: bool) -> None:
        """Set `changes`; called once, after the commit."""
        self._changes = Changes(
            action=action,
            label=label,
            tables=frozenset(row.table for row in rows),
            rows=tuple(rows),
            new_ids=tuple(self.new_ids),
            undoable=undoable,
        )

    @property
    def changes(self) -> Changes:
        """Return what was changed; only after the block has ended well."""
        if self._changes is None:
            raise RuntimeError("the transaction has not been committed")
        return self._changes


@dataclass(frozen=True, slots=True)
class Context:
    """Store, clock, operator and folders of a running program.

    Args:
        clock: Gives the present moment; tests and the demo give their own.
        action: Identity of the next business action; a second write under it raises `AlreadySaved`.
        roles: What the person who is logged in may do; None where there is no log-in: everything.
        login: Who is logged in, with the keys; None where there is no password.

    """

    store: Store
    clock: Callable[[], datetime]
    operator: str = ""
    paths: Locations | None = None
    action: str | None = None
    roles: frozenset[Role] | None = None
    login: Login | None = None

    @property
    def now(self) -> datetime:
        """The present local moment."""
        return self.clock()

    @property
    def today(self) -> date:
        """The present local day."""
        return self.clock().date()

    def acting(self, action: str) -> Context:
        """Return a context whose next write carries this identity, so that a retry cannot save twice."""
        return replace(self, action=action)

    def saved(self, action: str) -> bool:
        """Tell whether the business action of this identity was committed."""
        with self.read() as session:
            return session.scalar(select(Action.id).where(Action.uuid == action)) is not None

    def may(self, role: Role) -> bool:
        """Tell whether who is logged in has this role."""
        return self.roles is None or role in self.roles

    def require(self, role: Role) -> None:
        """Let an act pass.

        Raises:
            NotAllowed: Who is logged in has not this role.

        """
        rights.require(self.roles, role)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading."""
        with told(NOT_READ), self.store.read() as session:
            yield session

    @contextmanager
    def write(self, label: str, *, undoable: bool = True) -> Iterator[Work]:
        """Open the one transaction of a business action named `label` (shown in the undo menu and the log).

        Raises:
            AlreadySaved: An action of this identity was committed before.
            FileBusy: The disk is full, failing, read-only or busy; the sentence tells whether the act is saved.
            NotAllowed: Who is logged in may not do this; nothing is saved.
            Refused: The data are open for reading only.

        """
        require_writable(self.store)
        rights.check_label(self.roles, label)
        identity = self.action or new_uuid()
        recording = Recording()
        now, committing = self.now, False
        try:
            with self.store.write() as session:
                if self.action is not None and session.scalar(
                    select(Action.id).where(Action.uuid == identity)
                ):
                    raise AlreadySaved("这一步已经保存过了，没有重复保存。")
                recording.attach(session)
                work = Work(session, now.date(), now, self.operator)
                yield work
                session.flush()
                rights.check_rows(self.roles, label, recording.rows)
                if recording.rows or self.action is not None:
                    # An act that changed nothing leaves no trace, unless a retry must find it.
                    audit.log_rows(session, identity, label, self.operator, now, recording.rows)
                committing = True
        except DBAPIError as error:
            if not is_disk_trouble(error):
                raise
            if not committing or not self._came_through(identity):
                raise FileBusy(NOT_SAVED) from error
        work.finish(identity, label, recording.rows, undoable=undoable)

    def _came_through(self, identity: str) -> bool:
        """Tell whether an act is saved whose commit ended in an error: the error may have come afterwards."""
        try:
            return self.saved(identity)
        except FileBusy as error:
            raise FileBusy(UNSURE) from error
