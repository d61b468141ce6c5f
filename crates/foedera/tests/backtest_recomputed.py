"""Three scores and two totals of a backtest, computed from its table of cases alone.

Usage: python3 backtest_recomputed.py CASES.csv HORIZON FORECASTER
Prints log score, log skill and Brier skill against climatology, events and expected events, one a line.
Plain standard library; shares no code with Foedera.
"""

import csv
import math
import sys


def main():
    path, horizon, forecaster = sys.argv[1:4]
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["horizon_years"] == horizon and row["happened"] != ""]
    happened = [int(row["happened"]) for row in rows]

    def said(name):
        return [float(row[name]) for row in rows]

    def log_score(probabilities):
        total = []
        for p, y in zip(probabilities, happened):
            right = p if y == 1 else 1.0 - p
            # The score's floor: what failed with certainty costs 13.8.
            total.append(-math.log(min(max(right, 1e-6), 1.0 - 1e-6)))
        return math.fsum(total) / len(total)

    def brier(probabilities):
        return math.fsum((p - y) ** 2 for p, y in zip(probabilities, happened)) / len(happened)

    own, climatology = said(forecaster), said("climatology")
    print(repr(log_score(own)))
    print(repr(1.0 - log_score(own) / log_score(climatology)))
    print(repr(1.0 - brier(own) / brier(climatology)))
    print(sum(happened))
    print(repr(math.fsum(own)))


main()
