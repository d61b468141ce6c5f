//! The processes of a treaty's members: what an event does not touch keeps its rate, and what is read along a course is what is read anew.

use foedera_atlas::Atlas;
use foedera_diagnostic::Source;
use foedera_futures::membership::{
    Drift, DriftPath, Happening, Known, Membership, MembershipSystem, Parameters, Readings, SurroundingParameters,
    Walking,
};
use foedera_futures::{Course, Engine, Firing, Ringing, Run, Stretch, System, Touched, Watch};
use foedera_process::{Levels, Model, read_levels, read_model};
use foedera_world::{Day, EventKind, Field, Ground, StateId, Status, Subject, World};
use proptest::prelude::*;

struct Models {
    leave: Model,
    ends: Model,
    replaced: Model,
}

fn models() -> Models {
    let read = |name: &str, text: &str| read_model(&Source::new(name, text)).expect("a model that ships");
    Models {
        leave: read("leave.toml", include_str!("../../../models/leave.toml")),
        ends: read("ends.toml", include_str!("../../../models/ends.toml")),
        replaced: read("replaced.toml", include_str!("../../../models/replaced.toml")),
    }
}

/// The world of a treaty on a day, with made-up figures of its members, several years of each.
fn world(atlas: &Atlas, treaty: &str, day: Day, numbers: &[f64]) -> (World, foedera_world::TreatyId, Vec<StateId>) {
    let treaty = atlas.roster().find_treaty(treaty).expect("a treaty of the atlas");
    let mut world = atlas.history.world_at(day).world;
    let states: Vec<StateId> = world.treaty(treaty).member_states().collect();
    let mut numbers = numbers.iter().copied().cycle();
    for state in &states {
        for field in [Field::CINC, Field::POLYARCHY, Field::IDEAL_POINT] {
            let value = numbers.next().filter(|value| *value > 0.05);
            let kind = EventKind::Figure { of: Subject::State(*state), field, value, ground: Ground::Scenario };
            world.apply_on(day, kind).expect("a figure");
        }
    }
    (world, treaty, states)
}

fn levels() -> Levels {
    let text = include_str!("../../../models/levels.toml");
    read_levels(&Source::new("levels.toml", text)).expect("walks that ship")
}

/// The walks of all states, who are of one region and of another in turn.
fn drift<'a>(world: &World, levels: &'a Levels, states: &[StateId], day: Day) -> Drift<'a> {
    let fields = [(Field::CINC, "cinc"), (Field::POLYARCHY, "polyarchy"), (Field::IDEAL_POINT, "ideal_point")];
    let walking = |(field, name)| Walking { field, walk: levels.walk(name).expect("it walks") };
    let regions: Vec<(StateId, u8)> = states.iter().copied().zip([1, 2].into_iter().cycle()).collect();
    Drift::new(world, fields.map(walking).to_vec(), &regions, (day, day.plus_years(12)), levels.jumps("polyarchy"))
}

fn parameters(models: &Models, frailty: f64) -> Parameters {
    Parameters {
        blocks: [vec![1.7, 0.4], vec![0.6, 2.0, 1.1], vec![1.3]],
        leave: models.leave.mode(),
        ends: models.ends.mode(),
        replaced: models.replaced.mode(),
        frailty,
        freeze_rate: 0.05,
        thaw_rate: 0.3,
        freeze_elasticity: 0.7,
        frozen_exit_ratio: 2.5,
        around: SurroundingParameters::default(),
    }
}

fn membership<'a>(
    models: &'a Models,
    world: &World,
    treaty: foedera_world::TreatyId,
    day: Day,
    states: &[StateId],
) -> Membership<'a> {
    let patron = states[0];
    let members = states[1..].to_vec();
    Membership::new((&models.leave, &models.ends, &models.replaced), world, (treaty, day), (Some(patron), members))
}

