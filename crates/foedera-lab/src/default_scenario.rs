//! The default scenario of a treaty on a day: a filled file to run as it is or to edit.

use std::fmt::Write as _;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_math::gamma_quantile;
use foedera_world::{Day, StateId, TreatyId, Variable, World};

use crate::figures::{Figures, VARIABLES};
use crate::scenario::Series;
use crate::{cards, reference};

/// The horizons, in years after the date.
const HORIZONS: [i16; 4] = [1, 2, 4, 10];
/// How many years before the date the capability of a shocked patron must be known.
const SHOCK_YEARS: i16 = 6;

/// The scenario file of a treaty on a day, made of the atlas and the figures in the program: members, patron, horizons, priors
/// with their counts, branches, figures with their sources. Read by [`crate::Scenario::open`] like any file.
///
/// # Errors
/// A treaty with fewer than two members on the day, with the days on which it had them.
pub fn default_scenario(atlas: &Atlas, treaty: TreatyId, date: Day) -> Result<Source, Problems> {
    let world = atlas.history.world_at(date).world;
    let members: Vec<StateId> = world.treaty(treaty).member_states().collect();
    let key = &atlas.roster().treaty(treaty).key;
    if members.len() < 2 {
        let message = format!("{key} has {} members on {date}, and a forecast needs two", members.len());
        let remedy = match (world.treaty(treaty).opened(), world.treaty(treaty).ended()) {
            (Some(opened), Some(ended)) => format!("choose a day with --at from {opened} to before {ended}"),
            (Some(opened), None) => format!("choose a day with --at after {opened}"),
            _ => format!("choose a later day with --at: see `foedera treaty {key}`"),
        };
        return Err(Diagnostic::new(Code::Inconsistent, Place::CommandLine, message, remedy).into());
    }
    let name = format!("{}-{}.toml", key.to_lowercase(), date.year());
    let figures = Figures::new(atlas, &members, date);
    let patron = patron(atlas, &world, treaty, &figures, date);
    let draft = Draft { atlas, treaty, date, patron, members, figures };
    Ok(Source::new(name, draft.text()))
}

/// The patron by the one rule, from the figures in the program, and why.
fn patron(atlas: &Atlas, world: &World, treaty: TreatyId, figures: &Figures, date: Day) -> (Option<StateId>, String) {
    let capability = |state| figures.series(state, Variable::Cinc)?.values.last().map(|(_, value)| *value);
    let found = atlas.patron(world, treaty, date, capability);
    (found.state, found.why)
}

struct Draft<'a> {
    atlas: &'a Atlas,
    treaty: TreatyId,
    date: Day,
    patron: (Option<StateId>, String),
    members: Vec<StateId>,
    figures: Figures,
}

