//! Files made wrong: what the tests of readers feed them. The tests of the program include this file too.

/// A generator of its own (SplitMix64), so that a file can be named by its number.
pub struct Dice(pub u64);

impl Dice {
    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `most`; 0 where there is none.
    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.roll() % (most.max(1) as u64)).unwrap_or(0)
    }
}

/// Numbers at the ends of their ranges.
const EXTREMES: [&str; 13] = [
    "nan",
    "NaN",
    "inf",
    "-inf",
    "1e308",
    "-1e-308",
    "-0.0",
    "5e-324",
    "-2147483648",
    "2147483648",
    "65536",
    "9223372036854775807",
    "18446744073709551616",
];

/// What breaks readers: separators, codes of missing values, impossible dates, hostile names, open brackets.
const PIECES: [&str; 38] = [
    ",",
    ";",
    "=",
    "\t",
    "\n",
    "\r",
    "\0",
    "\"",
    "\"\"",
    "",
    ".",
    "-1",
    "0",
    "-9",
    "-9.0",
    "NA",
    "true",
    "[]",
    "{}",
    "[[",
    "{{{{{{{{",
    "é",
    "\u{FEFF}",
    "\u{10FFFF}",
    "\u{202e}",
    "\u{1b}[2J",
    "<script>",
    "=cmd()",
    "../../../x",
    "0000-00-00",
    "2018-02-30",
    "2022-02-30",
    "9999-12-31",
    "99999-01-01",
    "0.1.2",
    "ccode",
    "2, 200, , ,",
    "9999999999999999999",
];

/// `seed` with one to seven changes: cut off, bytes changed, removed, doubled, replaced by pieces or by a part of `other`, numbers
/// put to an extreme.
pub fn mutated(seed: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(7) {
        change(&mut bytes, other, dice);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    let until = (at + dice.below(24)).min(bytes.len());
    let piece = |dice: &mut Dice| match dice.below(4) {
        0 => EXTREMES[dice.below(EXTREMES.len())],
        _ => PIECES[dice.below(PIECES.len())],
    };
    match dice.below(10) {
        // A file that is cut off is left with little to be read: rarely.
        0 if dice.below(3) == 0 => bytes.truncate(at),
        0 | 1 => drop(bytes.splice(at..at, piece(dice).bytes())),
        2 => drop(bytes.splice(at..until, piece(dice).bytes())),
        3 => drop(bytes.drain(at..until)),
        4 => {
            let copy = bytes[at..until].to_vec();
            drop(bytes.splice(at..at, copy));
        }
        5 => {
            let from = dice.below(other.len() + 1);
            let to = (from + dice.below(200)).min(other.len());
            drop(bytes.splice(at..until, other[from..to].to_vec()));
        }
        6 => extreme(bytes, at, dice),
        7 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = dice.roll().to_le_bytes()[0];
            }
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
    }
}

/// The next number from here on becomes an extreme one.
fn extreme(bytes: &mut Vec<u8>, at: usize, dice: &mut Dice) {
    let number = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    if let Some(start) = bytes[at..].iter().position(number).map(|offset| at + offset) {
        let length = bytes[start..].iter().take_while(|byte| number(byte)).count();
        drop(bytes.splice(start..start + length, EXTREMES[dice.below(EXTREMES.len())].bytes()));
    }
}
