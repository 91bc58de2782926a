"""The one Spark session of a process: made when first asked for, encrypted on disk, gone when the process ends.

What Spark writes beside a release (shuffles, spills, cached tables) is encrypted with a key that only this session
knows, in a folder that only this user can read and that is removed with the session. Sizes, partitions, storage and
whatever else a cluster needs stand in Spark's own `spark-defaults.conf` (docs/howto/spark.md).
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from sepakat.core.errors import UserError
from sepakat.core.text import Text

_lock = threading.Lock()
_held: dict[str, Any] = {}


def session(master: str) -> Any:
    """The session on this master (`local[2]`, `spark://…`). UserError engine-missing, engine-start."""
    with _lock:
        if master not in _held:
            _stop()
            _held[master] = _start(master)
        return _held[master]


def _start(master: str) -> Any:
    local = master.startswith("local")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise _missing(Text("Java tidak ada di mesin ini.", "There is no Java on this machine."))
    try:
        with _quiet():
            from pyspark.sql import SparkSession
    except ImportError:
        raise _missing(Text("Paket pyspark belum dipasang.", "The package pyspark is not installed.")) from None
    scratch = tempfile.mkdtemp(prefix="sepakat-spark-")  # 0700
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    options = {
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.eventLog.enabled": "false",  # plans may hold secrets of the noise
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.caseSensitive": "false",
        "spark.io.encryption.enabled": "true",
        "spark.io.encryption.keySizeBits": "256",
        "spark.local.dir": scratch,
        "spark.sql.warehouse.dir": str(Path(scratch) / "warehouse"),
        "spark.sql.parquet.binaryAsString": "false",
        "spark.sql.debug.maxToStringFields": "5",
        "spark.jars": similarity_jar(),
    }
    if local:  # nothing listens beyond this machine
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        options |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        # a machine with other work may not find time for a heartbeat, which means nothing where all is one process
        options |= {"spark.executor.heartbeatInterval": "5min", "spark.network.timeout": "30min"}
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # it would log whole queries
    builder = SparkSession.builder.master(master).appName("sepakat")
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        with _quiet():
            made = builder.getOrCreate()
    except Exception as error:
        raise UserError(
            Text(f"Spark `{master}` tidak dapat dimulai.", f"Spark `{master}` did not start."),
            Text(_first_line(error), _first_line(error)),
            Text(
                "Periksa alamat dan Java 17, atau hapus SEPAKAT_ENGINE untuk memakai DuckDB.",
                "Check the address and Java 17, or unset SEPAKAT_ENGINE to use DuckDB.",
            ),
            code="engine-start",
        ) from None
    atexit.register(stop)
    return made


def frame(spark: Any, table: pa.Table) -> Any:
    """A DataFrame of an Arrow table. Spark stops reading at an empty batch, so it gets none."""
    with _quiet():
        return spark.createDataFrame(pa.Table.from_batches([b for b in table.to_batches() if b.num_rows], table.schema))


def similarity_jar() -> str:
    """Splink's functions on text, beside its Spark backend in the wheel."""
    import splink

    return str(max((Path(splink.__file__).parent / "internals/files/spark_jars").glob("*spark4.x.jar")))


def stop() -> None:
    """End the session; its encrypted files go with it."""
    with _lock:
        _stop()


def _stop() -> None:
    for one in _held.values():
        with _quiet():
            one.stop()
    _held.clear()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__


@contextmanager
def _quiet() -> Iterator[None]:
    """Spark warns about pandas 3, which is not used: everything goes through Arrow."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


quiet = _quiet


def _missing(detail: Text) -> UserError:
    return UserError(
        Text("Mesin Spark belum dapat dipakai.", "The Spark engine cannot be used yet."),
        detail,
        Text(
            'Pasang Java 17 dan `pip install "sepakat[spark]"`, atau hapus SEPAKAT_ENGINE untuk memakai DuckDB.',
            'Install Java 17 and `pip install "sepakat[spark]"`, or unset SEPAKAT_ENGINE to use DuckDB.',
        ),
        code="engine-missing",
    )
