//! A run cut into parts by the numbers of its draws, and put together again to the last bit.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use serde::{Deserialize, Serialize};

use crate::ask::Answers;
use crate::gathered::Gathered;
use crate::models::{Models, sha256};
use crate::plan::{Plan, Settings};
use crate::results::Results;
use crate::scenario::Scenario;

/// The most parts of a run.
const MOST_PARTS: u32 = 1_000_000;

/// Which part of a run: the third of sixty-four is written `3/64`.
///
/// Parts are made of whole blocks of 64 draws (512 futures of each branch), so of very many parts some are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    /// Part `number` of `of`, counted from 1.
    ///
    /// # Errors
    /// If there is no such part, with what is wrong.
    pub fn new(number: u32, of: u32) -> Result<Self, String> {
        if of == 0 || of > MOST_PARTS {
            return Err(format!("a run is cut into 1 to {MOST_PARTS} parts, not into {of}"));
        }
        if number == 0 || number > of {
            return Err(format!("there is no part {number} of {of}: they are counted from 1 to {of}"));
        }
        Ok(Self { number, of })
    }

    /// Its number, from 1.
    pub fn number(self) -> u32 {
        self.number
    }

    /// Of how many parts.
    pub fn of(self) -> u32 {
        self.of
    }

    /// Its blocks of a run.
    fn blocks(self, settings: Settings) -> Range<u32> {
        let before = |parts: u32| {
            let blocks = u64::from(settings.blocks()) * u64::from(parts) / u64::from(self.of);
            u32::try_from(blocks).expect("no more than all blocks")
        };
        before(self.number - 1)..before(self.number)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no part of a run; write the third of sixty-four as 3/64");
        let (number, of) = text.split_once('/').ok_or_else(wrong)?;
        let read = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
        Self::new(read(number)?, read(of)?)
    }
}

impl TryFrom<String> for Shard {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// What makes a run: two runs with the same marks give the same futures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// The version of the program.
    program: String,
    /// SHA-256 of the scenario as it was read, with its days and branches.
    scenario: String,
    /// SHA-256 of the atlas, with the user's own facts.
    atlas: String,
    /// SHA-256 of the models' fingerprints.
    models: String,
    futures: u32,
    seed: u64,
}

impl Mark {
    fn of(plan: &Plan<'_>, atlas: &Atlas) -> Self {
        let Settings { futures, seed } = plan.settings;
        Self {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: sha256(&format!("{:?}", plan.scenario)),
            atlas: atlas.sha256.clone(),
            models: sha256(&format!("{:?}", plan.models.given.sha256)),
            futures,
            seed,
        }
    }

    /// In what this mark differs from another, in words.
    fn beside(&self, other: &Self) -> String {
        let short = |sha256: &str| sha256.chars().take(12).collect::<String>();
        let hashes = |mark: &Self| [&mark.scenario, &mark.atlas, &mark.models].map(|sha256| short(sha256));
        let [scenario, atlas, models] = hashes(self);
        let [other_scenario, other_atlas, other_models] = hashes(other);
        let told = [
            ("version of Foedera", self.program.clone(), other.program.clone()),
            ("scenario", scenario, other_scenario),
            ("atlas with own facts", atlas, other_atlas),
            ("models", models, other_models),
            ("number of futures", self.futures.to_string(), other.futures.to_string()),
            ("seed", self.seed.to_string(), other.seed.to_string()),
        ];
        let differ = told.iter().filter(|(_, own, other)| own != other);
        differ.map(|(name, own, other)| format!("{name} {own}, not {other}")).collect::<Vec<_>>().join("; ")
    }
}

/// Part of a run: sums over its draws that can be merged in any order, not its futures.
///
/// As JSON it is an object with the number of the part, the marks of the run (version, scenario, atlas, models, futures, seed) and the
/// sums as one text in base64 with its SHA-256.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Part {
    shard: Shard,
    mark: Mark,
    gathered: Gathered,
}

impl Part {
    /// Run the futures of a part of a run.
    pub fn of(scenario: &Scenario, atlas: &Atlas, models: &Models, settings: Settings, shard: Shard) -> Self {
        let plan = Plan::new(scenario, atlas, models, settings);
        let gathered = Gathered::run(&plan, shard.blocks(settings));
        Self { shard, mark: Mark::of(&plan, atlas), gathered }
    }