fn all_rates(system: &MembershipSystem<'_>, world: &World, time: f64) -> Vec<f64> {
    let clocks: Vec<u32> = (0..system.clocks(world) as u32).collect();
    let mut rates = vec![f64::NAN; clocks.len()];
    system.rates(world, time, &clocks, &mut rates);
    rates
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn what_an_event_does_not_touch_keeps_its_rate(numbers in prop::collection::vec(0.0..1.0_f64, 40), order in prop::collection::vec(0..20_usize, 1..8)) {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), models());
        let day: Day = "2023-01-01".parse().expect("a day");
        for key in ["CSTO", "NATO"] {
            let (mut world, treaty, states) = world(&atlas, key, day, &numbers);
            let of = membership(&models, &world, treaty, day, &states);
            let parameters = parameters(&models, 1.3);
            let system = MembershipSystem { of: &of, parameters: &parameters, known: None, forced: &[], decisions: &[], drift: None };
            let mut seen = Vec::new();
            let mut time = 0.0;
            for step in &order {
                let before = all_rates(&system, &world, time);
                prop_assert!(before.iter().all(|rate| *rate >= 0.0 && rate.is_finite()));
                let possible: Vec<usize> = (0..before.len()).filter(|clock| before[*clock] > 0.0).collect();
                let Some(clock) = possible.get(step % possible.len().max(1)).copied() else { break };
                let touched = fire(&system, &mut world, clock, time);
                let after = all_rates(&system, &world, time);
                for other in (0..before.len()).filter(|other| !touched.contains(other) && *other != clock) {
                    prop_assert_eq!(before[other], after[other], "{:?} after {:?} in {}", of.happening(other), of.happening(clock), key);
                }
                seen.push(of.happening(clock));
                time += 0.21;
                system.advance(&mut world, time, &mut Touched::for_clocks(before.len()));
            }
            prop_assert!(!seen.is_empty());
        }
    }

    #[test]
    fn the_course_reads_what_is_read_anew(numbers in prop::collection::vec(0.0..1.0_f64, 40), factor in 0.2..3.0_f64, frailty in 0.1..4.0_f64) {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), models());
        let day: Day = "2023-01-01".parse().expect("a day");
        let (mut world, treaty, states) = world(&atlas, "CSTO", day, &numbers);
        let of = membership(&models, &world, treaty, day, &states);
        let parameters = parameters(&models, frailty);
        let shocked = (Field::CINC, Subject::State(states[0]));
        let levels = levels();
        let drift = drift(&world, &levels, &states, day);
        let moving: Vec<_> = drift.figures().map(|(field, state)| (field, Subject::State(state))).chain([shocked]).collect();
        let mut readings = Readings::new(&of, &mut world, 9.5, &moving);
        let (mut course, mut fitted) = (Course::default(), Vec::new());
        let path = drift.path(1, 7);
        for (factor, path) in [(None, None), (Some(factor), None), (None, Some(&path)), (Some(factor), Some(&path))] {
            let system = MembershipSystem { of: &of, parameters: &parameters, known: None, forced: &[], decisions: &[], drift: path };
            let mark = world.mark();
            if let (Some(factor), Some(value)) = (factor, world.figure(Field::CINC, states[0])) {
                let kind = EventKind::Figure { of: shocked.1, field: Field::CINC, value: Some(factor * value), ground: Ground::Scenario };
                world.apply_on(day, kind).expect("a figure");
            }
            readings.renew(&of, &mut world, path);
            readings.course(&system, &mut course, &mut fitted);
            let plain = Course::new(&system, &mut world, 9.5);
            prop_assert_eq!(&course, &plain, "to the last bit");
            // A member that freezes moves no effect, so its rate is that of the course by its status.
            let fast = MembershipSystem { known: Some(Known::new(&readings, &fitted)), ..system };
            fire(&system, &mut world, of.members.len() + 1, 0.0);
            prop_assert_eq!(world.treaty(treaty).membership(of.members[1]).map(|own| own.status), Some(Status::Frozen));
            for time in [0.0, 0.7, 3.2] {
                system.advance(&mut world, time, &mut Touched::for_clocks(of.clocks()));
                prop_assert_eq!(all_rates(&system, &world, time), all_rates(&fast, &world, time));
            }
            fire(&system, &mut world, 0, 3.2);
            prop_assert_eq!(all_rates(&system, &world, 3.2), all_rates(&fast, &world, 3.2), "nor after an exit");
            world.rollback(mark);
        }
    }
}

/// Let a clock's event happen; gives the clocks that it touches.
fn fire(system: &MembershipSystem<'_>, world: &mut World, clock: usize, time: f64) -> Vec<usize> {
    let mut touched = Touched::for_clocks(system.clocks(world));
    system.fire(world, clock, &Firing::at(time), &mut touched);
    touched.listed(system.clocks(world))
}

/// Touches every clock at every event and every change of the calendar: what the engine would do without dependencies.
struct Everything<'a>(MembershipSystem<'a>);

