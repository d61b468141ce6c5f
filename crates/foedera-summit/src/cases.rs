//! The case files of `summits/`, compiled into the program.

use foedera_diagnostic::Source;

const FILES: [(&str, &str); 4] = [
    ("summits/moscow-1999.toml", include_str!("../../../summits/moscow-1999.toml")),
    ("summits/moscow-2009.toml", include_str!("../../../summits/moscow-2009.toml")),
    ("summits/yerevan-2022.toml", include_str!("../../../summits/yerevan-2022.toml")),
    ("summits/minsk-2023.toml", include_str!("../../../summits/minsk-2023.toml")),
];

/// The embedded case files, by date; [`Problem::read`](crate::Problem::read) reads each.
pub fn cases() -> Vec<Source> {
    FILES.iter().map(|(name, text)| Source::new(*name, *text)).collect()
}

/// The embedded case file of this key, `yerevan-2022`.
pub fn case(id: &str) -> Option<Source> {
    let name = format!("summits/{id}.toml");
    FILES.iter().find(|(file, _)| *file == name).map(|(name, text)| Source::new(*name, *text))
}
