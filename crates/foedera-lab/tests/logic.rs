//! What holds by logic holds in the numbers of every forecast, for every scenario and number of futures.

use foedera_atlas::Atlas;
use foedera_diagnostic::Source;
use foedera_lab::{Forecast, MemberAt, Models, Scenario, Settings, TreatyAnswer, embedded_scenario, forecast};
use foedera_world::World;
use proptest::prelude::*;

fn run(text: &str, futures: u32, seed: u64) -> Forecast {
    let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
    let scenario = match Scenario::read(&Source::new("s.toml", text), &atlas) {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{problems:?}\n{text}"),
    };
    forecast(&scenario, text, &["s.toml"], &atlas, &models, Settings { futures, seed }).expect("an answer")
}

fn shipped() -> String {
    embedded_scenario("csto-2022").expect("it comes with the program").text().to_owned()
}

/// No more than rounding.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

fn at_one_time(at: &MemberAt, treaty: &TreatyAnswer, horizon: usize) {
    let [left, frozen, stayed, over] = [at.left, at.frozen, at.stayed, at.treaty_over].map(|estimate| estimate.mean);
    assert!(same(left + frozen + stayed + over, 1.0), "{left} + {frozen} + {stayed} + {over} is not 1");
    let closed = treaty.ended_or_replaced[horizon].mean;
    assert!(over <= closed + 1e-9, "a membership ends with the treaty only if the treaty ends");
    assert!(over + left >= closed - 1e-9, "when the treaty is over, a member has left before or ends with it");
    assert!(treaty.at_least_one_left[horizon].mean >= left - 1e-9, "any is no less than each");
}

fn rises(means: &[f64]) {
    assert!(means.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12), "{means:?} falls");
}

fn means(estimates: &[foedera_lab::Estimate]) -> Vec<f64> {
    estimates.iter().map(|estimate| estimate.mean).collect()
}

/// All that must hold.
fn obeys_logic(found: &Forecast) {
    assert!(found.estimates().all(foedera_lab::Estimate::is_probability));
    for (branch, treaty) in found.treaty.iter().enumerate() {
        let lists = [&treaty.at_least_one_left, &treaty.ended, &treaty.replaced, &treaty.ended_or_replaced];
        lists.into_iter().for_each(|list| rises(&means(list)));
        for horizon in 0..found.horizons.len() {
            let [ended, replaced, closed, few] =
                [&treaty.ended, &treaty.replaced, &treaty.ended_or_replaced, &treaty.ended_or_few]
                    .map(|list| list[horizon].mean);
            assert!(same(ended + replaced, closed) && few >= closed - 1e-9);
            let each = found.members.iter().map(|member| &member.branches[branch].at[horizon]);
            each.clone().for_each(|at| at_one_time(at, treaty, horizon));
            assert!(treaty.at_least_one_left[horizon].mean <= each.map(|at| at.left.mean).sum::<f64>() + 1e-9);
        }
        for member in &found.members {
            let course = &member.branches[branch].incidence;
            rises(&course.iter().map(|point| point.left).collect::<Vec<_>>());
            rises(&course.iter().map(|point| point.treaty_over).collect::<Vec<_>>());
            for at in &member.branches[branch].at {
                let point = course.iter().find(|point| point.day == at.day).expect("every horizon is on the course");
                assert_eq!(
                    (point.left, point.frozen, point.treaty_over),
                    (at.left.mean, at.frozen.mean, at.treaty_over.mean)
                );
            }
        }
        for point in &found.member_count[branch] {
            assert!((0.0..=found.scenario.members.len() as f64).contains(&point.mean), "{point:?}");
            assert!(point.quantiles.windows(2).all(|pair| pair[0] <= pair[1]));
        }
        for (horizon, day) in found.horizons.iter().enumerate() {
            let stayed: f64 = found.members.iter().map(|member| member.branches[branch].at[horizon].stayed.mean).sum();
            let fan =
                found.member_count[branch].iter().find(|point| point.day == *day).expect("every horizon is in the fan");
            let patron = 1.0 - treaty.ended_or_replaced[horizon].mean;
            assert!(same(fan.mean, stayed + patron) || same(fan.mean, stayed), "{} beside {stayed}", fan.mean);
        }
    }
}

#[test]
fn the_shipped_scenario_obeys_logic_with_any_number_of_futures() {
    for futures in [1, 2, 3, 5, 8, 17, 40, 100, 101, 333, 1000, 10_000] {
        obeys_logic(&run(&shipped(), futures, u64::from(futures)));
    }
}

/// What a scenario may be about.
struct Setting {
    treaty: String,
    date: String,
    members: Vec<String>,
}