impl Draft<'_> {
    fn text(&self) -> String {
        let mut text = self.head();
        text.push_str(&self.assumptions());
        text.push_str(&self.branches());
        text.push_str(&self.figures());
        text
    }

    fn key(&self, state: StateId) -> &str {
        &self.atlas.roster().state(state).key
    }

    fn name(&self, state: StateId) -> &str {
        &self.atlas.roster().state(state).name
    }

    fn head(&self) -> String {
        let treaty = self.atlas.roster().treaty(self.treaty);
        let (date, count) = (self.date, self.members.len());
        let horizons: Vec<String> = HORIZONS.map(|years| quoted(&date.plus_years(years).to_string())).to_vec();
        let patron = match self.patron.0 {
            Some(state) => format!(
                "# The patron is {}: {}. To name another, write it here.\n# patron = {}",
                self.name(state),
                one_line(&self.patron.1).trim_end_matches('.'),
                quoted(self.key(state))
            ),
            None => format!(
                "# No patron: {}. To name one, write `patron = \"…\"` here, and branches that shock it.",
                one_line(&self.patron.1).trim_end_matches('.')
            ),
        };
        let obligations: Vec<&str> = treaty.obligations.iter().map(|obligation| obligation.name()).collect();
        let mut text = format!(
            "# A default scenario, written by `foedera scenario new {key} --at {date}`. Whatever you change here is used or refused.\n\
             # Run it: foedera forecast FILE      Check it: foedera check FILE\n\
             schema = {schema}\n\
             id = {id}\n\
             title = {title}\n\
             date = {day}\n\
             treaty = {treaty} # {name}; owed: {owed}\n\
             {patron}\n\
             note = {note}\n\
             # The days on which the questions are asked.\n\
             horizons = [{horizons}]\n\
             # \"Fewer than this many take part\": two thirds of the {count} members, rounded up.\n\
             threshold = {threshold}\n",
            key = treaty.key,
            schema = crate::SCENARIO_SCHEMA,
            id = quoted(&format!("{}-{}", treaty.key.to_lowercase(), date.year())),
            title = quoted(&format!("{} from {date}", treaty.key)),
            day = quoted(&date.to_string()),
            treaty = quoted(&treaty.key),
            name = one_line(&treaty.name),
            owed = obligations.join(", "),
            note = quoted(&format!(
                "A default scenario: members, patron and figures as Foedera's atlas and tables have them for {date}, priors as \
                 counted there, and two courses of the patron's strength that no one has judged for this case."
            )),
            horizons = horizons.join(", "),
            threshold = (2 * count).div_ceil(3),
        );
        for article in treaty.articles.iter().filter(|article| self.holds(article)) {
            let _ = writeln!(text, "# {} art. {}: {}", article.instrument, article.number, one_line(&article.summary));
        }
        text
    }

    fn holds(&self, article: &foedera_world::Article) -> bool {
        article.from.is_none_or(|from| from.day() <= self.date)
            && article.until.is_none_or(|until| self.date < until.day())
    }

    fn assumptions(&self) -> String {
        let (freezes, years) = cards::freezes_counted(self.atlas, self.date);
        let (thaws, frozen) = cards::thaws_counted(self.atlas, self.date);
        let own = reference::own_record(self.atlas, self.treaty, self.patron.0, self.date);
        let all = (f64::from(freezes) + 0.5) / years.max(1.0);
        // Never seen is not never: the upper end of the Jeffreys interval of the treaty's own exits.
        let exits = gamma_quantile(f64::from(own.events) + 0.5, 0.95) / own.years.max(1.0);
        let (low, high) = (all.min(exits), all.max(exits).max(4.0 * all.min(exits)));
        let thaw = ((f64::from(thaws) + 0.5) / frozen.max(1.0)).min(0.2);
        let mut text = "\n# Stated priors: processes with too few events to fit.\n".to_owned();
        let mut push = |id: &str, distribution: &str, range: (f64, f64), why: String| {
            let _ = write!(
                text,
                "[[assumption]]\nid = {}\ndistribution = {}\nrange = [{}, {}]\nwhy = {}\n\n",
                quoted(id),
                quoted(distribution),
                digits(range.0),
                digits(range.1),
                quoted(&why)
            );
        };
        push(
            "freeze_rate",
            "log_uniform",
            (low, high),
            format!(
                "Freezes a member-year, between the rate in the atlas ({freezes} freezes in {years:.0} member-years to {date}) and \
                 what the treaty's own exits do not exclude ({events} in {own_years:.0} member-years): a freeze may be the form \
                 that an exit takes. The upper end is at least four times the lower.",
                date = self.date,
                events = own.events,
                own_years = own.years
            ),
        );
        push(
            "thaw_rate",
            "log_uniform",
            (thaw, 0.4),
            format!(
                "From the rate at which freezes in the atlas ended ({thaws} in {frozen:.0} frozen member-years) to two in five a \
                 year; how long they lasted differs widely."
            ),
        );
        push(
            "freeze_elasticity",
            "uniform",
            (0.0, 1.0),
            "From no response to the patron's usable capability (0) to a freezing rate that doubles when it halves (1); no data."
                .to_owned(),
        );
        push(
            "frozen_exit_ratio",
            "uniform",
            (1.0, 4.0),
            "A frozen member is taken to be between equally and four times as likely to leave as it would be taking part; no data."
                .to_owned(),
        );
        text
    }

    fn branches(&self) -> String {
        let date = self.date;
        let mut text = "[[branch]]\nid = \"as-it-is\"\nname = \"As it is\"\n\
             description = \"Nothing in the figures changes.\"\n\n"
            .to_owned();
        let Some(patron) = self.patron.0 else {
            text.push_str("# Without a patron there is no one whose strength the branches could change.\n\n");
            return text;
        };
        if !self.shockable(patron) {
            let _ = write!(
                text,
                "# The capability of {} is not known for each of the {SHOCK_YEARS} years before {date}, so no branch shocks it.\n\n",
                self.key(patron)
            );
            return text;
        }
        let (key, name) = (self.key(patron), one_line(self.name(patron)));
        for (id, title, factor, why) in [
            (
                "weaker",
                "weaker",
                "[0.3, 0.7]",
                "a default, judged for no case: a loss between three and seven tenths of usable capability",
            ),
            (
                "stronger",
                "stronger",
                "[1.0, 1.3]",
                "a default, judged for no case: between no gain and three tenths more than before",
            ),
        ] {
            let _ = write!(
                text,
                "[[branch]]\nid = \"{id}\"\nname = {}\ndescription = {}\n\n",
                quoted(&format!("Patron {title}")),
                quoted(&format!("{name}'s usable capability is {title} from the date on.")),
            );
            for (variable, reader) in
                [("cinc", "read by `forecast`"), ("usable_force", "read by `credibility --shock`")]
            {
                let _ = write!(
                    text,
                    "[[branch.shock]]\nstate = \"{key}\"\nvariable = \"{variable}\" # {reader}\nfactor = {factor}\nfrom = \"{date}\"\n\
                     why = {}\n\n",
                    quoted(why),
                );
            }
        }
        text
    }

    fn shockable(&self, patron: StateId) -> bool {
        let series = self.figures.series(patron, Variable::Cinc);
        let known =
            |year: i16| series.as_ref().and_then(|series| series.of_year(year)).is_some_and(|value| value > 0.0);
        (self.date.year() - SHOCK_YEARS..self.date.year()).all(known)
    }

    fn figures(&self) -> String {
        let found: Vec<Option<Series>> = self
            .members
            .iter()
            .flat_map(|state| VARIABLES.map(|variable| self.figures.series(*state, variable)))
            .collect();
        let known = found.iter().flatten().count();
        let mut text = format!(
            "# Figures known on the date: {known} of {} series. A year's value is known from the next 1 January; the last one is held \
             into the future.\n# What is missing counts as the average of the fit, and the answer says so. Capability is {}.\n",
            found.len(),
            self.figures.measure()
        );
        for series in found.into_iter().flatten() {
            let list = |items: Vec<String>| items.join(", ");
            let _ = write!(
                text,
                "\n[[series]]\nstate = \"{}\" # {}\nvariable = \"{}\"\nyears = [{}]\nvalues = [{}]\nsources = [{}]\n",
                self.key(series.state),
                one_line(self.name(series.state)),
                series.variable.name(),
                list(series.values.iter().map(|(year, _)| year.to_string()).collect()),
                list(series.values.iter().map(|(_, value)| value.to_string()).collect()),
                list(series.sources.iter().map(|source| quoted(source)).collect()),
            );
        }
        text
    }
}

