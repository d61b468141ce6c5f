//! KTAB's own files are read as they are; the numbers are compared with a reading of the text by hand.

use std::path::PathBuf;

use foedera_diagnostic::Source;
use foedera_summit::Problem;

fn tables(group: &str) -> Vec<Source> {
    let Some(folder) = foedera_golden::folder(&format!("summit/{group}")) else { return Vec::new() };
    let read =
        |(_, path): (String, PathBuf)| Source::new(path.to_string_lossy(), std::fs::read_to_string(&path).unwrap());
    foedera_golden::files(&folder, ".csv").into_iter().map(read).collect()
}

/// The last `count` numbers of a line, split at commas.
fn tail(line: &str, count: usize) -> Vec<f64> {
    let cells: Vec<&str> = line.trim().trim_end_matches(',').split(',').collect();
    cells[cells.len() - count..].iter().map(|cell| cell.trim().parse().unwrap()).collect()
}

#[test]
fn golden_ktab_files_are_read_number_by_number() {
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
fn golden_plain_files_are_read_on_their_own_scale() {
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
