//! The spatial model of politics against KTAB: every state of its base runs, and the ends of runs with one choice
//! changed at a time. Positions agree to 1e-4 on a scale from 0 to 100, probabilities and attitudes to risk to 1e-6.

use foedera_summit::smp::{
    Adjustment, Attitudes, Commitment, Computation, Interpolation, Parameters, Parties, Proposal, State, play, terms,
};
use foedera_summit::{Booth, Condorcet, Election, Victory, Vote};
use serde_json::Value;

use crate::case::{apart, files, folder, json, list, number, numbers, rows};

fn victory(name: &str) -> Victory {
    match name {
        "Linear" => Victory::Linear,
        "Square" => Victory::Square,
        "Quartic" => Victory::Quartic,
        "Octic" => Victory::Octic,
        "Binary" => Victory::Binary,
        other => panic!("unknown victory {other}"),
    }
}

fn election(name: &str) -> Election {
    match name {
        "Conditional" => Election::Conditional,
        "MarkovIncentive" => Election::Incentive,
        "MarkovUniform" => Election::Uniform,
        other => panic!("unknown election {other}"),
    }
}

fn vote(name: &str) -> Vote {
    match name {
        "Binary" => Vote::Binary,
        "PropBin" => Vote::ProportionalBinary,
        "Prop" => Vote::Proportional,
        "PropCbc" => Vote::ProportionalCubic,
        "Cubic" => Vote::Cubic,
        "ASymProsp" => Vote::Prospect,
        other => panic!("unknown vote {other}"),
    }
}

/// The choices of a run, by the names that the file gives to its numbers.
fn parameters(file: &Value, run: &Value) -> Parameters {
    let name = |place: usize| -> &str {
        let kind = file["parameters"]["order"][place].as_str().unwrap();
        let index = run["params"][place].as_u64().unwrap() as usize;
        file["parameters"]["enums"][kind][index].as_str().unwrap()
    };
    assert_eq!(name(2), "Deterministic", "no other runs are known");
    let condorcet = Condorcet {
        vote: vote(name(3)),
        victory: victory(name(0)),
        election: election(name(1)),
        one_sided: true,
        repeated: true,
    };
    let adjustment = match name(4) {
        "None" => Adjustment::None,
        "OneThird" => Adjustment::OneThird,
        "Half" => Adjustment::Half,
        "TwoThirds" => Adjustment::TwoThirds,
        _ => Adjustment::Full,
    };
    let (attitudes, commitment) = (attitudes(name(5)), commitment(name(6)));
    let proposal = match name(8) {
        "InitOnlyInterp" => Proposal::Initiator,
        "InitRcvrInterp" => Proposal::Both,
        _ => Proposal::Compromise,
    };
    let (interpolation, turns, computation) = (interpolation(name(7)), 100, Computation::Ktab);
    Parameters { condorcet, adjustment, attitudes, commitment, interpolation, proposal, computation, turns }
}

fn attitudes(name: &str) -> Attitudes {
    match name {
        "Min" => Attitudes::Averse,
        "Mid" => Attitudes::Middle,
        _ => Attitudes::Wide,
    }
}

fn commitment(name: &str) -> Commitment {
    match name {
        "NoCommit" => Commitment::None,
        "SemiCommit" => Commitment::Partial,
        _ => Commitment::Full,
    }
}

fn interpolation(name: &str) -> Interpolation {
    match name {
        "S1P1" => Interpolation::Linear,
        "S2P2" => Interpolation::Square,
        _ => Interpolation::Advantage,
    }
}

/// KTAB's own input: a line of heading, one of columns, then name, description, influence, and position and salience
/// on each issue, from 0 to 100.
fn parties(path: &std::path::Path) -> Parties {
    let rows = rows(path, 2);
    let value = |row: &[String], at: usize| -> f64 { row[at].parse().unwrap() };
    let filled = |row: &[String]| row.iter().rposition(|field| !field.is_empty()).unwrap() + 1;
    let issues = (filled(&rows[0]) - 3) / 2;
    let each = |first: usize| -> Vec<f64> {
        rows.iter().flat_map(|row| (0..issues).map(move |k| value(row, first + 2 * k) / 100.0)).collect()
    };
    let capabilities = rows.iter().map(|row| value(row, 2)).collect();
    Parties { issues, positions: each(3), saliences: each(4), capabilities }
}

