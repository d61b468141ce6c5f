use super::*;
use crate::alliance::{ALLIANCE, MEMBER};
use crate::catalogue::PanelKind;
use crate::dyadic::PROVIDERS;

#[test]
fn every_variable_is_made_by_something_and_stands_once() {
    for (index, variable) in VARIABLES.iter().enumerate() {
        assert!(VARIABLES[index + 1..].iter().all(|other| other.name != variable.name), "{}", variable.name);
        assert!(PanelKind::ALL.into_iter().any(|kind| variable.fits(kind)), "{}", variable.name);
    }
    for name in PROVIDERS.iter().flat_map(|(names, _)| *names).chain(&ALLIANCE).chain(&MEMBER) {
        assert!(find_variable(name).is_some(), "{name} is made and not listed");
    }
}
