"""Calls of second readers: the day's cost, and replies to be used again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.domain.judgement import SecondFate
from monitor.domain.second.calls import Caps, SecondCall, SecondOutcome, SecondUsage
from monitor.errors import NotFoundError
from monitor.storage.engine import Database
from monitor.storage.tables import second_calls as calls


class SqlSecondStore:
    """SecondStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, call: SecondCall, caps: Caps) -> int | None:
        day = call.at.date()
        with self._database.write() as connection:
            # In the transaction that counts it: two processes cannot both take the last call.
            spent = _usage(connection, day)
            if spent.calls >= caps.calls or spent.cost + call.cost > caps.cost:
                return None
            values = {
                "key": call.key,
                "reader": call.reader,
                "day": day,
                "at": call.at,
                "fate": SecondFate.ASKED,
                "cost": call.cost,
                "tokens_in": 0,
                "tokens_out": 0,
                "reply": "",
            }
            row = connection.execute(insert(calls).values(**values).returning(calls.c.id))
            return int(row.scalar_one())

    def record_second(self, outcome: SecondOutcome) -> None:
        with self._database.write() as connection:
            known = connection.execute(
                update(calls)
                .where(calls.c.id == outcome.call_id)
                .values(
                    fate=outcome.fate,
                    cost=outcome.cost,
                    tokens_in=outcome.tokens_in,
                    tokens_out=outcome.tokens_out,
                    reply=outcome.reply,
                )
            )
            if known.rowcount == 0:
                raise NotFoundError(f"there is no call of a second reader {outcome.call_id}")

    def reply(self, key: str) -> str | None:
        newest = (
            select(calls.c.reply)
            .where(calls.c.key == key, calls.c.reply != "")
            .order_by(calls.c.id.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            return connection.scalar(newest)

    def usage(self, day: date) -> SecondUsage:
        with self._database.read() as connection:
            return _usage(connection, day)

    def prune(self, before: datetime) -> int:
        with self._database.write() as connection:
            return connection.execute(delete(calls).where(calls.c.at < before)).rowcount


def _usage(connection: Connection, day: date) -> SecondUsage:
    query = (
        select(
            calls.c.fate,
            func.count(),
            func.sum(calls.c.cost),
            func.sum(calls.c.tokens_in),
            func.sum(calls.c.tokens_out),
        )
        .where(calls.c.day == day)
        .group_by(calls.c.fate)
    )
    rows = connection.execute(query).all()
    return SecondUsage(
        day=day,
        calls=sum(row[1] for row in rows),
        cost=float(sum(row[2] for row in rows)),
        tokens_in=int(sum(row[3] for row in rows)),
        tokens_out=int(sum(row[4] for row in rows)),
        fates={str(row[0]): int(row[1]) for row in rows},
    )