fn positions(state: &State) -> Vec<f64> {
    state.positions.iter().map(|x| x * 100.0).collect()
}

/// Positions by their first holders, with probabilities.
fn lottery(state: &State, expected: &Value, what: &str) {
    let pairs = expected.as_array().unwrap();
    let holders: Vec<usize> = pairs.iter().map(|pair| pair[0].as_u64().unwrap() as usize).collect();
    assert_eq!(state.holders, holders, "{what}: distinct positions");
    let p: Vec<f64> = pairs.iter().map(|pair| number(&pair[1])).collect();
    assert!(apart(&state.probabilities, &p) < 1e-6, "{what}: {:?} {p:?}", state.probabilities);
}

#[test]
fn golden_ktab_base_runs() {
    let Some(folder) = folder("ktab") else { return };
    for (name, path) in files(&folder, "_base.json") {
        let file = json(&path);
        let parties = parties(&folder.join(format!("{name}.csv")));
        let mut states = Vec::new();
        let (_, turns, _) = play(&parties, &parameters(&file, &file), |state| states.push(state.clone()));
        assert_eq!(turns + 1, file["states"].as_u64().unwrap() as usize, "{name}: states");
        for (turn, (state, expected)) in states.iter().zip(list(&file, "turns")).enumerate() {
            let what = format!("{name}, turn {turn}");
            assert!(apart(&positions(state), &numbers(&expected["pos"])) < 1e-4, "{what}: positions");
            assert!(apart(&state.risks, &numbers(&expected["risk"])) < 1e-6, "{what}: attitudes to risk");
            lottery(state, &expected["pdist"], &what);
        }
        println!("{name}: {} states agree", states.len());
    }
}

#[test]
fn golden_ktab_one_choice_at_a_time() {
    let Some(folder) = folder("ktab") else { return };
    for (name, path) in files(&folder, "_one_at_a_time.json") {
        let file = json(&path);
        let parties = parties(&folder.join(format!("{name}.csv")));
        let mut failures = Vec::new();
        for run in list(&file, "runs") {
            let found = std::panic::catch_unwind(|| one_run(&name, &file, run, &parties));
            if found.is_err() {
                failures.push(run["params"].to_string());
            }
        }
        let runs = list(&file, "runs").len();
        assert!(failures.is_empty(), "{name}: {} of {runs} runs disagree: {failures:?}", failures.len());
        println!("{name}: {runs} runs agree");
    }
}

fn one_run(name: &str, file: &Value, run: &Value, parties: &Parties) {
    let what = format!("{name} {}", run["params"]);
    let mut first = None;
    let (last, turns, _) = play(parties, &parameters(file, run), |state| {
        first.get_or_insert_with(|| state.clone());
    });
    if run["error"].is_string() {
        // KTAB aborts here; all that can be held is that a run of ours comes to an end.
        assert!(positions(&last).iter().all(|x| (0.0..=100.0).contains(x)), "{what}");
        return;
    }
    let first = first.unwrap();
    assert!(apart(&first.risks, &numbers(&run["risk0"])) < 1e-6, "{what}: first attitudes to risk");
    lottery(&first, &run["pdist0"], &what);
    if run["reproducible"] == Value::Bool(false) {
        // KTAB itself gives other results from run to run.
        return;
    }
    assert!(apart(&positions(&last), &numbers(&run["final_pos"])) < 1e-4, "{what}: {:?}", positions(&last));
    assert_eq!(turns + 1, run["states"].as_u64().unwrap() as usize, "{what}: states");
    lottery(&last, &run["pdist"], &what);
    let expected: Vec<f64> = last.expectation(parties.issues).iter().map(|x| 100.0 * x).collect();
    assert!(apart(&expected, &numbers(&run["expected"])) < 1e-4, "{what}: {expected:?}");
    let holder = last.mode().unwrap();
    let mode = &positions(&last)[holder * parties.issues..(holder + 1) * parties.issues];
    assert!(apart(mode, &numbers(&run["mode_pos"])) < 1e-4, "{what}: {mode:?}");
}

