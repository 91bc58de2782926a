"""Parts of `benchmarks/nation.py`: how one step is measured, the steps, the queries by hand beside them, the report."""
