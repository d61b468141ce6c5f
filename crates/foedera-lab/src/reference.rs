//! Reference classes: base rates of several named kinds, since the choice among them matters more than any covariate.

use foedera_atlas::Atlas;
use foedera_math::{exp_m1, gamma_quantile};
use foedera_process::{Model, ReferenceCount};
use foedera_world::{Day, StateId, Status, TreatyId};

use crate::{Estimate, ReferenceClass};

/// The exits and member-years of a treaty's members other than the patron, up to `date`.
pub(crate) fn own_record(atlas: &Atlas, treaty: TreatyId, patron: StateId, date: Day) -> ReferenceCount {
    let world = atlas.history.world_at(date).world;
    let spells: Vec<_> = world.treaty(treaty).memberships.iter().filter(|spell| spell.state != patron).collect();
    let until = |spell: &foedera_world::Membership| if spell.status.is_open() { date } else { spell.changed };
    let gone = |status: Status| matches!(status, Status::Withdrawn | Status::Expelled);
    let key = &atlas.roster().treaty(treaty).key;
    ReferenceCount {
        id: "own-record".to_owned(),
        name: format!("{key}'s own record to {date}"),
        definition:
            "each spell of a member but the patron, from signature; events: members that left, did not renew or were \
                     suspended out (members that left together count each)"
                .to_owned(),
        events: spells.iter().filter(|spell| gone(spell.status)).count() as u32,
        years: spells.iter().map(|spell| until(spell).years_since(spell.since)).sum(),
    }
}

/// All reference classes: those counted with the model's data, and the treaty's own record.
pub(crate) fn classes(
    model: &Model,
    own: ReferenceCount,
    members: usize,
    start: Day,
    horizons: &[Day],
) -> Vec<ReferenceClass> {
    let class = |(count, sources): (&ReferenceCount, Vec<String>)| {
        let events = f64::from(count.events);
        let low = gamma_quantile(events + 0.5, 0.05) / count.years;
        let high = gamma_quantile(events + 0.5, 0.95) / count.years;
        let estimate = |of: &dyn Fn(f64) -> f64| Estimate {
            mean: of(events / count.years),
            low: of(low),
            high: of(high),
            events: count.events,
            monte_carlo_error: 0.0,
        };
        let by = |many: f64| -> Vec<Estimate> {
            let at = |day: &Day| {
                let years = day.years_since(start);
                estimate(&move |rate: f64| -exp_m1(-rate * many * years))
            };
            horizons.iter().map(at).collect()
        };
        ReferenceClass {
            id: count.id.clone(),
            name: count.name.clone(),
            definition: count.definition.clone(),
            events: count.events,
            member_years: count.years,
            rate: estimate(&|rate| rate),
            one_member: by(1.0),
            at_least_one: by(members as f64),
            sources,
        }
    };
    let fitted = model.references.iter().map(|count| (count, vec!["atop51".to_owned()]));
    fitted.chain([(&own, vec!["foedera_atlas".to_owned()])]).map(class).collect()
}
