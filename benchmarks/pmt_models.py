"""Our linear model beside gradient boosting: who finds the poorest 40 % better?

    python benchmarks/pmt_models.py [--lake LAKE --truth RAW/truth] [--repeats 5]

Three judgements, all weighted by persons, errors by the named definitions of `sepakat.welfare.DEFINITIONS`:
1. the synthetic sample and population bundled with `svy`: fitted on the sample, judged on the population;
2. the survey of a release (`--lake`): held-out clusters, same folds for both models;
3. that release's registry against the sample's truth (`--truth`).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.ensemble import HistGradientBoostingRegressor

from sepakat.core import duck
from sepakat.core.text import Text
from sepakat.welfare import DEFINITIONS, answered_columns, evaluate_release, fit, score_sql
from sepakat.welfare.design import available, build, usable_spec
from sepakat.welfare.features import Feature, Level, Need, Spec
from sepakat.welfare.features import spec as spec_named
from sepakat.welfare.fitting import prepare
from sepakat.welfare.targeting import r_squared, share_below, spearman, targeting_errors

SEED = 20220


def boosting(monotonic: list[int] | None = None, categorical: list[int] | None = None) -> HistGradientBoostingRegressor:
    """Small trees, slow learning, stopped on held-out rows: the usual careful setting, tuned no further."""
    return HistGradientBoostingRegressor(
        learning_rate=0.05, max_iter=400, max_leaf_nodes=15, min_samples_leaf=20, l2_regularization=5.0,
        early_stopping=True, validation_fraction=0.15, n_iter_no_change=25, random_state=SEED,
        monotonic_cst=monotonic, categorical_features=categorical,
    )  # fmt: skip


def judge(score: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> dict[str, float]:
    """R² of ln, Spearman and every named error at the 40 % cut."""
    eligible, selected = share_below(truth, weight) < 0.4, share_below(score, weight) < 0.4
    found = targeting_errors(eligible, selected, weight)
    return {
        "r2": r_squared(np.log(truth), score, weight),
        "spearman": spearman(score, truth, weight),
        **{k: found[k] for k in DEFINITIONS},
    }


def show(title: str, rows: dict[str, dict[str, float]]) -> None:
    print(f"\n## {title}")
    names = list(next(iter(rows.values())))
    print("| model | " + " | ".join(names) + " |")
    print("|" + "---|" * (len(names) + 1))
    for model, values in rows.items():
        print(f"| {model} | " + " | ".join(f"{values[n]:.4f}" for n in names) + " |")


# ---- 1. svy ----
WATER = {
    "dwelling": ["Piped into dwelling"],
    "yard": ["Piped to yard/plot", "Piped to neighbor", "Public tap/standpipe"],
    "bottled": ["Bottled water", "Tanker truck", "Cart with small tank"],
    "protected": ["Tube well or borehole", "Protected well", "Protected spring", "Rainwater"],
    "open": ["Unprotected well", "Unprotected spring", "River/dam/lake/ponds/stream/canal/irrig", "Other"],
}
TOILET = {
    "sewer": ["Flush to piped sewer system"],
    "septic": ["Flush to septic tank"],
    "flush": ["Flush to pit latrine", "Flush to somewhere else"],
    "slab": ["Ventilated improved pit latrine (vip)", "Pit latrine with slab"],
    "open": ["Pit latrine without slab/open pit", "Other"],
    "none": ["No facility/bush/field"],
}


def _levels(column: str, groups: dict[str, list[str]], reference: str) -> Feature:
    levels = tuple(
        Level(name, f"{column} = {i + 1}", Text(name, name), merge="" if name == reference else reference)
        for i, name in enumerate(groups)
    )
    return Feature(column, Text(column, column), (Need(column),), levels, reference)


def _number(name: str, value: str, knots: tuple[int, ...], *columns: str) -> Feature:
    words = Text(name + " {nilai}", name + " {nilai}")
    return Feature(name, Text(name, name), tuple(Need(c) for c in columns), value=value, knots=knots, words=words)


def svy_spec() -> Spec:
    """The questions that the bundled data have, in the same form as our own specification."""
    yes = {"yes": ["Yes"], "no": ["No"]}
    return Spec(
        "svy", Text("svy", "svy"), "1",
        (
            _number("size", "CASE WHEN hhsize > 12 THEN 12 ELSE hhsize END", (2, 3, 4, 6), "hhsize"),
            _number("rooms", "CASE WHEN rooms > 10 THEN 10 ELSE rooms END", (2, 3, 5), "rooms"),
            _number("rooms_per_head", "CASE WHEN rooms * 10 // hhsize > 40 THEN 40 ELSE rooms * 10 // hhsize END",
                    (3, 5, 10, 20), "rooms", "hhsize"),
            _levels("electricity", yes, "yes"),
            _levels("water", WATER, "dwelling"),
            _levels("toilet", TOILET, "sewer"),
        ),
    )  # fmt: skip


def svy_table(path: Path, line: float) -> pa.Table:
    """The bundled file with coded answers and the columns that `fit` asks for."""
    raw = pq.read_table(path)

    def coded(column: str, groups: dict[str, list[str]]) -> pa.Array:
        code = {value: i + 1 for i, values in enumerate(groups.values()) for value in values}
        return pa.array([code.get(v) for v in raw.column(column).to_pylist()], pa.int32())

    region = [f"{int(g[-2:]) + 10}.01" for g in raw.column("geo1").to_pylist()]
    weight = raw.column("hhweight") if "hhweight" in raw.column_names else pa.array(np.ones(raw.num_rows))
    return pa.table(
        {
            "hhsize": raw.column("hhsize").cast(pa.int32()),
            "rooms": raw.column("rooms").cast(pa.int32()),
            "electricity": coded("electricity", {"yes": ["Yes"], "no": ["No"]}),
            "water": coded("water", WATER),
            "toilet": coded("toilet", TOILET),
            "tipe_daerah": pa.array([1 if u == "Urban" else 2 for u in raw.column("urbrur").to_pylist()], pa.int8()),
            "members": raw.column("hhsize").cast(pa.int32()),
            # One province, its four regions in the place of regencies: their effects are shrunk as in real use.
            "regency_code": pa.array([f"10.{r[:2]}" for r in region]),
            "psu": raw.column("ea"),
            "penimbang": weight,
            "pengeluaran_kapita": raw.column("pc_exp"),
            "garis_kemiskinan": pa.array(np.full(raw.num_rows, line)),
        }
    )


def bench_svy(repeats: int) -> None:
    import svy

    home = Path(svy.__file__).parent / "datasets" / "_bundled"
    line = 2000.0
    sample = svy_table(home / "hld_sample_wb_2023.parquet", line)
    people = svy_table(home / "hld_pop_wb_2023.parquet", line)
    started = time.perf_counter()
    model = fit(sample, spec=svy_spec(), author="benchmark", rare=15)
    took = time.perf_counter() - started
    con = duck.connect()
    con.register("people", people.append_column("_n", pa.array(np.arange(people.num_rows))))
    sql = score_sql(model, regency="regency_code")
    rows = duck.arrow(con, f"SELECT {sql} AS s FROM people ORDER BY _n")
    truth = people.column("pengeluaran_kapita").to_numpy() / line
    members = people.column("members").to_numpy().astype(float)
    score = rows.column("s").to_numpy(zero_copy_only=False).astype(float) / 1e6
    known = np.isfinite(score)
    results = {"linear (sepakat)": judge(score[known], truth[known], members[known])}

    names = ["hhsize", "rooms", "electricity", "water", "toilet", "tipe_daerah", "regency_code"]

    def matrix(table: pa.Table) -> np.ndarray:
        columns = []
        for name in names:
            values = table.column(name).to_pylist()
            columns.append([float(v[-2:]) if isinstance(v, str) else np.nan if v is None else float(v) for v in values])
        x = np.array(columns).T
        return np.column_stack([x, x[:, 1] / x[:, 0]])

    w = sample.column("penimbang").to_numpy() * sample.column("members").to_numpy()
    y = np.log(sample.column("pengeluaran_kapita").to_numpy() / line)
    x, xp = matrix(sample), matrix(people)
    for label, monotonic in (("boosting", None), ("boosting, monotonic", [-1, 1, 0, 0, 0, 0, 0, 1])):
        found = []
        for r in range(repeats):
            learner = boosting(monotonic, [2, 3, 4, 5, 6]).set_params(random_state=SEED + r)
            learner.fit(x, y, sample_weight=w)
            found.append(judge(learner.predict(xp)[known], truth[known], members[known]))
        results[f"{label}, mean of {repeats}"] = {k: float(np.mean([f[k] for f in found])) for k in found[0]}
    best = boosting(None, [2, 3, 4, 5, 6]).set_params(early_stopping=False, max_iter=120)
    best.fit(x, y, sample_weight=w)
    results["boosting, 120 trees"] = judge(best.predict(xp)[known], truth[known], members[known])
    show(f"svy: fitted on {sample.num_rows}, judged on {int(known.sum())} households ({took:.1f} s to fit)", results)
    print("held-out:", model.facts["kecocokan"]["uji_silang"])


# ---- 2. a release's survey ----
def bench_survey(survey: pa.Table, registry: set[str] | None) -> None:
    started = time.perf_counter()
    model = fit(survey, registry_columns=registry, author="benchmark")
    took = time.perf_counter() - started
    kept, _ = usable_spec(spec_named(), survey, registry)
    design = build(survey, kept, folds=5, by_type=bool(available(survey, ("tipe_daerah",))))
    levels = prepare(design).levels
    linear = levels.held_out(levels.choose()[0])
    x = np.column_stack([design.values, design.kind, design.regency])
    predicted = {False: np.empty(design.n), True: np.empty(design.n)}
    # Monotonic where sense says so: more floor area, fewer members; codes of levels are categories, free.
    direction = {"luas_per_orang": 1, "anggota": -1}
    for monotonic in (False, True):
        sign = [direction.get(f.name, 0) for f in kept.features] + [0, 0] if monotonic else None
        levels = [i for i, f in enumerate(kept.features) if f.levels and i < len(kept.features)]
        categories = [*levels, len(kept.features), len(kept.features) + 1]
        for f in range(5):
            test = design.fold == f
            learner = boosting(sign, categories).fit(x[~test], design.y[~test], sample_weight=design.weight[~test])
            predicted[monotonic][test] = learner.predict(x[test])
    truth = np.exp(design.y)
    results = {
        "linear (sepakat)": judge(linear, truth, design.weight),
        "boosting": judge(predicted[False], truth, design.weight),
        "boosting, monotonic": judge(predicted[True], truth, design.weight),
    }
    show(f"survey of the release: {design.n} households, clusters held out ({took:.1f} s to fit)", results)
    print("model:", model.id, model.facts["kecocokan"]["uji_silang"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    args = parser.parse_args()
    bench_svy(args.repeats)
    if args.lake:
        from sepakat.lake import Lake

        lake = Lake.open(args.lake)
        release = lake.release("current")
        files = {code: release.file("family", code) for code in release.kabupaten()}
        survey = pa.concat_tables([pq.read_table(p) for p in release.files("survey_susenas_household")])
        bench_survey(survey, answered_columns(files))
        if args.truth:
            table = evaluate_release(release, args.truth, key_hash=lake.vault.key_hash)
            print("\n## registry against the truth", {k: v for k, v in table.meta.items() if k != "kalibrasi"})
            for row in table.rows():
                if row["batas"] == 40:
                    print(row)
            for row in table.meta["kalibrasi"]:
                print({k: round(v, 4) for k, v in row.items()})


if __name__ == "__main__":
    main()
