//! Preparing coordination: which statistics of which pair changed before which event.

use std::sync::Arc;

use foedera_likelihood::Coordination;

use crate::relational::table::{Plan, Table};

/// The events of a model of coordination.
pub(crate) fn prepare(plan: &Arc<Plan<'_>>) -> Coordination {
    let actors = plan.data.size().0;
    let mut table = Table::new(plan, true, true);
    let of_receiver = table.read_receivers_apart();
    let mut coordination = Coordination::new(actors, &of_receiver);
    let (mut there, mut back, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    for (_, event) in plan.data.counted_events() {
        foedera_diagnostic::watch::check();
        table.move_to(event.time);
        let mut marked = table.take_marked();
        // Each pair once and in order, whichever way it is marked.
        let lower_first = |option: u32| {
            let (i, j) = (option as usize / actors, option as usize % actors);
            (i.min(j) * actors + i.max(j)) as u32
        };
        marked.iter_mut().for_each(|option| *option = lower_first(*option));
        marked.sort_unstable();
        marked.dedup();
        for option in &marked {
            let (i, j) = (*option as usize / actors, *option as usize % actors);
            table.settle(i, j);
            table.settle(j, i);
            if i != j {
                table.of_pair(i, j, &mut there);
                table.of_pair(j, i, &mut back);
                coordination.set((i, j), &there, &back);
            }
        }
        for j in 0..actors {
            table.of_receiver(j, &mut numbers);
            coordination.set_chosen(j, &numbers);
        }
        table.give_back(marked);
        coordination.happen(event.sender, event.receiver, &table.state.present[0]);
    }
    coordination
}
