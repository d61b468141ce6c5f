//! Events of cases: one yes or no each, by a logit (*joins*, *honours*).
//!
//! [`Cases`] are the estimation sample; [`EventFit`] tries candidates (which effects, how strong a prior), each case forecast by the one
//! that did best on other cases, and fits the one that ships; [`EventModel`] is its posterior mode with a card.
//!
//! Left to others: which cases there are (`foedera-lab`), the likelihood and its ascent (`foedera-likelihood`).

mod fit;
mod model;
mod sample;

pub use fit::{Candidate, EventFit, EventForecast, Held, NoFit};
pub use model::{Counted, Counts, EventModel};
pub use sample::{Case, Cases};
