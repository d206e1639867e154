"""The writer's own statements say the same as the models."""

import pytest
from django.db import connection
from django.db.models import Model

from chat.eventlog import rows
from chat.eventlog.rows import EventRow, IntentRow, MessageRow, Table
from chat.models import Event, Intent, Membership, Message, Person, Room


@pytest.mark.parametrize(
    ("row", "model"), [(EventRow, Event), (MessageRow, Message), (IntentRow, Intent)]
)
def test_a_row_names_every_column_of_its_table(row: type[EventRow], model: type[Model]) -> None:
    """Those apart that the database fills by itself."""
    fields = [field for field in model._meta.concrete_fields if not field.has_db_default()]
    columns = {field.column for field in fields if field.column}

    assert set(row._fields) == columns


@pytest.mark.parametrize(("table", "model"), [(rows.rooms, Room), (rows.memberships, Membership)])
def test_a_row_that_was_read_is_the_model_that_django_reads(
    kitchen: Room, table: Table[Room], model: type[Model]
) -> None:
    with connection.cursor() as cursor:
        read = {made.pk: made.__dict__ for made in table.where(cursor, "id > %s", [0])}
    by_django = {made.pk: made.__dict__ for made in model._default_manager.all()}

    assert read
    for pk, fields in by_django.items():
        assert {**read[pk], "_state": None} == {**fields, "_state": None}


@pytest.mark.parametrize("model", [Room, Membership])
def test_what_is_read_needs_no_conversion(model: type[Model], alice: Person) -> None:
    """Else `Table` would hand out what the database has instead of what the field means."""
    for field in model._meta.concrete_fields:
        converters = [
            *field.get_db_converters(connection),
            *connection.ops.get_db_converters(field.get_col(model._meta.db_table)),
        ]
        assert not converters, f"{field} is not read as it is stored"


def test_without_values_nothing_is_equal() -> None:
    with connection.cursor() as cursor:
        assert rows.rooms.where(cursor, f"id IN {rows.marks([])}", []) == []
