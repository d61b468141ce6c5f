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
    let (mut row, mut of_pair, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    for (_, event) in plan.data.counted_events() {
        table.move_to(event.time);
        let mut marked = table.take_marked();
        marked.sort_unstable();
        for option in &marked {
            let (i, j) = (*option as usize / actors, *option as usize % actors);
            table.settle(i, j);
            if i != j {
                table.statistics(i, j, &mut row);
                of_pair.clear();
                of_pair.extend(row.iter().zip(&of_receiver).filter(|(_, apart)| !**apart).map(|(number, _)| *number));
                coordination.set(i, j, &of_pair);
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
