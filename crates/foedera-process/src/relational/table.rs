//! The statistics of options as the state moves: an event makes anew only what it touches.
//!
//! An option is a pair of a sender and a receiver, or a sender in a model of rates. Numbers of single actors are kept for each
//! actor, numbers of pairs for each option; those that a change has touched are marked and made anew when somebody asks. Where
//! there are too many options to keep, numbers of pairs are made when they are asked for.
//!
//! Left to others: what is at risk and what happened (`prepare`, `simulate`).

use std::collections::VecDeque;
use std::sync::Arc;

use crate::relational::bind::Bound;
use crate::relational::data::{Change, EventData};
use crate::relational::effect::{Effect, Kind, Scope, Touched, Transform, tied};
use crate::relational::model_kind::ModelKind;
use crate::relational::state::{State, Step, Steps};

/// The mark of an option whose actors have come or gone.
pub(crate) const PRESENCE: u64 = 1 << 63;
/// The mark of an option whose counts have moved.
const MOVED: u64 = 1 << 62;
/// The mark of all effects beyond those that have marks of their own.
const LAST_MARK: usize = 61;

/// What a table is of.
#[derive(Debug, Clone)]
pub(crate) struct Plan<'a> {
    pub(crate) data: &'a EventData,
    pub(crate) bound: Bound,
    pub(crate) steps: Arc<Steps>,
}

pub(crate) struct Table<'a> {
    pub(crate) plan: Arc<Plan<'a>>,
    pub(crate) state: State<'a>,
    senders: usize,
    pub(crate) columns: usize,
    /// For each effect the finished numbers of actors; empty if it is not of actors.
    actors: Vec<Vec<f64>>,
    /// For each effect whose missing numbers take a mean, the numbers of which it is the mean, with those missing.
    known: Vec<Vec<f64>>,
    fill: Vec<f64>,
    /// Whether that mean must be taken anew.
    stale: Vec<bool>,
    /// Option by option the numbers of pairs; empty if they are made when asked for.
    cells: Vec<f64>,
    /// For each effect its place among the numbers of pairs.
    place: Vec<Option<usize>>,
    width: usize,
    /// For each effect where its numbers stand, and of what the statistics are made.
    sources: Vec<Origin>,
    contents: Vec<Column>,
    /// For each option the marks of what must be made anew.
    marks: Vec<u64>,
    /// Options with marks, each once, if a model wants to know.
    marked: Option<Vec<u32>>,
    ageing: Vec<usize>,
    /// How many are present on each side.
    present: [usize; 2],
    /// Ends of windows of events that were made here rather than told by the data; in the order of time for each source.
    ends: Vec<VecDeque<Change>>,
    /// The sender whose numbers are being made, and for each effect its partners as bits.
    aim: usize,
    bits: Vec<Vec<u64>>,
    /// For each effect whether its numbers are read actor by actor, so that no option is marked by them.
    apart: Vec<bool>,
}

