"""Migrations of the archive's tables, by Alembic: one file a step in ``versions``.

They are run when an archive is opened, so there is no ``env.py`` and no command to forget.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.errors import ArchiveTooNew, StorageError

HEAD = "0042"  # the last file in versions; a test compares. Spares the start of every command 0.2 s

_VERSION_TABLE = "alembic_version"
_LOCK = 0x6E69616E62616F  # "nianbao": PostgreSQL's advisory locks go by number


def version(connection: Connection) -> str | None:
    """Return the schema's version, or None where the database is empty.

    Raises StorageError where it holds somebody else's tables.
    """
    tables = inspect(connection).get_table_names()
    if _VERSION_TABLE in tables:
        found = connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))  # noqa: S608
        return str(found)
    if tables:
        raise StorageError(
            f"the database holds tables ({', '.join(sorted(tables)[:3])}…) that are no archive "
            "of nianbao: name another"
        )
    return None


def upgrade(connection: Connection) -> None:
    """Bring the tables to :data:`HEAD`, within the caller's transaction.

    Raises ArchiveTooNew where a later nianbao wrote them.
    """
    from alembic.config import Config  # noqa: PLC0415 - only needed where something is to be done
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    found = version(connection)  # another process may just have done it
    if found == HEAD:
        return
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    if found not in {None, *(script.revision for script in scripts.walk_revisions())}:
        raise ArchiveTooNew(
            f"the archive has schema {found}, this nianbao knows {HEAD}: "
            "a later nianbao wrote it; install that one or a later"
        )
    context = EnvironmentContext(config, scripts)
    context.configure(
        connection=connection,
        fn=lambda revision, _: scripts._upgrade_revs("head", revision),
    )
    with context:
        context.run_migrations()
