//! The arguments of a backtest.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use foedera_lab::Shard;

use super::{DatasetArgs, PrintArgs};

#[derive(ClapArgs)]
pub(crate) struct BacktestArgs {
    /// leave, ends, replaced, answers, join-dispute, dispute, dispute-force, coup, conflict, opens, join, pact, cooperation, freeze-own or freeze-by-organisation
    pub(crate) process: String,
    /// History made by `foedera import atop`, for leave, ends and replaced
    #[arg(long)]
    pub(crate) history: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) datasets: DatasetArgs,
    /// World file made by `foedera import DIR`, for answers, disputes, coups, armed conflicts, accessions, pacts and agreements
    #[arg(long, value_name = "FILE")]
    pub(crate) world: Option<PathBuf>,
    /// The year of the first origin: forecasts are made on its 1 January with what was known then
    #[arg(long, value_name = "YEAR", default_value_t = 1965, value_parser = clap::value_parser!(i16).range(1000..=2999))]
    pub(crate) from: i16,
    /// The last year that is forecast: 2018, where ATOP ends, unless given
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(1000..=2999))]
    pub(crate) to: Option<i16>,
    /// Within how many years the event may happen: 1y,3y,5y
    #[arg(long, value_name = "YEARS", value_delimiter = ',', value_parser = years)]
    pub(crate) horizon: Vec<i16>,
    /// Years from one fit to the next
    #[arg(long, value_name = "YEARS", default_value = "1y", value_parser = years)]
    pub(crate) refit: i16,
    /// Keep what is made in a folder, origin by origin; the same command goes on there after an interruption
    #[arg(long, value_name = "DIR")]
    pub(crate) resume: Option<PathBuf>,
    /// Only make the baselines' forecasts of one part of the origins, e.g. 3/8, and keep them in --resume; a run without --part gives the answer
    #[arg(long, value_name = "K/N", requires = "resume", conflicts_with_all = ["csv", "html", "out_of_time", "format", "table", "full", "wide"])]
    pub(crate) part: Option<Shard>,
    /// Write every case with every forecast
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Instead of rolling origins: the models as they ship, fitted to 2018, against what the atlas holds of 2019 to 2025
    #[arg(long, conflicts_with_all = ["history", "world", "horizon", "refit", "resume", "from", "html", "nmc", "democracy", "ideal_points"])]
    pub(crate) out_of_time: bool,
    /// Write scores, differences and the reliability diagram as one page
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Threads; the answer does not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) threads: Option<u16>,
    /// Replace --csv or --html though it is no earlier one, or is read by this command
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// A number of years, with or without `y`.
fn years(text: &str) -> Result<i16, String> {
    let number = text.trim().strip_suffix('y').unwrap_or(text.trim());
    match number.parse::<i16>() {
        Ok(years) if (1..=50).contains(&years) => Ok(years),
        _ => Err("write a number of years from 1 to 50, such as 1y".to_owned()),
    }
}