    /// Which part it is.
    pub fn shard(&self) -> Shard {
        self.shard
    }

    /// The futures of each branch that it holds.
    pub fn futures(&self) -> u64 {
        let settings = Settings { futures: self.mark.futures, seed: self.mark.seed };
        let draws = self.shard.blocks(settings).flat_map(|block| settings.draws_of(block));
        draws.map(|draw| u64::from(settings.share(draw).1)).sum()
    }
}

/// A part as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    shard: Shard,
    run: Mark,
    sums: String,
    sums_sha256: String,
}

impl From<Part> for Written {
    fn from(part: Part) -> Self {
        let sums = STANDARD.encode(part.gathered.to_bytes());
        Self { shard: part.shard, run: part.mark, sums_sha256: sha256(&sums), sums }
    }
}

impl TryFrom<Written> for Part {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let damaged = || "its sums are damaged: run the part again".to_owned();
        if sha256(&written.sums) != written.sums_sha256 {
            return Err(damaged());
        }
        let bytes = STANDARD.decode(&written.sums).map_err(|_| damaged())?;
        let gathered = Gathered::of_bytes(&bytes).ok_or_else(damaged)?;
        Ok(Self { shard: written.shard, mark: written.run, gathered })
    }
}

/// Parts of one run that come in one by one, in any order; only their sum is kept.
#[derive(Debug, Default)]
pub struct Merge {
    /// The mark of the run, of how many parts, and the name of the first that came.
    run: Option<(Mark, u32, String)>,
    /// The names of those that came, by number.
    names: BTreeMap<u32, String>,
    gathered: Gathered,
}

impl Merge {
    /// Add a part; `name` is what the user calls it, mostly a file.
    ///
    /// # Errors
    /// A part of another run or of another cut, with what differs, and a part that is there already.
    pub fn add(&mut self, name: &str, part: Part) -> Result<(), Problems> {
        let refuse = |code: Code, message: String, remedy: &str| {
            Err(Problems::from(Diagnostic::new(code, Place::File(name.to_owned()), message, remedy)))
        };
        let (mark, of, first) = self.run.get_or_insert_with(|| (part.mark.clone(), part.shard.of, name.to_owned()));
        if part.mark != *mark {
            let message = format!("`{name}` is of another run than `{first}`: {}", part.mark.beside(mark));
            return refuse(Code::Inconsistent, message, "merge parts of one run only");
        }
        if part.shard.of != *of {
            let message = format!("`{name}` is part {}, but `{first}` is one of {of}", part.shard);
            return refuse(Code::Inconsistent, message, "merge parts of one cut only");
        }
        if let Some(known) = self.names.get(&part.shard.number) {
            let message = format!("`{name}` is part {}, and so is `{known}`", part.shard);
            return refuse(Code::Duplicate, message, "give each part once");
        }
        self.names.insert(part.shard.number, name.to_owned());
        self.gathered.merge(part.gathered);
        Ok(())
    }

    /// The parts that have not come yet.
    pub fn missing(&self) -> impl Iterator<Item = Shard> + '_ {
        let of = self.run.as_ref().map_or(0, |(_, of, _)| *of);
        (1..=of).filter(|number| !self.names.contains_key(number)).map(move |number| Shard { number, of })
    }

    /// # Errors
    /// No part at all, or a part that has not come.
    fn check_whole(&self) -> Result<(&Mark, &str), Problems> {
        /// So many missing parts are named.
        const NAMED: usize = 8;
        let refuse = |message: String, remedy: &str| {
            Problems::from(Diagnostic::new(Code::Missing, Place::CommandLine, message, remedy))
        };
        let Some((mark, of, first)) = &self.run else {
            return Err(refuse("there is no part to merge".to_owned(), "give the files of all parts of a run"));
        };
        let missing: Vec<String> = self.missing().map(|shard| shard.to_string()).collect();
        if missing.is_empty() {
            return Ok((mark, first));
        }
        let more = if missing.len() > NAMED { format!(" and {} more", missing.len() - NAMED) } else { String::new() };
        let named = missing.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let message = format!("of {of} parts {} came; missing: {named}{more}", self.names.len());
        Err(refuse(message, "run what is missing with --part, or give its file"))
    }
}

