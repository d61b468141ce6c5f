//! KTAB's own files are read as they are; the numbers are compared with a reading of the text by hand.

use std::path::PathBuf;

use foedera_diagnostic::Source;
use foedera_summit::Problem;

fn tables(folder: &str) -> Vec<Source> {
    let Some(root) = std::env::var_os("FOEDERA_GOLDEN") else {
        println!("skipped: FOEDERA_GOLDEN is not set");
        return Vec::new();
    };
    let folder = PathBuf::from(root).join("summit").join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    assert!(!paths.is_empty());
    paths.iter().map(|path| Source::new(path.to_string_lossy(), std::fs::read_to_string(path).unwrap())).collect()
}

/// The last `count` numbers of a line, split at commas.
fn tail(line: &str, count: usize) -> Vec<f64> {
    let cells: Vec<&str> = line.trim().trim_end_matches(',').split(',').collect();
    cells[cells.len() - count..].iter().map(|cell| cell.trim().parse().unwrap()).collect()
}

#[test]
fn ktab_files_are_read_number_by_number() {
    for file in tables("ktab") {
        let problem = Problem::from_csv(&file, None).unwrap_or_else(|problems| panic!("{problems}"));
        let rows: Vec<&str> = file.text().lines().skip(2).filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(problem.actors.len(), rows.len(), "{}", file.name());
        assert!(problem.issues.iter().all(|issue| issue.scale == (0.0, 100.0)));
        let setting = problem.central().setting;
        for (actor, row) in rows.iter().enumerate() {
            let numbers = tail(row, 1 + 2 * setting.issues);
            for issue in 0..setting.issues {
                let at = setting.at(actor, issue);
                assert_eq!(setting.capabilities[at], numbers[0], "{row}");
                assert_eq!(setting.positions[at], numbers[1 + 2 * issue], "{row}");
                assert_eq!(setting.saliences[at], numbers[2 + 2 * issue] / 100.0, "{row}");
            }
        }
        assert!(setting.reference.iter().all(|reference| reference.is_nan()));
    }
}

#[test]
fn plain_files_are_read_on_their_own_scale() {
    for file in tables("eum") {
        let problem = Problem::from_csv(&file, None).unwrap_or_else(|problems| panic!("{problems}"));
        let setting = problem.central().setting;
        let rows: Vec<Vec<f64>> = file.text().lines().skip(1).map(|line| tail(line, 3)).collect();
        for (actor, row) in rows.iter().enumerate() {
            assert_eq!([setting.capabilities[actor], setting.positions[actor], setting.saliences[actor]], row[..]);
        }
        let low = rows.iter().map(|row| row[1]).fold(f64::INFINITY, f64::min);
        let high = rows.iter().map(|row| row[1]).fold(f64::NEG_INFINITY, f64::max);
        assert_eq!(setting.scales, [(low, high)]);
    }
}
