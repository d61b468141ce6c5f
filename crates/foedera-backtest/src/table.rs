//! Every case with every forecast, as CSV.

use crate::{Cases, Forecasts, Group};

/// How the first line of a table begins.
pub const TABLE_HEAD: &str = "process,horizon_years,origin,year,";

/// One line for each case and horizon: when it was forecast, its words, its groups, whether the event happened (1 or 0), and the
/// probability of every forecaster, in the shortest digits that give it again.
pub fn table(cases: &Cases, forecasts: &Forecasts) -> String {
    let head = &cases.head;
    let mut rows = csv::Writer::from_writer(Vec::new());
    let first = TABLE_HEAD.trim_end_matches(',').split(',').map(str::to_owned);
    let groups = Group::ALL.map(|group| format!("group_{}", group.name()));
    let names = first.chain(head.words.iter().cloned()).chain(groups).chain(["happened".to_owned()]);
    let forecasters = forecasts.forecasters.iter().map(|named| named.name.clone());
    rows.write_record(names.chain(forecasters)).expect("memory takes all");
    for line in &forecasts.lines {
        let case = &cases.all()[line.case];
        let first = [head.process.clone(), line.years.to_string(), line.origin.to_string(), case.year.to_string()];
        let groups = Group::ALL.map(|group| case.group(group).unwrap_or_default().to_owned());
        let happened =
            cases.outcome(line.case, line.years).map_or(String::new(), |happened| u8::from(happened).to_string());
        let own = first.into_iter().chain(case.key.iter().cloned()).chain(groups).chain([happened]);
        rows.write_record(own.chain(line.probabilities.iter().map(|p| format!("{p:e}")))).expect("memory takes all");
    }
    String::from_utf8(rows.into_inner().expect("memory takes all")).expect("texts are UTF-8")
}