/// Treaties of the atlas with three to sixteen members, some of them frozen, on days of seven decades.
fn settings() -> Vec<Setting> {
    let atlas = Atlas::embedded().expect("the atlas");
    let mut found = Vec::new();
    for year in [1955, 1975, 1985, 1995, 2005, 2015, 2020, 2024] {
        let day = foedera_world::Day::new(year, 7, 1).expect("a day");
        let world: World = atlas.history.world_at(day).world;
        for (id, treaty) in atlas.roster().treaties() {
            let key = |member: foedera_world::Membership| atlas.roster().state(member.state).key.clone();
            let members: Vec<String> = world.treaty(id).members().map(key).collect();
            let in_force = world.treaty(id).status() == foedera_world::TreatyStatus::InForce;
            if in_force && (3..=16).contains(&members.len()) {
                found.push(Setting { treaty: treaty.key.clone(), date: day.to_string(), members });
            }
        }
    }
    found
}

/// A scenario with the given dice.
fn random(setting: &Setting, dice: &[f64; 12]) -> String {
    use std::fmt::Write as _;
    let Setting { treaty, date, members } = setting;
    let year: i32 = date[..4].parse().expect("a year");
    let within = |low: f64, high: f64, u: f64| low + (high - low) * u;
    let (patron, other) = (&members[0], &members[members.len() - 1]);
    let mut text = format!(
        "schema = 1\nid = \"r\"\ntitle = \"r\"\ndate = \"{date}\"\ntreaty = \"{treaty}\"\npatron = \"{patron}\"\nnote = \"\"\n\
         threshold = {}\nhorizons = [\"{}-01-02\", \"{}-08-01\", \"{}-07-01\"]\n",
        1 + (dice[0] * members.len() as f64 * 0.999) as usize,
        year + 1,
        year + 1,
        year + 2 + (dice[1] * 9.0) as i32,
    );
    let mut assume = |id: &str, low: f64, high: f64| {
        let (low, high) = (low.min(high), low.max(high));
        writeln!(
            text,
            "[[assumption]]\nid = \"{id}\"\ndistribution = \"uniform\"\nrange = [{low}, {high}]\nwhy = \"dice\""
        )
        .expect("strings grow");
    };
    let rate = |u: f64| if u < 0.2 { 0.0 } else { 12.0 * u * u * u * u };
    assume("freeze_rate", rate(dice[2]), rate(dice[3]));
    assume("thaw_rate", rate(dice[4]), rate(dice[5]));
    assume("freeze_elasticity", within(0.0, 5.0, dice[6]), within(0.0, 5.0, dice[7]));
    assume("frozen_exit_ratio", within(0.0, 100.0, dice[8] * dice[8]), within(0.0, 100.0, dice[9] * dice[9]));
    text.push_str("[[branch]]\nid = \"a\"\nname = \"A\"\ndescription = \"as it is\"\n[[branch]]\nid = \"b\"\nname = \"B\"\ndescription = \"shocked\"\n");
    let factor = |u: f64| foedera_math::exp((u - 0.5) * 8.0).clamp(0.01, 20.0);
    let (low, high) = (factor(dice[10]).min(factor(dice[11])), factor(dice[10]).max(factor(dice[11])));
    writeln!(text, "[[branch.shock]]\nstate = \"{patron}\"\nvariable = \"capability\"\nfactor = [{low}, {high}]\nfrom = \"{date}\"\nwhy = \"dice\"")
        .expect("strings grow");
    let years: Vec<String> = (year - 6..year).map(|year| year.to_string()).collect();
    let values = vec![format!("{:.4}", 0.04 * dice[0] + 0.001); 6];
    writeln!(text, "[[series]]\nstate = \"{patron}\"\nvariable = \"capability\"\nyears = [{}]\nvalues = [{}]\nsources = [\"nmc7\"]", years.join(", "), values.join(", "))
        .expect("strings grow");
    if dice[1] > 0.5 {
        writeln!(text, "[[series]]\nstate = \"{other}\"\nvariable = \"ideal_point\"\nyears = [{}]\nvalues = [{:.3}]\nsources = [\"un_ideal_2024\"]", year - 1, 12.0 * dice[2] - 6.0)
            .expect("strings grow");
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_scenarios_obey_logic(
        which in 0.0..1.0_f64,
        dice in proptest::array::uniform12(0.0..1.0_f64),
        futures in prop_oneof![1_u32..12, 12_u32..150],
        seed in any::<u64>(),
    ) {
        let all = settings();
        let setting = &all[(which * all.len() as f64) as usize];
        obeys_logic(&run(&random(setting, &dice), futures, seed));
    }
}
