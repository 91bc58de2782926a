"""The welfare step of a build: take the model that was given, or fit one on the survey, and rank every family."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq

from sepakat import welfare
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.lake import Build, Release
from sepakat.lake.continuing import key
from sepakat.lake.reading import WHOLE
from sepakat.releasing import provenance
from sepakat.releasing.surveys import HOUSEHOLD
from sepakat.welfare.fitting import near_cut_band


def rank(
    build: Build, model: Path | None, base: Literal["orang", "keluarga"], day: dt.date, progress: Progress = SILENT
) -> Any:
    """Write table `rank` and document `model`; gives the ranking report.

    UserError `welfare-no-survey` where there is neither a model file nor a survey to fit one on.
    """
    maker = provenance.maker()
    families = [(p.stem, build.logical("family", p.stem)) for p in build.files("family")]
    if model is not None:
        chosen = welfare.Model.load(model)
    else:
        # no day and no family in it: a model of the same survey and the same questions is the same model, date and all
        answered = welfare.answered_columns(_families(build))
        unit = key(maker, build.logical(HOUSEHOLD, WHOLE), sorted(answered), near_cut_band(day))
        fitted = build.take("model", unit)
        if fitted is None:
            fitted = fit_model(build, on=day, answered=answered, progress=progress).as_dict()
            build.finish("model", {"": unit}, facts=fitted)
        chosen = welfare.Model.from_dict(fitted)
    build.write_document("model", chosen.as_dict())
    unit = key(maker, chosen.as_dict(), base, families)
    report = build.take("rank", unit)
    if report is None:
        report = welfare.rank_files(
            _families(build), chosen, build.path / "rank", base=base, work=build.scratch, progress=progress
        ).as_dict()
        build.adopt("rank")
        build.finish("rank", {"": unit}, facts=report)
    build.describe(model=chosen.id, rank=report)
    return report


def fit_model(
    release: Build | Release,
    *,
    author: str = "sepakat",
    on: dt.date | None = None,
    answered: set[str] | None = None,
    progress: Progress = SILENT,
) -> welfare.Model:
    """A welfare model fitted on the survey of a release (or a build), of questions that its registry answers.

    answered: those questions, where they are known already. UserError `welfare-no-survey` where it holds no survey of
    households.
    """
    if not release.has(HOUSEHOLD):
        raise UserError(
            Text("Keluarga belum dapat diperingkat.", "Families cannot be ranked yet."),
            Text(
                "Model kesejahteraan dicocokkan pada survei, dan tidak ada survei di antara berkas ini.",
                "The welfare model is fitted on a survey, and there is none among these files.",
            ),
            Text(
                "Sertakan Susenas Kor rumah tangga dan konsumsinya, atau beri model dengan `--model BERKAS`.",
                "Add the Susenas core household and consumption files, or name a model with `--model FILE`.",
            ),
            code="welfare-no-survey",
        )
    survey = pq.read_table(release.files(HOUSEHOLD)[0])
    if answered is None:
        answered = welfare.answered_columns(_families(release))
    return welfare.fit(survey, registry_columns=answered, author=author, on=on, source=HOUSEHOLD, progress=progress)


def _families(release: Build | Release) -> dict[str, Path]:
    return {path.stem: path for path in release.files("family")}
