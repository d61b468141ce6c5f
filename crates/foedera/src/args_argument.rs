//! The arguments of the commands about an argument: claims, comparison, explanation, ledger, hedging, order.

use clap::Args as ClapArgs;

use crate::args::{Format, PageArgs};

/// How futures are run.
#[derive(ClapArgs)]
pub(crate) struct RunArgs {
    /// Futures for each branch
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(40..=10_000_000))]
    pub(crate) futures: u32,
    /// Seed of the random numbers
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads; the answer does not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) threads: Option<u16>,
}

#[derive(ClapArgs)]
pub(crate) struct ClaimsArgs {
    /// Claims that come with Foedera (csto-2022, nato-2024), or a file of claims
    pub(crate) claims: String,
    /// Only this claim, e.g. C8
    #[arg(long, value_name = "ID")]
    pub(crate) claim: Option<String>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}
