"""The panel of docs/speed.md made with polars: directed dyad-years with obligations, CINC, contiguity, onsets and rivalries, as CSV.

    POLARS_MAX_THREADS=1 python panel_polars.py DATA panel.csv

It holds what `foedera panel` holds for the same request, but spells count by whole years, so cells at their ends can differ.
"""

import sys

import polars as pl

data, output = sys.argv[1:]
KEYS = ["ccode1", "ccode2", "year"]
FIRST, LAST = 1816, 2018
year = pl.col("year")


def years(frame, start, end):
    """One row for each year of a spell."""
    frame = frame.with_columns(pl.int_ranges(pl.col(start).cast(pl.Int64), pl.col(end).cast(pl.Int64) + 1).alias("year"))
    return frame.explode("year").drop_nulls("year")


def read(name):
    return pl.read_csv(f"{data}/{name}", infer_schema_length=None, encoding="utf8-lossy")


def open_to_last(name, mark):
    """A spell that goes on when its data end goes on to the last year."""
    return pl.when(pl.col(name) == mark).then(LAST).otherwise(pl.col(name)).alias(name)


states = read("states/cow_states.csv").with_columns(open_to_last("endyear", 2016))
system = years(states, "styear", "endyear").select("ccode", "year").filter(year.is_between(FIRST, LAST)).unique()
dyads = system.rename({"ccode": "ccode1"}).join(system.rename({"ccode": "ccode2"}), on="year")
dyads = dyads.filter(pl.col("ccode1") != pl.col("ccode2"))

owed = ["defense", "offense", "neutral", "nonagg", "consul"]
members = read("alliances/atop5_1m.csv").select("atopid", pl.col("member").alias("ccode1"), "yrent", "yrexit", *owed)
members = years(members.with_columns(open_to_last("yrexit", 0)), "yrent", "yrexit")
others = members.select("atopid", "year", pl.col("ccode1").alias("ccode2"))
pairs = members.join(others, on=["atopid", "year"]).filter(pl.col("ccode1") != pl.col("ccode2"))
pairs = pairs.group_by(KEYS).agg(*[pl.col(name).max() for name in owed]).with_columns(alliance=pl.lit(1))

cinc = read("states/cow_nmc_70.csv").select("ccode", "year", "cinc")
contiguity = read("states/cow_contdir.csv").filter(pl.col("conttype") > 0)
contiguity = contiguity.with_columns(pl.col("stdate", "enddate").cast(pl.String).str.slice(0, 4).cast(pl.Int64))
contiguity = years(contiguity, "stdate", "enddate").group_by(KEYS).agg(contiguity=pl.col("conttype").min())

parties = read("disputes/MIDB 5.0.csv").select("dispnum", pl.col("ccode").alias("ccode1"), "sidea", "styear", "endyear")
other = parties.rename({"ccode1": "ccode2", "sidea": "side2", "styear": "start2", "endyear": "end2"})
onsets = parties.join(other, on="dispnum").filter(pl.col("sidea") != pl.col("side2"))
onsets = onsets.with_columns(year=pl.max_horizontal("styear", "start2"), to=pl.min_horizontal("endyear", "end2"))
onsets = onsets.filter(year <= pl.col("to")).select(KEYS).unique().with_columns(mid_onset=pl.lit(1))

rivals = years(read("disputes/tss_rivalries.csv"), "start", "end").select(KEYS)
turned = rivals.select(ccode1=pl.col("ccode2"), ccode2=pl.col("ccode1"), year=year)
rivals = pl.concat([rivals, turned]).unique().with_columns(rivalry_tss=pl.lit(1))

panel = dyads.join(pairs, on=KEYS, how="left")
for place in ("1", "2"):
    own = cinc.rename({"ccode": f"ccode{place}", "cinc": f"cinc{place}"})
    panel = panel.join(own, on=[f"ccode{place}", "year"], how="left")
for table in (contiguity, onsets, rivals):
    panel = panel.join(table, on=KEYS, how="left")
columns = owed + ["alliance", "cinc1", "cinc2", "contiguity", "mid_onset", "rivalry_tss"]
filled = [pl.col(name) if name.startswith("cinc") else pl.col(name).fill_null(0) for name in columns]
panel.select(*KEYS, *filled).sort("year", "ccode1", "ccode2").write_csv(output)
print(panel.height, "rows")
