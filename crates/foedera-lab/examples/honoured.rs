//! The tables of docs/honoured.md: `FOEDERA_DATA=… cargo run --release -p foedera-lab --example honoured`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_lab::guarantee::honours::{
    COLUMNS, Commitment, Held, OPPORTUNITY_COLUMNS, PUBLISHED, commitments, cross_validate, opportunities,
    pooled_forecast, published_forecast,
};
use foedera_process::Score;
use foedera_sources::{open_tables, read, recognise};
use foedera_store::Frame;

fn frame(folder: &str, file: &str) -> Frame {
    let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let tables = open_tables(&Path::new(folder).join(file)).unwrap_or_else(|problems| panic!("{problems}"));
    let dataset = recognise(&tables[0]).unwrap().expect("a known dataset");
    read(dataset, &tables[0], atlas.roster()).unwrap().value
}

fn line(name: &str, score: Option<Score>) {
    let Some(score) = score else { return };
    let Score { cases, events, log_score, brier, brier_climatology, auc, .. } = score;
    let auc = auc.map_or("–".to_owned(), |auc| format!("{auc:.3}"));
    println!("| {name} | {events} / {cases} | {brier:.4} | {brier_climatology:.4} | {log_score:.3} | {auc} |");
}

fn main() {
    let Ok(folder) = std::env::var("FOEDERA_DATA") else {
        eprintln!("FOEDERA_DATA is not set");
        return;
    };
    println!("| model | honoured | Brier | climatology of the era | log score | AUC |\n|---|---|---|---|---|---|");
    let cases = commitments(&frame(&folder, "reliability/LeedsAnacIIrep.csv"));
    let all = |_: &Commitment| true;
    let (published, every): (Vec<usize>, Vec<usize>) = ((0..PUBLISHED).collect(), (0..COLUMNS.len()).collect());
    for (held, what) in [(Held::Case, "case"), (Held::War, "war"), (Held::Treaty, "treaty")] {
        line(&format!("Leeds and Anac, one {what} out"), cross_validate(&cases, held, all, published_forecast));
        for (columns, name) in [(&published, "their five columns"), (&every, "all eleven columns")] {
            let forecast = |seen: &[&Commitment], case: &Commitment| pooled_forecast(columns, seen, case);
            line(&format!("pooled, {name}, one {what} out"), cross_validate(&cases, held, all, forecast));
        }
    }
    let found = opportunities(&frame(&folder, "reliability/BerkemeierFuhrmannRAP2018_0303.csv"));
    let cases: Vec<Commitment> = found.iter().map(Commitment::from).collect();
    let columns: Vec<usize> = (0..OPPORTUNITY_COLUMNS.len()).collect();
    let forecast = |seen: &[&Commitment], case: &Commitment| pooled_forecast(&columns, seen, case);
    for (held, what) in [(Held::War, "war"), (Held::Treaty, "treaty")] {
        line(&format!("146 opportunities, one {what} out"), cross_validate(&cases, held, all, forecast));
        let since = |case: &Commitment| !case.before_1945;
        line(&format!("of them since 1945, one {what} out"), cross_validate(&cases, held, since, forecast));
        let pacts = |case: &Commitment| !case.before_1945 && case.values[0] == 1.0;
        line(
            &format!("of them defence pacts since 1945, one {what} out"),
            cross_validate(&cases, held, pacts, forecast),
        );
    }
}
