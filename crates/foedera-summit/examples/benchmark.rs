//! Scores every model on issues with known outcomes, and cross-validates the family of recipes:
//! `cargo run --release -p foedera-summit --example benchmark -- FOLDER`, with issues.csv and positions.csv in it.

use foedera_diagnostic::Source;
use foedera_summit::Model;
use foedera_summit::benchmark::{Kind, difference, error_ratios, forecasts, read, score, validate};

fn main() {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("name a folder with issues.csv and positions.csv");
        std::process::exit(2);
    };
    let source = |name: &str| {
        let path = format!("{folder}/{name}");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| {
            eprintln!("{path}: {error}");
            std::process::exit(2);
        });
        Source::new(path, text)
    };
    let benchmark = read(&source("issues.csv"), &source("positions.csv")).unwrap_or_else(|problems| {
        problems.0.iter().for_each(|problem| eprintln!("{}", problem.render(false)));
        std::process::exit(2);
    });
    let cases = benchmark.scored();
    let reference = forecasts(&benchmark, Model::PceUniform);
    println!("{:20}    n    MAE  dicho.   rank  scale   against pce-uniform (standard error) [95 %]", "model");
    let line = |name: &str, found: &[f64]| {
        let by = |kind| score(&cases, found, kind).mean;
        let kinds = Kind::ALL.map(|kind| by(Some(kind)));
        let d = difference(&cases, found, &reference, 1);
        println!(
            "{name:20} {:4} {:6.3}  {:6.2} {:6.2} {:6.2}   {:+.3} ({:.3}) [{:+.3}, {:+.3}] on {}",
            score(&cases, found, None).count,
            by(None),
            kinds[0],
            kinds[1],
            kinds[2],
            d.mean,
            d.standard_error,
            d.interval[0],
            d.interval[1],
            d.count
        );
    };
    for model in Model::ALL {
        line(model.name(), &forecasts(&benchmark, model));
    }
    let Some(validation) = validate(&benchmark) else { return };
    for (recipe, error) in &validation.family {
        println!("cross-validated {error:6.3}  {recipe:?}");
    }
    println!("band of the mean {:.3?}", error_ratios(&cases, &forecasts(&benchmark, Model::Mean)));
    println!("band of left-out {:.3?}", error_ratios(&cases, &validation.left_out));
    println!("chosen {:?} ratios {:.3?}, in sample {:.3}", validation.recipe, validation.ratios, validation.in_sample);
    line("cross-validated", &validation.left_out);
    line("nested", &validation.nested_forecasts);
}
