//! Preparing coordination: which statistics of which pair changed before which event.

use std::sync::Arc;

use foedera_likelihood::Coordination;

use crate::relational::table::{Plan, Table};

/// The events of a model of coordination.
pub(crate) fn prepare(plan: &Arc<Plan<'_>>) -> Coordination {
    let actors = plan.data.size().0;
    let mut table = Table::new(plan, true, true);
    let mut coordination = Coordination::new(actors, plan.bound.parameters());
    let mut row = Vec::new();
    for (_, event) in plan.data.counted_events() {
        table.move_to(event.time);
        let mut marked = table.take_marked();
        // Actors in order, so that a row of the likelihood is taken up once.
        marked.sort_unstable();
        for option in &marked {
            let (i, j) = (*option as usize / actors, *option as usize % actors);
            table.settle(i, j);
            if i != j {
                table.statistics(i, j, &mut row);
                coordination.set(i, j, &row);
            }
        }
        table.give_back(marked);
        coordination.happen(event.sender, event.receiver, &table.state.present[0]);
    }
    coordination
}
