"""Made by `python -m foedera._stubs` of the definitions of the commands: change those, not this file."""

import datetime
import os
from typing import Any, Callable, List, Literal, Mapping, Optional, Sequence, Union

from .answers import Aid as Aid, Answer as Answer, Figure as Figure, Fit as Fit, Forecast as Forecast
from .answers import Question as Question, Treaty as Treaty
from .frame import Frame as Frame
from .problem import Interrupted as Interrupted, Problem as Problem
from .worlds import World as World, import_folder as import_folder

__version__: str
Day = Union[str, datetime.date]
# A file, a world, or a frame: anything with `__arrow_c_stream__`, a mapping of lists, rows of numbers.
Table = Any
# Texts, or pairs NAME=VALUE as a mapping.
Several = Union[str, Sequence[str], Mapping[str, Any]]
Progress = Union[bool, Callable[[str, int, int], Any], None]

def call(name: str, *given: Any, progress: Progress = None, **named: Any) -> Answer: ...
def commands() -> List[str]: ...

def treaty(
    name: Optional[str] = None,
    *,
    list: bool = False,
    at: Optional[Day] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Treaty:
    """Who is in a treaty, since when, under which articles, and what happened.

    name: Key or name, e.g. CSTO or "Warsaw Pact".
    list: List the treaties of the atlas.
    at: The day to look at (YYYY-MM-DD); without it, all that is known.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera treaty`.
    """

def state(
    state: str,
    *,
    at: Optional[Day] = None,
    world: Optional[Table] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """What is known of a state at a date, with the source of each figure.

    state: Id, ISO code, COW or Gleditsch-Ward number, or name: ARM, 371, Armenia.
    at: The day to look at (YYYY-MM-DD; today unless given).
    world: World file made by `foedera import DIR` (default: world.foedera here, if there is one).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera state`.
    """

def dyad(
    first: str,
    second: str,
    *,
    at: Optional[Day] = None,
    world: Optional[Table] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """What is known of two states at a date: alliances, disputes, trade, votes.

    first: The first state: id, code or name.
    second: The second state.
    at: The day to look at (YYYY-MM-DD; today unless given).
    world: World file made by `foedera import DIR` (default: world.foedera here, if there is one).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera dyad`.
    """

def almanac(
    variable: Optional[str] = None,
    *,
    state: Optional[str] = None,
    at: Optional[Day] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Figures of all states since 1990 that come with the program: coverage, source, licence, known from.

    variable: A variable, e.g. polyarchy or capability_index; without it, the list (or with --state all of that state).
    state: Only figures of this state: id, number or name.
    at: Only what was known on this day (YYYY-MM-DD).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera almanac`.
    """

def data_list(
    folder: Optional[Table] = None,
    *,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Which datasets Foedera reads: version, span, unit, keys, citation, terms, where to get them.

    folder: A folder in which to look for them.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera data list`.
    """

def data_fetch(
    keys: Several,
    *,
    into: Optional[Table] = None,
    url: Optional[str] = None,
    sha256: Optional[str] = None,
    replace: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Download datasets from their publishers; resumes, verifies, keeps the original.

    keys: Keys of `foedera data list`.
    into: The folder for the files (unless given: .).
    url: The address, if it is not the one that Foedera knows (for one dataset).
    sha256: SHA-256 that the file must have (for one dataset).
    replace: Replace a file that is there already.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera data fetch`.
    """

def data_check(
    folder: Table,
    *,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Read every known file in a folder: rows, span, problems with their lines.

    folder: The folder.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera data check`.
    """

def data_export(
    key: str,
    *,
    world: Optional[Table] = None,
    output: Optional[Table] = None,
    format: Optional[Literal['csv', 'dta', 'parquet']] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Write a dataset of a world file as a table, as it was read.

    key: A key of `foedera data list`.
    world: World file made by `foedera import DIR` (default: world.foedera here, if there is one).
    output: Where to write it; without --format the ending says how.
    format: csv, dta or parquet.
    force: Replace the output though it is no earlier one, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera data export`.
    """

def import_(
    from_: Table,
    file: Optional[Table] = None,
    *,
    output: Table = None,
    strict: bool = False,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Turn a folder of published datasets into a world file, or ATOP into a history.

    from_: A folder with datasets as their publishers give them; or the word `atop` and the member-level file.
    file: The ATOP file, after the word `atop`.
    output: Where to write the world file (or, of `atop`, the history).
    strict: Write nothing if a file cannot be read, or a row is refused.
    force: Replace the output though it is no earlier one, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera import`.
    """

def panel(
    kind: Optional[str] = None,
    *,
    list: bool = False,
    from_: Optional[int] = None,
    to: Optional[int] = None,
    with_: Optional[Several] = None,
    system: Optional[Literal['cow', 'gw']] = None,
    states: Optional[Several] = None,
    treaty: Optional[str] = None,
    names: bool = False,
    world: Optional[Table] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """A table by state, pair or alliance and year, with its codebook and citations.

    kind: state-year, dyad-year, directed-dyad-year, member-year or alliance-year.
    list: List the variables (of this kind of panel; with --world the years that its data cover).
    from_: First year (unless given: 1946).
    to: Last year (unless given: 2018).
    with_: The variables, separated by commas; without them, the units alone.
    system: The state system whose members are the units (unless given: cow).
    states: Only these states, by name or code, separated by commas (of pairs: both among them).
    treaty: Only the states that were ever in this treaty of the atlas.
    names: The names of the states, too.
    world: World file made by `foedera import DIR` (default: world.foedera here, if there is one).
    output: Where to write it: .csv, .dta or .parquet; the codebook and the citations are written beside it.
    force: Replace the output though it is no earlier one, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera panel`.
    """

def fit(
    process: Optional[str] = None,
    *,
    history: Optional[Table] = None,
    formula: Optional[str] = None,
    panel: Optional[Union[Table, Sequence[Table]]] = None,
    effects: Optional[str] = None,
    covariate: Optional[Several] = None,
    rule: Optional[str] = None,
    events: Optional[Table] = None,
    actors: Optional[Table] = None,
    receivers: Optional[Table] = None,
    presence: Optional[Table] = None,
    network: Optional[Several] = None,
    attribute: Optional[Several] = None,
    undirected: Optional[Several] = None,
    prior: Optional[str] = None,
    fix: Optional[Several] = None,
    controls: Optional[int] = None,
    sample: Optional[Literal['nuts']] = None,
    seed: Optional[int] = None,
    cluster: Optional[Literal['sender', 'receiver', 'event']] = None,
    frailty: Optional[Literal['gamma', 'log-normal']] = None,
    profile: bool = False,
    marginal: bool = False,
    threads: Optional[int] = None,
    nmc: Optional[Table] = None,
    democracy: Optional[Table] = None,
    ideal_points: Optional[Table] = None,
    from_: Optional[str] = None,
    until: Optional[str] = None,
    forecasts: Optional[Table] = None,
    candidate: Optional[str] = None,
    missing: Optional[int] = None,
    replication: Optional[Table] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Fit:
    """Fit a process to a history, or a model of events to any dated network.

    process: leave, ends, replaced, answers, joins, honours, dispute, coup, conflict, opens, join, pact, cooperation, freeze, calls, treaty or levels; or a SPEC.toml that says what the options below say.
    history: History made by `foedera import atop`; of all but leave, ends and replaced, and of a SPEC.toml, the world file.
    formula: Of any dated network: `choice(calls ~ inertia + recip + same(actors$floor))`; also rate, rem, coordination, response, sets.
    panel: Of waves of one network (a stochastic actor-oriented model): matrices of 0 and 1, in the order of time.
    effects: Its effects, as RSiena names them: \\"outdegree, reciprocity, transitive triplets, NAME similarity\\".
    covariate: A covariate of its actors, NAME=FILE: one value an actor, or one for each wave.
    rule: Who decides and who must agree: directed, or for ties without direction D.1, M.1, D.2, M.2, C.2 (unless given: directed).
    events: The events of the formula: time, sender, receiver (and answer); for sets: time, event, member (and sender).
    actors: The actors of the formula: label, then attributes.
    receivers: The second mode, if receivers are others than senders; formulas call the set `receivers`.
    presence: Comings and goings of actors: time, label, present.
    network: A further network, NAME=FILE: time (or none: from the start), sender, receiver, increment or replace.
    attribute: Changes of an attribute of the actors, NAME=FILE: time, label, value.
    undirected: Networks whose ties hold both ways.
    prior: A prior of all effects: flat, normal(MEAN, SD).
    fix: An effect that keeps a value, EFFECT=VALUE, as it is printed.
    controls: Compare each event with so many options drawn at random, not with all.
    sample: Also draw from the posterior, as a check of the normal approximation.
    seed: The seed of what is drawn, 1 unless given; with --formula, --panel or --missing.
    cluster: Whose events depend on each other: sender, receiver or event; gives robust errors, and groups for a frailty.
    frailty: A frailty of each cluster, in a model in time: gamma or log-normal.
    profile: Also give the 95 % profile interval of each effect.
    marginal: Also give the average marginal effect of each effect: by how much the probability, or in time the rate, moves per unit.
    threads: Threads; the answer does not depend on it.
    nmc: COW National Material Capabilities.
    democracy: V-Dem polyarchy by COW state and year (cw_democracy.csv).
    ideal_points: UN ideal points (IdealpointestimatesAll_….csv).
    from_: First day of the window (of a process: 1946-01-01 unless given); a number where the times of --events are numbers.
    until: Last day of the window (of a process: 2018-12-31, of others where their data end, unless given), or a number.
    forecasts: Write every scored forecast of a process as CSV, to be joined with other forecasts of the same cases.
    candidate: Fit the candidate of this name (`tried` in a model file) instead of the one chosen on earlier origins, without a correction by earlier forecasts.
    missing: Of a process: draw what is missing so many times and fit each completed sample, `draws=20` (Rubin's rules; with --seed).
    replication: Also write a folder from which the fit can be made again: data, specification, script, model, versions.
    output: Where to write the model.
    force: Replace the output though it is no earlier one, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera fit`.
    """

def backtest(
    process: str,
    *,
    history: Optional[Table] = None,
    nmc: Optional[Table] = None,
    democracy: Optional[Table] = None,
    ideal_points: Optional[Table] = None,
    world: Optional[Table] = None,
    from_: Optional[int] = None,
    to: Optional[int] = None,
    horizon: Optional[Union[int, Sequence[int]]] = None,
    refit: Optional[int] = None,
    resume: Optional[Table] = None,
    part: Optional[str] = None,
    csv: Optional[Table] = None,
    out_of_time: bool = False,
    html: Optional[Table] = None,
    threads: Optional[int] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """A process judged by forecasts made with what was known at the time, beside plain rates, a logit and trees on the same cases.

    process: leave, ends, replaced, answers, join-dispute, dispute, dispute-force, coup, conflict, opens, join, pact, cooperation, freeze-own or freeze-by-organisation.
    history: History made by `foedera import atop`, for leave, ends and replaced.
    nmc: COW National Material Capabilities.
    democracy: V-Dem polyarchy by COW state and year (cw_democracy.csv).
    ideal_points: UN ideal points (IdealpointestimatesAll_….csv).
    world: World file made by `foedera import DIR`, for answers, disputes, coups, armed conflicts, accessions, pacts and agreements.
    from_: The year of the first origin: forecasts are made on its 1 January with what was known then (unless given: 1965).
    to: The last year that is forecast: 2018, where ATOP ends, unless given.
    horizon: Within how many years the event may happen: 1y,3y,5y.
    refit: Years from one fit to the next (unless given: 1y).
    resume: Keep what is made in a folder, origin by origin; the same command goes on there after an interruption.
    part: Only make the baselines' forecasts of one part of the origins, e.g. 3/8, and keep them in --resume; a run without --part gives the answer.
    csv: Write every case with every forecast.
    out_of_time: Instead of rolling origins: the models as they ship, fitted to 2018, against what the atlas holds of 2019 to 2025.
    html: Write scores, differences and the reliability diagram as one page.
    threads: Threads; the answer does not depend on it.
    force: Replace --csv or --html though it is no earlier one, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera backtest`.
    """

def effects(
    name: Optional[str] = None,
    *,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """The catalogue of effects: definition, formula, paper, models, cost.

    name: One effect, or one process (leave, ends, replaced, answers, choice, rate, rem, …) and all that serve it.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera effects`.
    """

def diagnose(
    model: Table,
    *,
    simulate: Optional[int] = None,
    seed: Optional[int] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Whether to trust a fit: convergence, collinearity, influence, residuals, goodness of fit by simulation.

    model: A model that `foedera fit` wrote, of a formula or of a process; or leave, ends, replaced or answers, as they come with the program.
    simulate: Histories to draw for the goodness of fit of a formula; 100 unless given.
    seed: The seed of the histories, or of the draws of parameters (unless given: 1).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera diagnose`.
    """

def aid(
    state: str,
    *,
    treaty: str,
    trigger: Literal['attack', 'unrest', 'spillover', 'disputed-territory', 'member', 'patron-war'],
    by: Optional[Several] = None,
    at: Optional[Day] = None,
    shock: Optional[Several] = None,
    explain: bool = False,
    world: Optional[Table] = None,
    draws: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Aid:
    """If a member calls, for this reason, on this day: who comes with what, how sure that is, and why.

    state: The member that calls: id, number or name.
    treaty: The treaty, e.g. CSTO.
    trigger: Why it calls.
    by: The attacking states, separated by commas.
    at: The day of the call (YYYY-MM-DD; today unless given).
    shock: Suppose a figure to be another: "USA usable_force x0.3", "DEU milper =250", "TUR-RUS imports_from x0.5"; as often as needed.
    explain: Show what each effect adds to each ally's log-odds.
    world: World file made by `foedera import DIR` (default: world.foedera here, if there is one).
    draws: Draws of the parameters (unless given: 1000).
    seed: The seed of the draws (unless given: 1).
    threads: Threads (default: all cores); the answer is the same with any number.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera aid`.
    """

def credibility(
    treaty: str,
    *,
    from_: Optional[int] = None,
    to: Optional[int] = None,
    shock: Optional[Several] = None,
    world: Optional[Table] = None,
    draws: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """What a patron's word is worth: expected help by year, what moved it, and after a shock.

    treaty: The treaty, e.g. CSTO.
    from_: First year (default: when the treaty was signed).
    to: Last year (the current one unless given).
    shock: A scenario, whose branches' shocks are laid on the last day, or a shock: "RUS usable_force x0.3..0.7"; several make one branch.
    world: World file made by `foedera import DIR` (default: world.foedera here, if there is one).
    draws: Draws of the parameters (unless given: 1000).
    seed: The seed of the draws (unless given: 1).
    threads: Threads (default: all cores); the answer is the same with any number.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera credibility`.
    """

def threats(
    treaty: str,
    *,
    at: Optional[Day] = None,
    member: Optional[str] = None,
    from_: Optional[int] = None,
    world: Optional[Table] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Whose threat is whose partner: members by threats, and the patron's and others' ties to each.

    treaty: The treaty, e.g. CSTO.
    at: The day (YYYY-MM-DD; today unless given).
    member: Only threats to this member.
    from_: First year of the history (unless given: 1995).
    world: World file made by `foedera import DIR` (default: world.foedera here, if there is one).
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera threats`.
    """

def summit(
    negotiation: Optional[str] = None,
    form: Optional[str] = None,
    *,
    dir: Optional[Table] = None,
    list: bool = False,
    actors: Optional[Table] = None,
    rule: Optional[str] = None,
    model: Optional[Several] = None,
    amend: Optional[Several] = None,
    reversion: Optional[Several] = None,
    draws: Optional[int] = None,
    seed: Optional[int] = None,
    noise: Optional[float] = None,
    reservation: Optional[float] = None,
    absence: Optional[float] = None,
    threads: Optional[int] = None,
    explain: bool = False,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """The settlement of a negotiation: who signs, who refuses, what would bring a holdout in.

    negotiation: A case in the program, e.g. yerevan-2022, or a TOML file; without it, give --actors. Or `benchmark deu --dir FOLDER`.
    form: After the word `benchmark`: the form of the files, `deu` (issues.csv and positions.csv).
    dir: The folder of the benchmark's files.
    list: List the cases in the program.
    actors: A CSV file: name, capability, position(s), salience(s); plain or as KTAB has it.
    rule: The decision rule: unanimity, consensus, consensus-minus-1, majority, qualified:0.7, weighted, double; +veto:A,B.
    model: The models, separated by commas, or `all` (unless given: all).
    amend: Amend the text: ISSUE=VALUE, as often as needed.
    reversion: The reversion point (status quo), what holds without an agreement, for a CSV file: ISSUE=VALUE.
    draws: Draws of all ranges (unless given: 1000).
    seed: The seed of the draws (unless given: 1).
    noise: The noise of signatures: a stated prior, in units of an issue of salience 1 from end to end (unless given: 0.1).
    reservation: The gain that a text must exceed: a stated prior (unless given: 0).
    absence: The share of refusals that stay away rather than object, from 0 to 1 (unless given: 0).
    threads: Threads (default: all cores); the answer is the same with any number.
    explain: Show positions with what they rest on.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera summit`.
    """

def power(
    treaty: Optional[str] = None,
    *,
    weights: Optional[Several] = None,
    rule: Optional[str] = None,
    quota: Optional[str] = None,
    at: Optional[Day] = None,
    orders: Optional[int] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """How often each vote decides: Banzhaf and Shapley-Shubik.

    treaty: A treaty: one vote for each member.
    weights: The weights of votes instead, separated by commas: 4,4,4,2,2,1 or 12.5,7.25,3.
    rule: The decision rule: unanimity, consensus, majority, qualified:0.7, consensus-minus-1; +veto:A,B (unless given: majority).
    quota: The weight that passes, instead of a rule.
    at: The day (YYYY-MM-DD; today unless given).
    orders: Orders to sample where there are too many voters or too large weights (unless given: 100000).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera power`.
    """

def landscape(
    file: Table,
    *,
    most: Optional[int] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Alignments of least frustration (Axelrod and Bennett).

    file: A CSV file: name, size, then a column of propensities for each state in the order of rows.
    most: How many minima to tell (unless given: 10).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera landscape`.
    """

def invocations(
    *,
    trigger: Optional[Literal['attack', 'unrest', 'spillover', 'disputed-territory', 'member', 'patron-war']] = None,
    treaty: Optional[str] = None,
    since: Optional[Day] = None,
    unrest: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """The register of calls for help: who asked, who answered what.

    trigger: Only calls for this reason.
    treaty: Only calls under this treaty.
    since: Only calls since this day.
    unrest: Unrest in members since 1990 instead, and which of it gave rise to a call.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera invocations`.
    """

def forecast(
    scenario: str,
    *,
    at: Optional[Day] = None,
    set: Optional[Several] = None,
    process: Optional[Several] = None,
    assume: Optional[Several] = None,
    without_call: Optional[Several] = None,
    until: Optional[str] = None,
    states: Optional[Literal['all']] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    models: Optional[Table] = None,
    part: Optional[str] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Forecast:
    """What may become of a treaty and its members.

    scenario: A scenario that comes with Foedera (`foedera scenario list`), a scenario file, or a treaty: its default scenario.
    at: The day of a treaty's default scenario (YYYY-MM-DD; today unless given).
    set: Put a value in place of the scenario's: branch.weaker.shock.factor=0.5..0.8; as often as needed.
    process: Switch a process: unrest=off, dispute=constant:0.02 (a rate a year), coup=model:FILE (a fitted file); as often as needed.
    assume: Assume a link of `foedera links` within a range of ratios of rates: unanswered-call-hedges=1..3; as often as needed.
    without_call: Leave a call of the register out of the history: ARM2022; as often as needed.
    until: The last day asked about, or its year; earlier horizons stay.
    states: The whole system, with world-2026 for SCENARIO: every treaty in force, and disputes, coups and armed conflicts of all states.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    models: Take leave.toml, ends.toml and replaced.toml from this folder instead of the models in the program.
    part: Run one part of the futures only, e.g. 3/64, and write its sums to the file of --output; `foedera merge` puts parts together.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera forecast`.
    """

def merge(
    parts: Union[Table, Sequence[Table]],
    *,
    models: Optional[Table] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """A forecast that was run in parts (`forecast --part`), put together: the answer of the whole run, to the last bit.

    parts: The files of all parts of a run, in any order.
    models: The folder of models with which the parts were run, if it was not the models in the program.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera merge`.
    """

def score(
    forecasts: Table,
    outcomes: Table,
    *,
    reference: Optional[str] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Anyone's forecasts scored: log skill, Brier, calibration, paired differences, over time.

    forecasts: Forecasts: question, probability (or quantile and value, or sample), date, forecaster.
    outcomes: Outcomes: question, outcome (yes, no, a number, open, unresolved), date, alliance; or a table of `foedera resolve`.
    reference: What forecasts are held against: climatology, last-ten, uniform, or a forecaster of the file (unless given: climatology).
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera score`.
    """

def questions_list(
    name: Optional[str] = None,
    *,
    as_of: Optional[Day] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """The questions in the program, with what came of them.

    name: A set (csto-2022, past, open-2026), an alliance, or all (unless given: all).
    as_of: The day as of which they are resolved (YYYY-MM-DD; today unless given).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera questions list`.
    """

def questions_export(
    name: str,
    *,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Questions as a table to fill in, to give to others, or to resolve.

    name: A set (csto-2022, past, open-2026), an alliance, or all.
    output: Where to write the table as CSV.
    force: Replace FILE though it is no such table, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera questions export`.
    """

def questions_forecast(
    name: str,
    *,
    at: Optional[Day] = None,
    output: Optional[Table] = None,
    force: bool = False,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """The program's own forecasts of questions on a day, with base rates beside them, as a table for `foedera score`.

    name: A set (csto-2022, past, open-2026), an alliance, or all.
    at: The day: nothing later is read of the atlas (YYYY-MM-DD; today unless given).
    output: Where to write the table as CSV.
    force: Replace FILE though it is no such table, or is read by this command.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera questions forecast`.
    """

def resolve(
    questions: Table,
    *,
    as_of: Optional[Day] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """What came of questions, by which event and source, as known on a day.

    questions: Questions, as `foedera questions export` writes them.
    as_of: The day: what was known then (YYYY-MM-DD; today unless given).
    output: Where to write the table as CSV.
    force: Replace FILE though it is no such table, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera resolve`.
    """

def record(
    *,
    as_of: Optional[Day] = None,
    dir: Optional[Table] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """The record: forecasts written once, in a chain of files, and how they fare.

    as_of: The day: files up to it, and what was known then (YYYY-MM-DD; today unless given).
    dir: The folder of the record (unless given: record).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera record`.
    """

def record_write(
    name: Optional[str] = None,
    *,
    at: Optional[Day] = None,
    dir: Optional[Table] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Forecast every open question that the program can, and write it once.

    name: A set, an alliance, or all (unless given: all).
    at: The day of the forecasts (YYYY-MM-DD; today unless given).
    dir: The folder of the record (unless given: record).
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera record write`.
    """

def record_add(
    forecasts: Table,
    *,
    forecaster: str,
    at: Optional[Day] = None,
    dir: Optional[Table] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Put the forecasts of others beside: a table of question and probability.

    forecasts: Forecasts: question, probability.
    forecaster: Whose they are.
    at: The day on which they were made (YYYY-MM-DD; today unless given).
    dir: The folder of the record (unless given: record).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera record add`.
    """

def record_check(
    *,
    dir: Optional[Table] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Verify that no file was changed, taken away or put between.

    dir: The folder of the record (unless given: record).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera record check`.
    """

def record_log(
    *,
    from_: Optional[Day] = None,
    until: Optional[Day] = None,
    dir: Optional[Table] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """What changed between files of one forecaster, by which event.

    from_: Files from this day on (YYYY-MM-DD).
    until: Files up to this day.
    dir: The folder of the record (unless given: record).
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera record log`.
    """

def scenario_list(
    *,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """The scenarios in the program.

    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera scenario list`.
    """

def scenario_show(
    name: str,
    *,
    at: Optional[Day] = None,
    set: Optional[Several] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """A scenario's file, with what is set in it; as JSON also the ranges that can be set, with their paths and bounds.

    name: A scenario in the program, e.g. csto-2022, a scenario file, or a treaty: its default scenario.
    at: The day of a treaty's default scenario (YYYY-MM-DD; today unless given).
    set: Put a value in place of the scenario's, as `forecast` does; as often as needed.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera scenario show`.
    """

def scenario_new(
    treaty: str,
    *,
    at: Optional[Day] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """A filled, commented scenario of a treaty: members, patron, priors, branches, figures with their sources.

    treaty: The treaty, e.g. ECOWAS.
    at: The day from which futures run (YYYY-MM-DD; today unless given).
    output: Where to write it; to the terminal unless given.
    force: Replace FILE though it is no scenario.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera scenario new`.
    """

def future(
    scenario: str,
    *,
    n: str,
    branch: Optional[str] = None,
    at: Optional[Day] = None,
    set: Optional[Several] = None,
    process: Optional[Several] = None,
    assume: Optional[Several] = None,
    without_call: Optional[Several] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Single futures of a forecast as dated stories: each event with its rate and its odds.

    scenario: A scenario that comes with Foedera, a scenario file, or a treaty: its default scenario.
    n: Which future: its number, from 0, or a range of numbers, 0..99.
    branch: The branch; the first of the scenario unless given.
    at: The day of a treaty's default scenario (YYYY-MM-DD; today unless given).
    set: Put a value in place of the scenario's, as `forecast` does; as often as needed.
    process: Switch a process: unrest=off, dispute=constant:0.02 (a rate a year), coup=model:FILE (a fitted file); as often as needed.
    assume: Assume a link of `foedera links` within a range of ratios of rates: unanswered-call-hedges=1..3; as often as needed.
    without_call: Leave a call of the register out of the history: ARM2022; as often as needed.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera future`.
    """

def play(
    scenario: str,
    *,
    n: Optional[int] = None,
    seed: Optional[int] = None,
    futures: Optional[int] = None,
    branch: Optional[str] = None,
    at: Optional[Day] = None,
    until: Optional[str] = None,
    turn: Optional[str] = None,
    sides: Optional[str] = None,
    script: Optional[Table] = None,
    log: Optional[Table] = None,
    force: bool = False,
    set: Optional[Several] = None,
    process: Optional[Several] = None,
    assume: Optional[Several] = None,
    without_call: Optional[Several] = None,
    threads: Optional[int] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """A wargame on a scenario: one future step by step; let it happen, choose, inject an event, take it back, save it.

    scenario: A scenario that comes with Foedera, a scenario file or a saved game, or a treaty: its default scenario.
    n: Which future is played: its number, from 0 (the default); that of `foedera future`.
    seed: Seed of the random numbers (default: 1).
    futures: Futures of the forecast that it is one of (default: 10000): they say which parameters a future has.
    branch: The branch; the first of the scenario unless given.
    at: The day of a treaty's default scenario (YYYY-MM-DD; today unless given).
    until: The last day, or its year.
    turn: The length of a turn: 6m (the default), 1y, 30d.
    sides: Who plays whom, in the order in which they act: "alliance=RUS,BLR;rivals=AZE".
    script: Read commands from this file; else from the terminal or a pipe.
    log: Keep the log in this file, written after each command.
    force: Let `save` and --log replace a FILE though it is no such file, or is read by this command.
    set: Put a value in place of the scenario's, as `forecast` does; as often as needed.
    process: Switch a process: unrest=off, dispute=constant:0.02 (a rate a year), coup=model:FILE (a fitted file); as often as needed.
    assume: Assume a link of `foedera links` within a range of ratios of rates: unanswered-call-hedges=1..3; as often as needed.
    without_call: Leave a call of the register out of the history: ARM2022; as often as needed.
    threads: Threads; the game does not depend on it.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera play`.
    """

def given(
    scenario: str,
    *,
    question: str,
    event: Optional[str] = None,
    by: Optional[Day] = None,
    where: Optional[Several] = None,
    weights: Optional[Several] = None,
    at: Optional[Day] = None,
    branch: Optional[str] = None,
    set: Optional[Several] = None,
    process: Optional[Several] = None,
    assume: Optional[Several] = None,
    without_call: Optional[Several] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """An answer given that something happens: selected among futures (a condition), and made to happen (an intervention).

    scenario: A scenario that comes with Foedera, a scenario file, or a treaty: its default scenario.
    question: What is asked: a question of `foedera explain SCENARIO`, or an event of the futures (any-call-declined, armenia-coup).
    event: What is given: another of its questions or events.
    by: By when the event happens; on this day it is made to happen (YYYY-MM-DD).
    where: Only draws in which an assumption, a link or the factor of a shock lies in a range: freeze_rate=0.01..0.02; as often as needed.
    weights: All branches named, each with a weight, in place of one: status-quo=0.7,russia-fails=0.3.
    at: The day of the answer; the scenario's last horizon unless given.
    branch: The branch; the first of the scenario unless given.
    set: Put a value in place of the scenario's, as `forecast` does; as often as needed.
    process: Switch a process: unrest=off, dispute=constant:0.02 (a rate a year), coup=model:FILE (a fitted file); as often as needed.
    assume: Assume a link of `foedera links` within a range of ratios of rates: unanswered-call-hedges=1..3; as often as needed.
    without_call: Leave a call of the register out of the history: ARM2022; as often as needed.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera given`.
    """

def count(
    scenario: str,
    *,
    event: Optional[Several] = None,
    among: Optional[Several] = None,
    least: Optional[int] = None,
    branch: Optional[str] = None,
    at: Optional[Day] = None,
    until: Optional[str] = None,
    set: Optional[Several] = None,
    process: Optional[Several] = None,
    assume: Optional[Several] = None,
    without_call: Optional[Several] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """How often events happen in futures: calls, declined calls, disputes, coups, pacts, exits; when the first does, and who leads by answers.

    scenario: A scenario that comes with Foedera, a scenario file, or a treaty: its default scenario.
    event: An event: a state or `any`, and leaves, freezes, calls, call-answered, call-declined, dispute, coup, …; as often as needed (unless given: any-calls).
    among: States of which the treaty may join so many as --least says: ARM,KAZ,KGZ.
    least: How many of --among (unless given: 3).
    branch: The branch; the first of the scenario unless given.
    at: The day of a treaty's default scenario (YYYY-MM-DD; today unless given).
    until: The last day asked about, or its year; earlier horizons stay.
    set: Put a value in place of the scenario's, as `forecast` does; as often as needed.
    process: Switch a process: unrest=off, dispute=constant:0.02 (a rate a year), coup=model:FILE (a fitted file); as often as needed.
    assume: Assume a link of `foedera links` within a range of ratios of rates: unanswered-call-hedges=1..3; as often as needed.
    without_call: Leave a call of the register out of the history: ARM2022; as often as needed.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera count`.
    """

def brief(
    scenario: str,
    *,
    at: Optional[Day] = None,
    output: Optional[Table] = None,
    force: bool = False,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    format: Optional[Literal['html', 'md', 'json']] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """One page about a treaty to hand on: three probabilities with their ground, what would change them, precedents, record, sources.

    scenario: A scenario that comes with Foedera, a scenario file, or a treaty: its default scenario.
    at: The day of a treaty's default scenario (YYYY-MM-DD; today unless given).
    output: The file to write; without it, the brief is printed.
    force: Replace FILE though it is no brief, or is read by this command.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    format: How to write it; by the ending of FILE (.html, .md, .json) unless given, Markdown without a file.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera brief`.
    """

def claims(
    claims: str,
    *,
    claim: Optional[str] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """The claims of a text, tested one by one: numbers, verdict, what was left out, what happened since.

    claims: Claims that come with Foedera (csto-2022, nato-2024), or a file of claims.
    claim: Only this claim, e.g. C8.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera claims`.
    """

def links(
    scenario: Optional[str] = None,
    *,
    at: Optional[Day] = None,
    process: Optional[Several] = None,
    assume: Optional[Several] = None,
    without_call: Optional[Several] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Who moves whom: links between processes, known, looked for and not found, and assumed; for a scenario what each process brings.

    scenario: A scenario, a scenario file, or a treaty: which links are on in it, and what each of its processes brings.
    at: The day of a treaty's default scenario (YYYY-MM-DD; today unless given).
    process: Switch a process: unrest=off, dispute=constant:0.02 (a rate a year), coup=model:FILE (a fitted file); as often as needed.
    assume: Assume a link of `foedera links` within a range of ratios of rates: unanswered-call-hedges=1..3; as often as needed.
    without_call: Leave a call of the register out of the history: ARM2022; as often as needed.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera links`.
    """

def ledger(
    treaty: str,
    *,
    member: Optional[str] = None,
    from_: Optional[int] = None,
    to: Optional[Day] = None,
    burden: bool = False,
    world: Optional[Table] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """What membership of a treaty brings and costs, by member and year, with sources; and burden sharing.

    treaty: The treaty, e.g. CSTO.
    member: Only this member.
    from_: First year (unless given: 1990).
    to: Last day (YYYY-MM-DD; today unless given).
    burden: Burden sharing by year instead: rank correlations of product and burden, and concordance with benefits (needs a world file).
    world: World file made by `foedera import DIR` (default: world.foedera here, if there is one).
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera ledger`.
    """

def hedge(
    treaty: str,
    *,
    member: Optional[str] = None,
    at: Optional[Day] = None,
    scenario: Optional[str] = None,
    branch: Optional[str] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Where each member leans, by domain and direction, since when, and what may follow.

    treaty: The treaty, e.g. CSTO.
    member: Only this member.
    at: The day (YYYY-MM-DD; the scenario's, else today, unless given): nothing later is counted.
    scenario: A scenario of this treaty, whose futures say what may follow; csto-2022 for the CSTO on its day unless given.
    branch: Only this branch of the scenario.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera hedge`.
    """

def order(
    order: str,
    *,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Which alliances of a set of states stand, how large, and who leads them, by force and by answered calls.

    order: A named set of states that comes with Foedera (eurasia-2022), or a file of one.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera order`.
    """

def compare(
    scenario: str,
    *,
    branches: Optional[Several] = None,
    question: Optional[str] = None,
    at: Optional[Union[Day, Sequence[Day]]] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Branches of a scenario held against each other: paired differences with intervals.

    scenario: A scenario that comes with Foedera (csto-2022), or a scenario file.
    branches: The branches, the first being the reference; all of the scenario's unless given.
    question: Only this question, e.g. armenia-leaves; without it, all.
    at: The days instead of the scenario's horizons, separated by commas.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera compare`.
    """

def explain(
    scenario: str,
    *,
    set: Optional[Several] = None,
    question: Optional[str] = None,
    at: Optional[Day] = None,
    branch: Optional[str] = None,
    futures: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    html: Optional[Table] = None,
    figure: Optional[str] = None,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """What makes an answer: parts of the rate, where its uncertainty comes from, the flip point.

    scenario: A scenario that comes with Foedera (csto-2022), or a scenario file.
    set: Put a value in place of the scenario's, as `forecast` does; as often as needed.
    question: The question, e.g. armenia-leaves; without it, the questions are listed.
    at: The day; the third horizon, or the last of fewer, unless given.
    branch: The branch; the first unless given.
    futures: Futures for each branch (unless given: 10000).
    seed: Seed of the random numbers (unless given: 1).
    threads: Threads; the answer does not depend on it.
    html: Also write the answer as one page with its figures and sources.
    figure: Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures.
    output: The file of the figure, ending in .svg or .png (a build with `--features png`).
    force: Replace a FILE though it is no such page or figure, or is read by this command.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera explain`.
    """

def check(
    file: Table,
    *,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Validate a scenario, atlas, model or history file: every error, with place and remedy.

    file: The file.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera check`.
    """

def serve(
    *,
    port: Optional[int] = None,
    open: bool = False,
    folder: Optional[Table] = None,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """The workbench: the same answers in a browser on this machine.

    port: The port on this machine; 0 takes any that is free (unless given: 7777).
    open: Open the page in the browser.
    folder: A folder whose files may be asked for: world files, histories, tables, scenarios, a record; nothing outside it is read.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera serve`.
    """

def source(
    key: Optional[str] = None,
    *,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """A source by its key: title, publisher, date, address, licence, and what rests on it.

    key: The key as any answer prints it, e.g. treaty-2002-charter; without it, all keys.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera source`.
    """

def completions(
    shell: Literal['bash', 'elvish', 'fish', 'powershell', 'zsh'],
    *,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Completions for a shell.

    shell: The shell.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera completions`.
    """

def man(
    *,
    output: Optional[Table] = None,
    force: bool = False,
    facts: Optional[Union[Table, Sequence[Table]]] = None,
    progress: Progress = None,
) -> Answer:
    """Manual pages, one a command.

    output: The folder for foedera.1, foedera-forecast.1, …; without it, foedera.1 is printed.
    force: Replace files there that are no earlier pages.
    facts: Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.

    As on the command line: `foedera man`.
    """
