"""A real Spark for tests: one session a process, two cores of this machine, nothing beyond loopback.

Small data are not worth compiling for: without generated code and with the first compiler of Java alone, the whole
comparison costs a third. Without compression, so that a name would be found in its files if it stood there.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MASTER = "local[2]"
DEFAULTS = """
spark.driver.memory 1g
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData
spark.sql.shuffle.partitions 1
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.rdd.compress false
spark.shuffle.compress false
spark.shuffle.spill.compress false
"""


def missing() -> str | None:
    """Why Spark cannot be started here, or None."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "no Java"
    return None if importlib.util.find_spec("pyspark") else "no pyspark"


@contextmanager
def started(folder: Path) -> Iterator[None]:
    """The session, with the settings above; ended with the block."""
    from sepakat.engine.runners.spark import session, stop

    (folder / "spark-defaults.conf").write_text(DEFAULTS)
    before = os.environ.get("SPARK_CONF_DIR")
    os.environ["SPARK_CONF_DIR"] = str(folder)
    try:
        session(MASTER)
        yield
    finally:
        stop()
        os.environ.pop("SPARK_CONF_DIR")
        if before is not None:
            os.environ["SPARK_CONF_DIR"] = before