impl<'a> Table<'a> {
    /// Before the first change. `kept`: numbers of pairs are kept for each option; `listed`: marked options are listed.
    pub(crate) fn new(plan: &Arc<Plan<'a>>, kept: bool, listed: bool) -> Self {
        let (senders, receivers) = plan.data.size();
        let columns = if plan.bound.law == ModelKind::Rate { 1 } else { receivers };
        let state = State::new(plan.data, &plan.steps);
        let effects = &plan.bound.effects;
        let (mut place, mut width) = (Vec::new(), 0);
        for effect in effects {
            let pair = effect.scope() == Scope::Pair;
            place.push(pair.then_some(width));
            width += usize::from(pair);
        }
        let source = |(index, effect): (usize, &Effect)| match (place[index], effect.scope()) {
            (Some(place), _) if effect.is_moved() => Origin::Count(index, place, effect.transform),
            (Some(place), _) => Origin::Cell(index, place),
            (None, Scope::Sender) => Origin::Sender(index),
            (None, _) => Origin::Receiver(index),
        };
        let sources: Vec<Origin> = effects.iter().enumerate().map(source).collect();
        let column = |term: &Vec<usize>| match term[..] {
            [only] => Column::Of(sources[only]),
            _ => Column::Product(term.clone()),
        };
        let contents = plan.bound.intercept.then_some(Column::One).into_iter();
        let contents = contents.chain(plan.bound.terms.iter().map(column)).collect();
        let options = if kept { senders * columns } else { 0 };
        let is_listed = |option: usize| !plan.bound.unordered || option / columns <= option % columns;
        let mut table = Self {
            plan: Arc::clone(plan),
            senders,
            columns,
            actors: vec![Vec::new(); effects.len()],
            known: vec![Vec::new(); effects.len()],
            fill: vec![0.0; effects.len()],
            stale: vec![false; effects.len()],
            cells: vec![0.0; options * width],
            place,
            width,
            sources,
            contents,
            marks: vec![u64::MAX; options],
            marked: listed.then(|| (0..options as u32).filter(|option| is_listed(*option as usize)).collect()),
            ageing: (0..effects.len()).filter(|index| effects[*index].ages(&state)).collect(),
            present: [0, 1].map(|side: usize| state.present[side].iter().filter(|here| **here).count()),
            aim: usize::MAX,
            bits: vec![Vec::new(); effects.len()],
            apart: vec![false; effects.len()],
            ends: vec![VecDeque::new(); state.layers.len()],
            state,
        };
        (0..table.actors.len()).for_each(|index| table.fill_actors(index));
        table
    }

    /// Numbers of all actors for an effect of actors.
    fn fill_actors(&mut self, index: usize) {
        let plan = Arc::clone(&self.plan);
        let effect = &plan.bound.effects[index];
        if !effect.is_of_actors() {
            return;
        }
        let size = if effect.is_of_sender() { self.senders } else { plan.data.size().1 };
        let numbers: Vec<f64> = (0..size).map(|v| effect.of_actor(&self.state, v)).collect();
        if effect.is_imputed() {
            self.known[index] =
                numbers.iter().enumerate().map(|(v, number)| self.averaged(effect, v, *number)).collect();
            self.fill[index] = mean_of_known(&self.known[index]);
        }
        self.actors[index] = numbers.iter().map(|number| finished(effect, *number, self.fill[index])).collect();
    }

    /// Bring the state to an instant: changes strictly before it, comings and goings up to it.
    pub(crate) fn move_to(&mut self, time: f64) {
        while let Some((at, step)) = self.state.next_step(time) {
            self.take_step(at, step);
        }
        for source in 0..self.ends.len() {
            while let Some(change) = self.ends[source].pop_front_if(|change| change.time < time) {
                self.take_step(change.time, Step::Tie { source, change });
            }
        }
        self.arrive(time);
        if !self.ageing.is_empty() && self.state.age(time) {
            for index in self.ageing.clone() {
                if self.plan.bound.effects[index].is_of_actors() {
                    self.fill_actors(index);
                }
                self.touch(index, Touched::All);
            }
        }
    }

    /// Comings and goings up to an instant.
    fn arrive(&mut self, time: f64) {
        while let Some((side, actor, here)) = self.state.next_arrival(time) {
            if self.state.present[side][actor] == here {
                continue;
            }
            self.state.present[side][actor] = here;
            self.present[side] = if here { self.present[side] + 1 } else { self.present[side] - 1 };
            if side == 0 {
                self.mark_row(actor, PRESENCE);
            } else if self.plan.bound.law != ModelKind::Rate {
                self.mark_column(actor, PRESENCE);
            }
        }
    }

    /// An event happens that the data do not tell: it adds one to the tie in `network`.
    pub(crate) fn happen(&mut self, time: f64, (from, to): (usize, usize), network: usize) {
        let plan = Arc::clone(&self.plan);
        let change = Change { time, from, to, value: 1.0, replace: false };
        for (source, of) in plan.steps.sources.iter().enumerate().filter(|(_, of)| of.network == network) {
            self.take_step(time, Step::Tie { source, change });
            if let Some(window) = of.window {
                self.ends[source].push_back(Change { time: time + window, value: -1.0, ..change });
            }
        }
        if plan.bound.asks_events() {
            self.take_step(time, Step::Event { sender: from, receiver: to });
        }
    }