impl System for Everything<'_> {
    type State = World;
    type Mark = foedera_world::Mark;
    fn clocks(&self, world: &World) -> usize {
        self.0.clocks(world)
    }
    fn key(&self, world: &World, clock: usize) -> foedera_futures::Key {
        self.0.key(world, clock)
    }
    fn rates(&self, world: &World, time: f64, clocks: &[u32], rates: &mut [f64]) {
        self.0.rates(world, time, clocks, rates);
    }
    fn next_change(&self, world: &World, time: f64) -> f64 {
        self.0.next_change(world, time)
    }
    fn advance(&self, world: &mut World, time: f64, touched: &mut Touched) {
        self.0.advance(world, time, touched);
        touched.everything();
    }
    fn fire(&self, world: &mut World, clock: usize, firing: &Firing, touched: &mut Touched) {
        self.0.fire(world, clock, firing, touched);
        touched.everything();
    }
    fn mark(&self, world: &mut World) -> foedera_world::Mark {
        self.0.mark(world)
    }
    fn rollback(&self, world: &mut World, to: foedera_world::Mark) {
        self.0.rollback(world, to);
    }
}

#[derive(Debug, Default, PartialEq)]
struct Story(Vec<(usize, f64)>);

impl<S: System> Watch<S> for Story {
    fn quiet(&mut self, _: &S::State, _: &Course, _: f64) {}
    fn stretch(&mut self, _: &S::State, _: &Stretch<'_>) {}
    fn event(&mut self, _: &S::State, event: &Ringing<'_>) {
        self.0.push((event.clock, event.time));
    }
}

#[test]
fn futures_by_dependency_are_those_in_which_everything_is_computed_anew() {
    futures_are_the_same(None);
    // With drift, too: what waits until an event makes effects read it is what they read when it never waits.
    futures_are_the_same(Some(4));
}

fn futures_are_the_same(path: Option<u32>) {
    let (atlas, models) = (Atlas::embedded().expect("the atlas"), models());
    let day: Day = "2023-01-01".parse().expect("a day");
    let numbers: Vec<f64> = (1..40).map(|place| (f64::from(place) * 0.377) % 1.0).collect();
    let (mut world, treaty, states) = world(&atlas, "CSTO", day, &numbers);
    let of = membership(&models, &world, treaty, day, &states);
    // Busy enough that exits, freezes, thaws and ends follow each other.
    let parameters = Parameters { freeze_rate: 0.2, ..parameters(&models, 8.0) };
    let levels = levels();
    let drift = drift(&world, &levels, &states, day);
    let path: Option<DriftPath<'_>> = path.map(|number| drift.path(1, number));
    let moving: Vec<_> = drift.figures().map(|(field, state)| (field, Subject::State(state))).collect();
    let mut readings = Readings::new(&of, &mut world, 12.0, &moving);
    let (mut course, mut fitted) = (Course::default(), Vec::new());
    readings.renew(&of, &mut world, path.as_ref());
    let system = MembershipSystem {
        of: &of,
        parameters: &parameters,
        known: None,
        forced: &[],
        decisions: &[],
        drift: path.as_ref(),
    };
    readings.course(&system, &mut course, &mut fitted);
    let system = MembershipSystem { known: Some(Known::new(&readings, &fitted)), ..system };
    let plain = Everything(MembershipSystem { known: None, ..system });
    let mut engine = Engine::default();
    let (mut events, mut kinds) = (0, [0; 5]);
    for future in 0..1_500 {
        let run = Run { seed: 3, future, until: 12.0, most_events: 1_000 };
        let (mut own, mut other) = (Story::default(), Story::default());
        let ended = engine.run(&system, &course, &mut world, run, &mut own);
        assert_eq!(ended, engine.run(&plain, &course, &mut world, run, &mut other));
        let close = |(a, b): (&(usize, f64), &(usize, f64))| a.0 == b.0 && (a.1 - b.1).abs() < 1e-9;
        assert!(own.0.len() == other.0.len() && own.0.iter().zip(&other.0).all(close), "{future}: {own:?} {other:?}");
        events += ended.events;
        for (clock, _) in &own.0 {
            kinds[match of.happening(*clock) {
                Happening::Leaves(_) => 0,
                Happening::Freezes(_) => 1,
                Happening::Thaws(_) => 2,
                Happening::Ends => 3,
                Happening::Replaced => 4,
                Happening::Around(..) => unreachable!("nothing is around"),
            }] += 1;
        }
    }
    assert!(events > 3_000 && kinds.iter().all(|count| *count > 10), "{events} events, {kinds:?}");
}

#[test]
fn who_is_at_risk_and_what_each_status_allows() {
    let (atlas, models) = (Atlas::embedded().expect("the atlas"), models());
    let day: Day = "2022-11-25".parse().expect("a day");
    let (mut world, treaty, states) = world(&atlas, "CSTO", day, &[0.5, 0.3, 0.8]);
    let of = membership(&models, &world, treaty, day, &states);
    let parameters = parameters(&models, 1.0);
    let system =
        MembershipSystem { of: &of, parameters: &parameters, known: None, forced: &[], decisions: &[], drift: None };
    let count = of.members.len();
    assert_eq!((count, of.clocks()), (5, 17));
    let calm = all_rates(&system, &world, 0.0);
    assert!(calm[..count].iter().all(|rate| *rate > 0.0) && calm[2 * count..3 * count].iter().all(|rate| *rate == 0.0));
    assert!(
        calm[count..2 * count].iter().all(|rate| *rate == parameters.freeze_rate),
        "the patron is as strong as at the start"
    );
    let mark = world.mark();
    fire(&system, &mut world, count, 0.0);
    let frozen = all_rates(&system, &world, 0.0);
    assert_eq!([frozen[0], frozen[count], frozen[2 * count]], [2.5 * calm[0], 0.0, 0.3]);
    assert_eq!(frozen[1..count], calm[1..count]);
    // Three leave: three members are left; with a fourth gone nobody may leave, but the treaty goes on.
    for member in 0..4 {
        assert!(all_rates(&system, &world, 0.0)[member] > 0.0, "{member} may leave");
        fire(&system, &mut world, member, 0.0);
        let rates = all_rates(&system, &world, 0.0);
        assert_eq!(
            [rates[member], rates[count + member], rates[2 * count + member]],
            [0.0; 3],
            "who has left is not at risk"
        );
    }
    let two = all_rates(&system, &world, 0.0);
    assert!(two[..count].iter().all(|rate| *rate == 0.0), "an exit from a treaty of two is its end");
    assert!(two[3 * count] > 0.0 && two[3 * count + 1] > 0.0 && two[count + 4] > 0.0 && !system.is_over(&world));
    fire(&system, &mut world, 3 * count, 0.0);
    assert!(all_rates(&system, &world, 0.0).iter().all(|rate| *rate == 0.0) && system.is_over(&world));
    world.rollback(mark);
    assert_eq!(all_rates(&system, &world, 0.0), calm);
    // A weaker patron: freezes go with its strength to the power of minus 0.7.
    let value = world.figure(Field::CINC, states[0]).map(|value| 0.5 * value);
    let kind = EventKind::Figure { of: Subject::State(states[0]), field: Field::CINC, value, ground: Ground::Scenario };
    world.apply_on(day, kind).expect("a figure");
    let weak = all_rates(&system, &world, 0.0);
    assert!((weak[count] / calm[count] - foedera_math::pow(0.5, -0.7)).abs() < 1e-12);
}

#[test]
fn blocks_of_five_calendar_years_multiply_the_rates_of_their_process_alone() {
    let (atlas, models) = (Atlas::embedded().expect("the atlas"), models());
    let day: Day = "2022-11-25".parse().expect("a day");
    let numbers: Vec<f64> = (1..40).map(|place| (f64::from(place) * 0.377) % 1.0).collect();
    let (mut world, treaty, states) = world(&atlas, "CSTO", day, &numbers);
    let of = membership(&models, &world, treaty, day, &states);
    let with = parameters(&models, 1.0);
    let without = Parameters { blocks: Default::default(), ..with.clone() };
    // The first block ends with 2026, whatever the day of the start; the last factor holds for all later ones.
    let cases = [(0.0, [1.7, 0.6, 1.3]), (4.09, [1.7, 0.6, 1.3]), (4.11, [0.4, 2.0, 1.3]), (12.0, [0.4, 1.1, 1.3])];
    for (time, [leave, ends, replaced]) in cases {
        world.advance(of.day(time));
        let rates = |parameters| {
            all_rates(
                &MembershipSystem { of: &of, parameters, known: None, forced: &[], decisions: &[], drift: None },
                &world,
                time,
            )
        };
        for (clock, (with, without)) in rates(&with).into_iter().zip(rates(&without)).enumerate() {
            let factor = match of.happening(clock) {
                Happening::Leaves(_) => leave,
                Happening::Ends => ends,
                Happening::Replaced => replaced,
                Happening::Freezes(_) | Happening::Thaws(_) => 1.0,
                Happening::Around(..) => unreachable!("nothing is around"),
            };
            assert!((with - factor * without).abs() <= 1e-12 * with.abs(), "{clock} at {time}: {with}, {without}");
        }
    }
}
