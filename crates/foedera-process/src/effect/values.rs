//! Values of effects kept while several processes read them.

use super::catalogue::Effect;
use super::view::View;

/// Values of effects for one option, each computed once however many processes read it.
#[derive(Debug, Clone, Copy)]
pub struct Values {
    known: [Option<Option<f64>>; Self::KEPT],
}

impl Default for Values {
    fn default() -> Self {
        Self { known: [None; Self::KEPT] }
    }
}

impl Values {
    /// The effects of memberships, which come first, are those that futures read time and again.
    const KEPT: usize = Effect::UNREST.0 as usize;

    /// The value of an effect for the option, which must be the same at every call.
    pub fn of(&mut self, effect: Effect, view: &View<'_>) -> Option<f64> {
        match self.known.get_mut(usize::from(effect.0)) {
            Some(known) => *known.get_or_insert_with(|| effect.value(view)),
            None => effect.value(view),
        }
    }
}