/// A number with three significant digits.
fn digits(value: f64) -> String {
    if value == 0.0 {
        return "0.0".to_owned();
    }
    let places = (2 - foedera_math::ln(value.abs()).div_euclid(std::f64::consts::LN_10) as i32).max(1) as usize;
    format!("{value:.places$}")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as TOML writes it.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;

    fn of(treaty: &str, date: &str) -> Result<Source, Problems> {
        let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        default_scenario(&atlas, atlas.roster().find_treaty(treaty).unwrap(), date.parse().unwrap())
    }

    #[test]
    fn the_default_of_the_csto_is_read_and_has_the_members_patron_and_priors_of_the_day() {
        let atlas = Atlas::embedded().unwrap();
        let source = of("CSTO", "2022-11-25").unwrap();
        let (scenario, _) = Scenario::open(&source, &atlas).unwrap_or_else(|problems| panic!("{problems}"));
        let key = |state: StateId| atlas.roster().state(state).key.as_str();
        assert_eq!((scenario.id.as_str(), scenario.threshold, scenario.patron), ("csto-2022", 4, None));
        assert!(source.text().contains("\n# The patron is Russia"), "the rule finds it; the file need not name it");
        assert!(scenario.branches[1].shocks.iter().all(|shock| key(shock.state) == "RUS"));
        assert_eq!(scenario.horizons.len(), 4);
        assert_eq!(
            scenario.branches.iter().map(|branch| branch.id.as_str()).collect::<Vec<_>>(),
            ["as-it-is", "weaker", "stronger"]
        );
        let (freezes, _) = cards::freezes_counted(&atlas, scenario.date);
        assert!(source.text().contains(&format!("{freezes} freezes in")), "the text counts what the program counts");
    }

    #[test]
    fn a_treaty_without_members_on_the_day_is_refused_with_the_days_that_would_do() {
        let found = of("WARSAW-PACT", "1995-01-01").unwrap_err().to_string();
        assert!(
            found.contains("has 0 members on 1995-01-01") && found.contains("choose a day with --at from 1955"),
            "{found}"
        );
    }

    /// The range of an assumption and its reason without what stands in brackets, as a scenario's text has them.
    fn stated(source: &Source, id: &str) -> ((f64, f64), String) {
        let block = source.text().split("[[assumption]]").find(|block| block.contains(&format!("id = \"{id}\"")));
        let block = block.unwrap_or_else(|| panic!("{}: no {id}", source.name()));
        let of = |key: &str| block.lines().find_map(|line| line.strip_prefix(key)).unwrap().to_owned();
        let ends =
            of("range = ").trim_matches(['[', ']']).split(", ").map(|end| end.parse().unwrap()).collect::<Vec<_>>();
        let why = of("why = ").split(['(', ')']).step_by(2).collect();
        ((ends[0], ends[1]), why)
    }

    /// The ranges of the shipped scenarios are those that the code counts today: a fact that is added to the atlas moves them.
    #[test]
    fn the_stated_priors_of_every_shipped_scenario_are_those_counted_in_the_atlas() {
        let atlas = Atlas::embedded().unwrap();
        for name in crate::embedded_scenarios() {
            let source = crate::embedded_scenario(name).unwrap();
            let (own, beside) = Scenario::open(&source, &atlas).unwrap_or_else(|problems| panic!("{problems}"));
            let treaty = atlas.roster().find_treaty(&beside.roster().treaty(own.treaty).key);
            for id in ["freeze_rate", "thaw_rate"] {
                let (range, why) = stated(&source, id);
                let Some(treaty) = treaty else {
                    assert!(why.contains("invented"), "{name}: a treaty of its own");
                    continue;
                };
                let counted =
                    default_scenario(&atlas, treaty, own.date).unwrap_or_else(|problems| panic!("{problems}"));
                let (counted, because) = stated(&counted, id);
                if name == "csto-2022" {
                    // Two digits, and the upper end of freezes is the plain rate of exits, as its text says.
                    assert!(
                        (range.0 / counted.0 - 1.0).abs() < 0.03 && range.1 <= counted.1,
                        "{id}: {range:?}, {counted:?}"
                    );
                } else {
                    assert_eq!((range, why), (counted, because), "{name}: {id}");
                }
            }
        }
    }

    #[test]
    fn numbers_have_three_digits() {
        assert_eq!([0.000_812_3, 0.0345, 0.4, 1.0, 0.0].map(digits), ["0.000812", "0.0345", "0.400", "1.00", "0.0"]);
    }
}