    /// When something next changes by itself.
    pub(crate) fn next_change(&self) -> Option<f64> {
        let ends = self.ends.iter().filter_map(|list| list.front().map(|change| change.time));
        ends.chain(self.state.next_times()).min_by(f64::total_cmp)
    }

    /// Make a change, and mark what it touches.
    pub(crate) fn take_step(&mut self, time: f64, step: Step) {
        let plan = Arc::clone(&self.plan);
        match step {
            Step::Tie { source, change } => {
                for change in self.state.tie_changes(time, source, &change).into_iter().flatten() {
                    self.touching(
                        &plan,
                        |effect, state, tell| effect.touched_by_tie(state, &change, tell),
                        |state| {
                            state.set_tie(&change);
                        },
                    );
                }
            }
            Step::Value { attribute, actor, value } => self.touching(
                &plan,
                |effect, state, tell| effect.touched_by_value(state, attribute, actor, tell),
                |state| state.set_value(attribute, actor, value),
            ),
            Step::Event { sender, receiver } => {
                let before = self.state.last.clone();
                self.state.set_last(time, sender, receiver);
                for (sender, receiver) in before.into_iter().chain([(sender, receiver)]) {
                    let touched = |effect: &Effect, _: &State<'_>, tell: &mut dyn FnMut(Touched)| {
                        effect.touched_by_event(sender, receiver, tell);
                    };
                    self.touching(&plan, touched, |_| {});
                }
            }
        }
    }

    /// Ask each effect what a change touches, make the change, then mark.
    fn touching(
        &mut self,
        plan: &Plan<'a>,
        ask: impl Fn(&Effect, &State<'_>, &mut dyn FnMut(Touched)),
        change: impl Fn(&mut State<'a>),
    ) {
        let mut touched = Vec::new();
        let kept = !self.marks.is_empty();
        for (index, effect) in plan.bound.effects.iter().enumerate() {
            if kept || effect.is_of_actors() {
                ask(effect, &self.state, &mut |what| touched.push((index, what)));
            }
        }
        change(&mut self.state);
        for (index, what) in touched {
            self.touch(index, what);
        }
        (0..self.stale.len()).for_each(|index| self.refill(index));
    }

    fn touch(&mut self, index: usize, what: Touched) {
        if self.apart[index] && !matches!(what, Touched::Actor(_)) {
            return;
        }
        let mark = 1 << index.min(LAST_MARK);
        match what {
            Touched::Actor(actor) => self.renew_actor(index, actor),
            Touched::Pair(i, j) => self.mark(i * self.columns + j, mark),
            Touched::Count(i, j, by) => {
                let option = i * self.columns + j;
                let counted = self.plan.bound.effects[index].is_moved();
                match (self.place[index], self.marks.get(option)) {
                    (Some(place), Some(marks)) if counted && marks & mark == 0 => {
                        self.cells[option * self.width + place] += by;
                        self.mark(option, MOVED);
                    }
                    _ => self.mark(option, mark),
                }
            }
            Touched::Row(i) => self.mark_row(i, mark),
            Touched::Column(j) => self.mark_column(j, mark),
            Touched::All => (0..self.marks.len()).for_each(|option| self.mark(option, mark)),
        }
    }

    fn renew_actor(&mut self, index: usize, actor: usize) {
        let plan = Arc::clone(&self.plan);
        let effect = &plan.bound.effects[index];
        let number = effect.of_actor(&self.state, actor);
        if effect.is_imputed() {
            self.known[index][actor] = self.averaged(effect, actor, number);
            self.stale[index] = true;
        }
        self.set_actor(index, effect, actor, number);
    }

    /// Take the mean that missing numbers take anew, if it may have changed.
    fn refill(&mut self, index: usize) {
        if !std::mem::take(&mut self.stale[index]) {
            return;
        }
        let fill = mean_of_known(&self.known[index]);
        if fill == self.fill[index] {
            return;
        }
        self.fill[index] = fill;
        let plan = Arc::clone(&self.plan);
        let effect = &plan.bound.effects[index];
        for other in 0..self.known[index].len() {
            if !self.known[index][other].is_nan() {
                continue;
            }
            if effect.kind == Kind::TertiusDiff {
                self.touch(index, effect.spread(other));
            } else {
                self.set_actor(index, effect, other, f64::NAN);
            }
        }
    }

    /// Of what missing numbers take the mean: the numbers themselves, or for a difference its mean over those who could send.
    fn averaged(&self, effect: &Effect, actor: usize, number: f64) -> f64 {
        if effect.kind != Kind::TertiusDiff || number.is_nan() {
            return number;
        }
        let others = (0..self.senders).filter(|i| *i != actor || !self.state.is_one_mode());
        let z = &self.state.values[effect.attributes[0]];
        let (sum, count) =
            others.fold((0.0, 0.0), |(sum, count), i| (sum + effect.transform.apply(z[i] - number), count + 1.0));
        sum / count
    }

    fn set_actor(&mut self, index: usize, effect: &Effect, actor: usize, number: f64) {
        let number = finished(effect, number, self.fill[index]);
        let before = self.actors[index][actor];
        if before != number && !(before.is_nan() && number.is_nan()) {
            self.actors[index][actor] = number;
            self.touch(index, effect.spread(actor));
        }
    }

    fn mark(&mut self, option: usize, mark: u64) {
        let Some(marks) = self.marks.get_mut(option) else { return };
        if *marks == 0
            && let Some(list) = &mut self.marked
        {
            // Of an unordered pair one option stands for both; that it may be listed twice does no harm.
            let (i, j) = self.plan.bound.option(option / self.columns, option % self.columns);
            list.push((i * self.columns + j) as u32);
        }
        *marks |= mark;
    }

    fn mark_row(&mut self, i: usize, mark: u64) {
        if self.marks.is_empty() {
            return;
        }
        (i * self.columns..(i + 1) * self.columns).for_each(|option| self.mark(option, mark));
    }

    fn mark_column(&mut self, j: usize, mark: u64) {
        if self.marks.is_empty() {
            return;
        }
        (0..self.senders).for_each(|i| self.mark(i * self.columns + j, mark));
    }

    /// Take the list of marked options, of a table that lists them. The marks stay until each option is settled.
    pub(crate) fn take_marked(&mut self) -> Vec<u32> {
        self.marked.replace(Vec::new()).unwrap_or_default()
    }

    /// Give a list back whose options are settled, so that its room is used again.
    pub(crate) fn give_back(&mut self, mut list: Vec<u32>) {
        list.clear();
        self.marked = Some(list);
    }

    /// Mark all options.
    pub(crate) fn mark_all(&mut self) {
        (0..self.marks.len()).for_each(|option| self.mark(option, PRESENCE));
    }

    /// The number of options, present or not, that are kept.
    pub(crate) fn options(&self) -> usize {
        self.marks.len()
    }

    /// Whether both actors of an option are there, and are two.
    pub(crate) fn at_risk(&self, i: usize, j: usize) -> bool {
        if self.plan.bound.law == ModelKind::Rate {
            return self.state.present[0][i];
        }
        let apart = if self.plan.bound.unordered { i < j } else { i != j || !self.state.is_one_mode() };
        self.state.present[0][i] && self.state.present[1][j] && apart
    }

    /// How many receivers a sender has at risk.
    pub(crate) fn here(&self, i: usize) -> usize {
        self.present[1] - usize::from(self.state.is_one_mode() && self.state.present[1][i])
    }

    /// How many options are at risk.
    pub(crate) fn here_in_all(&self) -> usize {
        let [senders, receivers] = self.present;
        match self.plan.bound.law {
            ModelKind::Rate => senders,
            _ if self.plan.bound.unordered => senders * (senders.max(1) - 1) / 2,
            _ if self.state.is_one_mode() => senders * (senders.max(1) - 1),
            _ => senders * receivers,
        }
    }

    /// Make anew what is marked at an option; gives whether anything was. An unordered pair is settled both ways.
    pub(crate) fn settle(&mut self, i: usize, j: usize) -> bool {
        let back = self.plan.bound.unordered && i != j && self.settle_one_way(j, i);
        self.settle_one_way(i, j) || back
    }

    fn settle_one_way(&mut self, i: usize, j: usize) -> bool {
        let option = i * self.columns + j;
        let Some(marks) = self.marks.get_mut(option) else { return true };
        let marked = std::mem::take(marks);
        if marked == 0 {
            return false;
        }
        if self.width > 0 {
            for (index, effect) in self.plan.bound.effects.iter().enumerate() {
                if marked & (1 << index.min(LAST_MARK)) != 0
                    && let Some(place) = self.place[index]
                {
                    // Counts stand as they are, so that they can be moved by one.
                    let number = if effect.is_moved() {
                        effect.raw(&self.state, i, j, 0.0)
                    } else {
                        self.pair(index, effect, i, j)
                    };
                    self.cells[option * self.width + place] = number;
                }
            }
        }
        true
    }

    /// The statistics of an option, settled before, with the intercept. Those of an unordered pair are the means of both ways,
    /// so that it does not matter which of the two is named first.
    pub(crate) fn statistics(&self, i: usize, j: usize, out: &mut Vec<f64>) {
        out.clear();
        out.extend(self.contents.iter().map(|column| self.statistic(column, i, j)));
        if self.plan.bound.unordered {
            for (number, column) in out.iter_mut().zip(&self.contents) {
                *number = 0.5 * (*number + self.statistic(column, j, i));
            }
        }
    }

    /// From now on read statistics that are numbers of the receiver alone actor by actor: options are no longer marked by them. For each
    /// statistic whether it is one.
    pub(crate) fn read_receivers_apart(&mut self) -> Vec<bool> {
        let index = |column: &Column| match column {
            Column::Of(Origin::Receiver(index)) => Some(*index),
            Column::One | Column::Of(_) | Column::Product(_) => None,
        };
        for column in self.contents.iter().filter_map(index) {
            let is_factor = |term: &Vec<usize>| term.len() > 1 && term.contains(&column);
            self.apart[column] = !self.plan.bound.terms.iter().any(is_factor);
        }
        self.contents.iter().map(|column| index(column).is_some()).collect()
    }

    /// The statistics that are numbers of the receiver alone.
    pub(crate) fn of_receiver(&self, j: usize, out: &mut Vec<f64>) {
        out.clear();
        out.extend(self.contents.iter().filter_map(|column| match column {
            Column::Of(Origin::Receiver(index)) => Some(self.actors[*index][j]),
            Column::One | Column::Of(_) | Column::Product(_) => None,
        }));
    }

    #[inline]
    fn statistic(&self, column: &Column, i: usize, j: usize) -> f64 {
        let cells = if self.marks.is_empty() { &[][..] } else { &self.cells[(i * self.columns + j) * self.width..] };
        match column {
            Column::One => 1.0,
            Column::Product(effects) => {
                effects.iter().map(|index| self.number(self.sources[*index], i, j, cells)).product()
            }
            Column::Of(from) => self.number(*from, i, j, cells),
        }
    }

    #[inline]
    fn number(&self, from: Origin, i: usize, j: usize, cells: &[f64]) -> f64 {
        match from {
            Origin::Sender(index) => self.actors[index][i],
            Origin::Receiver(index) => self.actors[index][j],
            Origin::Cell(_, place) if !cells.is_empty() => cells[place],
            Origin::Count(_, place, transform) if !cells.is_empty() => transform.apply(cells[place]),
            Origin::Cell(index, _) | Origin::Count(index, ..) => self.made(index, i, j),
        }
    }

    /// The number of one effect for a pair.
    pub(crate) fn effect(&self, index: usize, i: usize, j: usize) -> f64 {
        self.number(self.sources[index], i, j, &[])
    }

    /// A number of a pair that is not kept.
    fn made(&self, index: usize, i: usize, j: usize) -> f64 {
        let effect = &self.plan.bound.effects[index];
        if self.aim == i && !self.bits[index].is_empty() {
            let bits = &self.bits[index];
            let is_shared = |k: usize| u32::from(bits[k / 64] >> (k % 64) & 1 == 1);
            let list = effect.list_of_receiver(&self.state, j).iter().filter(tied);
            return effect.transform.apply(f64::from(list.map(|(k, _)| is_shared(*k as usize)).sum::<u32>()));
        }
        self.pair(index, effect, i, j)
    }

    /// The number of one effect for a pair, made of the state and of the number of its actor.
    fn pair(&self, index: usize, effect: &Effect, i: usize, j: usize) -> f64 {
        let actor = self.actors[index].get(if effect.is_of_sender() { i } else { j }).copied().unwrap_or(0.0);
        let is_new = effect.only_new.is_none_or(|source| !self.state.layers[source].has(i, j));
        if effect.kind == Kind::TertiusDiff && actor.is_nan() && is_new {
            return self.fill[index];
        }
        effect.of_pair(&self.state, i, j, actor)
    }

    /// Numbers of one sender are about to be made while nothing changes: its partners are kept as bits.
    pub(crate) fn aim_at(&mut self, i: usize) {
        let plan = Arc::clone(&self.plan);
        self.aim = i;
        for (bits, effect) in self.bits.iter_mut().zip(&plan.bound.effects) {
            bits.clear();
            let Some(list) = effect.list_of_sender(&self.state, i) else { continue };
            let size = list.last().map_or(0, |(k, _)| *k as usize + 1).max(plan.data.size().0.max(plan.data.size().1));
            bits.resize(size.div_ceil(64), 0);
            list.iter().filter(tied).for_each(|(k, _)| bits[*k as usize / 64] |= 1 << (k % 64));
        }
    }
}

/// The statistics of all options at risk at an instant: sender, receiver (0 in a model of rates), numbers.
pub(crate) fn statistics_at(plan: &Arc<Plan<'_>>, time: f64) -> Vec<(usize, usize, Vec<f64>)> {
    let mut table = Table::new(plan, false, false);
    table.move_to(time);
    let (senders, columns) = (plan.data.size().0, table.columns);
    let pairs = (0..senders).flat_map(|i| (0..columns).map(move |j| (i, j)));
    let mut found = Vec::new();
    for (i, j) in pairs.filter(|(i, j)| table.at_risk(*i, *j)) {
        let mut row = Vec::new();
        table.statistics(i, j, &mut row);
        found.push((i, j, row));
    }
    found
}

/// Where a number of an option comes from.
#[derive(Debug, Clone, Copy)]
enum Origin {
    /// The number of the sender, or of the receiver, for an effect.
    Sender(usize),
    Receiver(usize),
    /// An effect and its cell of the option; a count has yet to be transformed.
    Cell(usize, usize),
    Count(usize, usize, Transform),
}

/// A statistic.
#[derive(Debug, Clone)]
enum Column {
    One,
    Of(Origin),
    Product(Vec<usize>),
}

/// The number of an actor with the mean in place of a missing one; transformed, unless it becomes part of a pair's.
fn finished(effect: &Effect, number: f64, fill: f64) -> f64 {
    let number = if number.is_nan() && effect.kind == Kind::Tertius { fill } else { number };
    if effect.scope() == Scope::Pair { number } else { effect.transform.apply(number) }
}

fn mean_of_known(numbers: &[f64]) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for number in numbers.iter().filter(|number| !number.is_nan()) {
        sum += number;
        count += 1.0;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}
