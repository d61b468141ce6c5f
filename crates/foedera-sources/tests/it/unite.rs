//! Several files of one dataset in a folder: parts are put together, conflicts are refused with both places.

use std::path::PathBuf;

use foedera_atlas::Atlas;
use foedera_sources::{Found, Outcome, read_folder};

/// A folder with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("foedera-unite-{name}-{}", std::process::id()));
    let _old = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    folder
}

fn found(name: &str, files: &[(&str, &str)]) -> Vec<Found> {
    let folder = folder(name, files);
    let found = read_folder(&folder, Atlas::embedded().unwrap().roster()).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    found
}

/// The facts and the refused rows of the first file that holds facts.
fn whole(found: &[Found]) -> (usize, usize, (i16, i16)) {
    let read = found.iter().find_map(|found| match &found.outcome {
        Outcome::Read(_, read) => Some(read),
        _ => None,
    });
    let read = read.expect("a file was read");
    (read.value.len(), read.refused_rows, read.value.span)
}

#[test]
fn parts_by_year_are_put_together_and_the_overlap_counts_once() {
    let found = found(
        "parts",
        &[
            ("a.csv", "ccode,year,cinc\n2,1950,0.25\n2,1951,0.5\n"),
            ("b.csv", "ccode,year,cinc,milex\n2,1951,0.5,7\n2,1952,0.75,8\n"),
        ],
    );
    assert_eq!(whole(&found), (3, 0, (1950, 1952)));
    assert!(matches!(&found[1].outcome, Outcome::Joined(_, _, 2, into) if into.ends_with("a.csv")));
    let Outcome::Read(_, read) = &found[0].outcome else { panic!("{:?}", found[0].outcome) };
    assert_eq!(read.value.numbers("milex")[1].to_bits(), 7.0_f64.to_bits(), "a cell that only the second file has");
}

#[test]
fn what_two_files_say_differently_is_refused_with_both_places() {
    let found = found(
        "conflict",
        &[
            ("a.csv", "ccode,year,cinc\n2,1950,0.25\n2,1951,0.5\n"),
            ("b.csv", "ccode,year,cinc\n2,1951,0.6\n20,1951,0.1\n"),
        ],
    );
    assert_eq!(whole(&found), (2, 1, (1950, 1951)), "1951 of the first state is in neither");
    let Outcome::Joined(_, read, ..) = &found[1].outcome else { panic!("{:?}", found[1].outcome) };
    let message = &read.refused[0].message;
    assert!(message.contains("line 3") && message.contains("line 2") && message.contains("a.csv"), "{message}");
    assert!(message.contains("0.5 and 0.6"), "{message}");
}

#[test]
fn rows_of_one_file_that_differ_in_one_key_are_both_refused() {
    let found = found("rows", &[("a.csv", "ccode,year,cinc\n2,1950,0.25\n2,1950,0.5\n2,1951,0.5\n2,1951,0.5\n")]);
    assert_eq!(whole(&found), (1, 2, (1950, 1951)));
}

#[test]
fn a_newer_edition_counts_only_if_it_covers_the_older() {
    let old = "ccode,year,cinc,version\n2,1950,0.25,2017\n2,1951,0.5,2017\n";
    let covering = "ccode,year,cinc,version\n2,1950,0.3,2021\n2,1951,0.6,2021\n2,1952,0.6,2021\n";
    let files = found("covers", &[("a.csv", old), ("b.csv", covering)]);
    assert_eq!(whole(&files), (3, 0, (1950, 1952)));
    assert!(matches!(files[0].outcome, Outcome::Superseded(..)));
    let later = "ccode,year,cinc,version\n2,1951,0.5,2021\n2,1952,0.6,2021\n";
    let files = found("later", &[("a.csv", old), ("b.csv", later)]);
    assert_eq!(whole(&files), (3, 0, (1950, 1952)), "the years before are not lost");
}

#[test]
fn a_file_full_of_refused_rows_never_displaces_a_good_one() {
    let good = "ccode,year,cinc\n2,1950,0.25\n2,1951,0.5\n";
    let bad = "ccode,year,cinc\n2,1950,7\n2,1951,8\n2,2100,0.5\n";
    let files = found("bad", &[("a.csv", bad), ("b.csv", good)]);
    assert_eq!(whole(&files), (2, 0, (1950, 1951)));
}

#[test]
fn registers_by_supplier_are_put_together_and_cover_their_suppliers() {
    let head =
        "Recipient,Supplier,Year of order,Weapon designation,Year(s) of delivery,SIPRI TIV of delivered weapons\n";
    let german = format!("{head}Albania,Germany,2006,Bo-105,2007,4.75\nAlgeria,Germany,2011,Fuchs-2,2013; 2014,21.6\n");
    let french = format!("{head}Algeria,France,1964,AML,1965,37.8\n");
    let found = found("arms", &[("de.csv", &german), ("fr.csv", &french)]);
    assert_eq!(whole(&found), (4, 0, (1965, 2014)));
    let Outcome::Read(_, read) = &found[0].outcome else { panic!("{:?}", found[0].outcome) };
    assert_eq!(read.value.parts.len(), 2);
    assert!(read.value.parts.iter().all(|part| part.only[0].0 == "supplier" && part.only[0].1.len() == 1));
}

#[test]
fn leaders_by_year_are_times_in_office() {
    let by_year = "obsid,ccode,leader,startdate,enddate,entry,exit\n\
                   USA-1869,2,Grant,1869-03-04,1869-12-31,Regular,(n_year)\n\
                   USA-1869,2,Grant,1870-01-01,1870-12-31,(p_year),Regular\n\
                   USA-1877,2,Hayes,1877-03-04,1877-12-31,Regular,(n_year)\n";
    let found = found("leaders", &[("archigos.csv", by_year)]);
    assert_eq!(whole(&found), (2, 0, (1869, 1877)));
}

#[test]
fn a_table_with_the_columns_of_a_dataset_and_other_numbers_is_not_it() {
    let share = "Country Name,Country Code,Year,Value\nArmenia,ARM,1990,3.5\nArmenia,ARM,1991,3.6\n";
    let merged = "ccode,year,cinc,gdp,polity,trade,wars,x\n2,1950,0.2,1,1,1,1,1\n";
    let files = found("trap", &[("military-expenditure-percent-of-gdp.csv", share), ("merged.csv", merged)]);
    for found in &files {
        let Outcome::Unknown(Some(why)) = &found.outcome else { panic!("{:?}", found.outcome) };
        assert!(why.contains("but"), "{why}");
    }
}

#[test]
fn a_stray_file_is_listed_and_does_not_stop_the_others() {
    let files =
        found("stray", &[("a.csv", "ccode,year,cinc\n2,1950,0.25\n"), ("b.dta", "junk"), ("codebook.pdf", "%PDF")]);
    assert_eq!(whole(&files), (1, 0, (1950, 1950)));
    assert!(matches!(files[1].outcome, Outcome::Broken(_)));
    assert!(matches!(&files[2].outcome, Outcome::Unknown(Some(why)) if why.contains("no table")));
}