impl<'a> Answers<'a> {
    /// The whole run whose parts have come: as [`Answers::of`] with the same scenario, atlas and models, to the last bit.
    ///
    /// # Errors
    /// A part that is missing, and parts that are of another scenario, atlas or models.
    pub fn of_parts(
        scenario: &'a Scenario,
        atlas: &'a Atlas,
        models: &'a Models,
        merge: Merge,
    ) -> Result<Self, Problems> {
        let (mark, first) = merge.check_whole()?;
        let plan = Plan::new(scenario, atlas, models, Settings { futures: mark.futures, seed: mark.seed });
        let refuse = |message: String, remedy: &str| {
            Problems::from(Diagnostic::new(Code::Inconsistent, Place::File(first.to_owned()), message, remedy))
        };
        let own = Mark::of(&plan, atlas);
        if own != *mark {
            let message = format!("the parts are not of the run that is asked for: {}", mark.beside(&own));
            let remedy = "merge with the program, the --models and the --facts with which the parts were run";
            return Err(refuse(message, remedy));
        }
        if !merge.gathered.fits(&plan) {
            return Err(refuse("the sums of the parts are not those of this run".to_owned(), "run the parts again"));
        }
        let results = Results::gathered(&plan, merge.gathered);
        Ok(Self::of_results(plan, results, atlas))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use super::*;
    use crate::models::embedded_scenario;
    use proptest::prelude::*;

    /// Nine blocks, the last not whole, in which futures of a draw are not all of one number.
    const SETTINGS: Settings = Settings { futures: 4_301, seed: 7 };

    struct Run {
        atlas: Atlas,
        models: Models,
        scenario: Scenario,
        text: String,
    }

    impl Run {
        fn of(name: &str) -> Self {
            let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
            let source = embedded_scenario(name).expect("it ships");
            let (scenario, atlas) = Scenario::open(&source, &atlas).expect("a scenario");
            Self { atlas, models, scenario, text: source.text().to_owned() }
        }

        fn whole(&self, settings: Settings) -> String {
            self.bytes(&Answers::of(&self.scenario, &self.atlas, &self.models, settings))
        }

        /// Everything that an answer says, and every difference of branches.
        fn bytes(&self, answers: &Answers<'_>) -> String {
            let forecast = answers.forecast(&self.text, &[]).expect("an answer");
            let differences: Vec<_> = answers
                .questions()
                .iter()
                .flat_map(|question| answers.days().iter().map(move |day| answers.difference(question, *day, 1)))
                .collect();
            serde_json::to_string(&(forecast, differences)).expect("plain data")
        }

        fn part(&self, settings: Settings, shard: &str) -> Part {
            Part::of(&self.scenario, &self.atlas, &self.models, settings, shard.parse().expect("a part"))
        }

        fn merged(&self, merge: Merge) -> Result<String, Problems> {
            Answers::of_parts(&self.scenario, &self.atlas, &self.models, merge).map(|answers| self.bytes(&answers))
        }
    }

    /// A run, its whole answer, and what each of its blocks comes to.
    fn known() -> &'static (Run, String, Vec<Gathered>) {
        static KNOWN: OnceLock<(Run, String, Vec<Gathered>)> = OnceLock::new();
        KNOWN.get_or_init(|| {
            let run = Run::of("csto-2022");
            let plan = Plan::new(&run.scenario, &run.atlas, &run.models, SETTINGS);
            let blocks = (0..SETTINGS.blocks()).map(|block| Gathered::run(&plan, block..block + 1)).collect();
            let whole = run.whole(SETTINGS);
            (run, whole, blocks)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn any_cut_in_any_order_is_the_whole_run_to_the_last_bit(
            of in 1..24_u32,
            keys in prop::collection::vec(any::<u32>(), 24),
        ) {
            let (run, whole, blocks) = known();
            let plan = Plan::new(&run.scenario, &run.atlas, &run.models, SETTINGS);
            let part = |number: u32| {
                let shard = Shard::new(number, of).expect("a part");
                let mut gathered = Gathered::new(&plan);
                shard.blocks(SETTINGS).for_each(|block| gathered.merge(blocks[block as usize].clone()));
                Part { shard, mark: Mark::of(&plan, &run.atlas), gathered }
            };
            let mut order: Vec<u32> = (1..=of).collect();
            order.sort_by_key(|number| keys[*number as usize]);
            let mut merge = Merge::default();
            let mut futures = 0;
            for number in order {
                let written = serde_json::to_string(&part(number)).expect("plain data");
                let read: Part = serde_json::from_str(&written).expect("it was written");
                prop_assert_eq!(&read, &part(number));
                futures += read.futures();
                merge.add(&format!("part-{number}.json"), read).expect("it is of this run");
            }
            prop_assert_eq!(futures, u64::from(SETTINGS.futures));
            prop_assert_eq!(&run.merged(merge).expect("it is whole"), whole);
        }
    }

    #[test]
    fn parts_that_are_run_apart_are_those_of_the_whole_run() {
        for (name, of) in [("nato-2026", 3), ("northern-pact", 2)] {
            let run = Run::of(name);
            let settings = Settings { futures: 1_700, seed: 3 };
            let mut merge = Merge::default();
            for number in (1..=of).rev() {
                let shard = format!("{number}/{of}");
                merge.add(&shard, run.part(settings, &shard)).expect("it is of this run");
            }
            assert_eq!(run.merged(merge).expect("it is whole"), run.whole(settings), "{name}");
        }
    }

    #[test]
    fn missing_doubled_and_foreign_parts_are_refused_by_name() {
        let (run, _, _) = known();
        let small = Settings { futures: 1_100, seed: 1 };
        let told = |result: Result<(), Problems>| result.expect_err("refused").to_string();
        let mut merge = Merge::default();
        merge.add("a.json", run.part(small, "1/3")).expect("the first");
        let doubled = told(merge.add("b.json", run.part(small, "1/3")));
        assert!(doubled.contains("`b.json` is part 1/3, and so is `a.json`"), "{doubled}");
        let other = told(merge.add("c.json", run.part(Settings { seed: 2, ..small }, "2/3")));
        assert!(other.contains("`c.json` is of another run than `a.json`: seed 2, not 1"), "{other}");
        let cut = told(merge.add("d.json", run.part(small, "2/4")));
        assert!(cut.contains("`d.json` is part 2/4, but `a.json` is one of 3"), "{cut}");
        let foreign = told(merge.add("e.json", Run::of("nato-2026").part(small, "2/3")));
        assert!(foreign.contains("another run than `a.json`: scenario "), "{foreign}");
        merge.add("f.json", run.part(small, "3/3")).expect("the third");
        let missing = run.merged(merge).expect_err("refused").to_string();
        assert!(missing.contains("of 3 parts 2 came; missing: 2/3"), "{missing}");
        let mut merge = Merge::default();
        merge.add("g.json", Run::of("nato-2026").part(small, "1/1")).expect("the first");
        let asked = run.merged(merge).expect_err("refused").to_string();
        assert!(asked.contains("not of the run that is asked for: scenario"), "{asked}");
        assert!(run.merged(Merge::default()).expect_err("refused").to_string().contains("no part to merge"));
    }

    #[test]
    fn damaged_sums_and_numbers_of_no_part_are_refused() {
        let (run, _, _) = known();
        let written = serde_json::to_string(&run.part(Settings { futures: 600, seed: 1 }, "1/1")).expect("plain data");
        let place = written.find("\"sums\":\"").expect("the sums") + 40;
        let mut damaged = written.into_bytes();
        damaged[place] = if damaged[place] == b'A' { b'B' } else { b'A' };
        let told = serde_json::from_slice::<Part>(&damaged).expect_err("refused").to_string();
        assert!(told.contains("its sums are damaged"), "{told}");
        let wrong = |text: &str| text.parse::<Shard>().expect_err("refused");
        assert!(wrong("0/3").contains("counted from 1 to 3") && wrong("4/3").contains("no part 4 of 3"));
        assert!(wrong("3").contains("write the third of sixty-four as 3/64") && wrong("1/0").contains("not into 0"));
        assert_eq!("3/64".parse::<Shard>().expect("a part").to_string(), "3/64");
    }
}