#[test]
fn golden_ktab_primitives() {
    let Some(folder) = folder("ktab") else { return };
    for (name, path) in files(&folder, "unit_primitives.json") {
        let file = json(&path);
        for case in list(&file, "vote") {
            let found = vote(case["rule"].as_str().unwrap())
                .cast(number(&case["w"]), number(&case["uij"]) - number(&case["uik"]));
            assert!((found - number(&case["vote"])).abs() < 1e-9, "{name} {case}");
        }
        for case in list(&file, "vprob") {
            let found = victory(case["model"].as_str().unwrap()).chance(number(&case["s1"]), number(&case["s2"]));
            assert!((found - number(&case["p1"])).abs() < 1e-9, "{case}: {found}");
        }
        for case in list(&file, "bsutil") {
            let found = terms::utility(number(&case["d"]), number(&case["R"]));
            assert!((found - number(&case["u"])).abs() < 1e-9, "{case}: {found}");
        }
        for case in list(&file, "bvdiff") {
            let found = terms::distance(&numbers(&case["delta"]), &numbers(&case["sal"]));
            assert!((found - number(&case["dist"])).abs() < 1e-9, "{case}: {found}");
        }
        for case in list(&file, "bigR") {
            let p = numbers(&case["p"]);
            let (least, most) = p.iter().fold((1.0, 0.0), |(a, b): (f64, f64), p| (a.min(*p), b.max(*p)));
            let found: Vec<f64> =
                p.iter().map(|p| attitudes(case["range"].as_str().unwrap()).attitude(*p, least, most)).collect();
            assert!(apart(&found, &numbers(&case["R"])) < 1e-9, "{case}: {found:?}");
        }
        for case in list(&file, "thirdparty") {
            let utilities = ["u_ki", "u_kj", "u_kk"].map(|key| number(&case[key]));
            let sides = ["contrib_i", "contrib_j"].map(|key| number(&case[key]));
            let commitment = commitment(case["commit"].as_str().unwrap());
            let vote = vote(case["rule"].as_str().unwrap());
            let found = commitment.third_party(vote, number(&case["w"]), utilities, sides);
            assert!((found - number(&case["vote"])).abs() < 1e-9, "{case}: {found}");
        }
        for case in list(&file, "interp") {
            bargain(case);
        }
        for case in list(&file, "pce") {
            elections(case);
        }
    }
}

fn bargain(case: &Value) {
    let of = |key: &str, issue: usize| number(&case[key][issue]);
    let p = number(&case["p_i"]);
    for issue in 0..list(case, "pos_i").len() {
        let positions = [of("pos_i", issue), of("pos_j", issue)];
        let saliences = [of("sal_i", issue), of("sal_j", issue)];
        let form = interpolation(case["method"].as_str().unwrap());
        let found = form.halves(positions, saliences, [p, 1.0 - p], Computation::Ktab);
        assert!(apart(&found, &[of("new_i", issue), of("new_j", issue)]) < 1e-9, "{case}: {found:?}");
    }
}

fn elections(case: &Value) {
    let weights = numbers(&case["w"]);
    let rows: Vec<Vec<f64>> = list(case, "u").iter().map(numbers).collect();
    let utilities: Vec<f64> = (0..rows[0].len()).flat_map(|text| rows.iter().map(move |row| row[text])).collect();
    for name in ["Conditional", "MarkovIncentive", "MarkovUniform"] {
        let condorcet = Condorcet {
            vote: vote(case["rule"].as_str().unwrap()),
            victory: victory(case["vpm"].as_str().unwrap()),
            election: election(name),
            one_sided: true,
            repeated: true,
        };
        let mut booth = Booth::default();
        let found = condorcet.probabilities(&weights, &utilities, &mut booth).to_vec();
        assert!(apart(&found, &numbers(&case[name])) < 1e-9, "{name} {case}: {found:?}");
        assert!(apart(&booth.coalitions, &numbers(&case["coalitions"])) < 1e-9, "{case}");
        assert!(apart(&booth.chances, &numbers(&case["pv"])) < 1e-9, "{case}");
    }
}
