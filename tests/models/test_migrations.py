"""Migrating an empty file gives the schema of the models, and a failing step leaves the file as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.models import schema
from app.models.store import Store, sqlite_engine
from app.models.tables import TABLES, metadata


def test_a_migrated_file_has_the_schema_of_the_models(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    schema.upgrade_file(path)
    store = Store.open(path)

    with store.engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), metadata)
    store.close()

    assert difference == []


def test_the_newest_step_is_the_one_the_program_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))

    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_every_mapped_class_is_in_the_list_of_tables() -> None:
    assert set(TABLES) == set(metadata.tables)


def test_a_failing_step_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "half.db"
    engine = sqlite_engine(path)
    with pytest.raises(ZeroDivisionError):
        _upgrade_and_fail(engine)
    engine.dispose()

    assert schema.file_state(path) is schema.FileState.MISSING or path.stat().st_size == 0


def test_steps_never_import_models() -> None:
    for step in (Path(schema.__file__).parent / "migrations" / "versions").glob("s*.py"):
        assert "app.models" not in step.read_text("utf-8"), step.name


def _upgrade_and_fail(engine: Engine) -> None:
    with engine.connect() as raw:
        connection = raw.execution_options(xianfeng_writes=True)
        with connection.begin():
            schema.upgrade(connection)
            raise ZeroDivisionError
