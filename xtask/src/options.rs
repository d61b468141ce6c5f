//! Options of a command that take whole numbers.

/// Put the numbers that the words give, `--name N` in any order, in the place of those that are known.
///
/// # Errors
/// A word without a value, a value that is no whole number, an option that is not known.
pub fn numbers(words: &[&str], known: &mut [(&str, &mut u64)]) -> Result<(), String> {
    for pair in words.chunks(2) {
        let [name, value] = pair else { return Err(format!("`{}` has no value", pair[0])) };
        let value: u64 = value.parse().map_err(|_| format!("`{name} {value}`: not a whole number"))?;
        let Some((_, place)) = known.iter_mut().find(|(own, _)| own == name) else {
            let names: Vec<&str> = known.iter().map(|(own, _)| *own).collect();
            return Err(format!("unknown option `{name}`; known are {}", names.join(", ")));
        };
        **place = value;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_number_takes_its_place_and_what_is_not_known_is_refused() {
        let (mut cases, mut seed) = (1, 2);
        let mut read = |words: &[&str]| numbers(words, &mut [("--cases", &mut cases), ("--seed", &mut seed)]);
        assert_eq!(read(&["--seed", "7"]), Ok(()));
        assert_eq!(read(&["--cases"]), Err("`--cases` has no value".to_owned()));
        assert_eq!(read(&["--cases", "x"]), Err("`--cases x`: not a whole number".to_owned()));
        assert_eq!(read(&["--case", "3"]), Err("unknown option `--case`; known are --cases, --seed".to_owned()));
        assert_eq!((cases, seed), (1, 7));
    }
}
