//! One question: one run of a command, watched and bounded.

use std::sync::Arc;
use std::time::{Duration, Instant};

use foedera_diagnostic::watch::Watch;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::Sender;

use crate::Run;

/// The longest that a question may take, waiting included.
const LONGEST: Duration = Duration::from_secs(600);
/// The largest answer, in bytes.
const LARGEST: usize = 64 << 20;
/// The largest file that a panel is written to, in bytes: pairs of states over two centuries are 120 MB.
const LARGEST_FILE: usize = 256 << 20;
/// How often progress is told.
const EVERY: Duration = Duration::from_millis(250);

/// What came of a question.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// What was asked for.
    Answer(Vec<u8>),
    /// The program's words: what was wrong, where, what to do.
    Refused(String),
    /// It could not be put, or not be ended.
    Failed(String),
}

/// Puts questions, so many at once.
#[derive(Clone)]
pub(crate) struct Answering {
    pub(crate) run: Arc<Run>,
    pub(crate) running: Arc<Semaphore>,
    pub(crate) waiting: Arc<Semaphore>,
}

/// Stops a run when whoever asked is gone.
struct Asked(Arc<Watch>);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Answering {
    /// Put a question. Dropping what this returns tells the run to stop; its place is free when it has.
    pub(crate) async fn outcome(&self, words: Vec<String>, part: Part, told: Option<&Sender<String>>) -> Outcome {
        let Ok(_waits) = self.waiting.try_acquire() else {
            return Outcome::Failed("too many questions at once; ask again when some are answered\n".to_owned());
        };
        match tokio::time::timeout(LONGEST, self.answered(words, part, told)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(problem)) => Outcome::Failed(problem),
            Err(_) => Outcome::Failed(format!(
                "the question took more than {} s; ask for fewer futures or draws\n",
                LONGEST.as_secs()
            )),
        }
    }

    async fn answered(&self, words: Vec<String>, part: Part, told: Option<&Sender<String>>) -> Result<Outcome, String> {
        let since = Instant::now();
        let largest = if matches!(part, Part::File(_)) { LARGEST_FILE } else { LARGEST };
        let place = Arc::clone(&self.running).acquire_owned().await.map_err(|_| "the server stops\n".to_owned())?;
        let asked = Asked(Arc::new(Watch::default()));
        let (run, watch) = (Arc::clone(&self.run), Arc::clone(&asked.0));
        let mut ran = tokio::task::spawn_blocking(move || {
            let ran = run(&words, &part, &watch);
            drop(place);
            ran
        });
        let ran = loop {
            tokio::select! {
                ran = &mut ran => break ran.map_err(|_| "the run broke down; this is a defect of Foedera\n".to_owned())?,
                () = tokio::time::sleep(EVERY) => {
                    if let Some(told) = told {
                        // Whoever no longer listens drops this whole question.
                        let _heard = told.send(progress(&asked.0, since)).await;
                    }
                }
            }
        };
        match ran {
            Ran::Answer(bytes) if bytes.len() > largest => {
                Err(format!("the answer is larger than {} MB; use the command line\n", largest >> 20))
            }
            Ran::Answer(bytes) => Ok(Outcome::Answer(bytes)),
            Ran::Refused(words) => Ok(Outcome::Refused(words)),
        }
    }
}

/// What is wanted of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The answer in its envelope, as `--format json` prints it; of a panel, its first rows.
    Answer,
    /// One of its tables as `--format csv` prints it; the command's own unless one is named.
    Table(Option<String>),
    /// The page of `--html`.
    Page,
    /// The text in full, as `--full --wide` prints it.
    Text,
    /// A file that a panel is written to, by its ending: `csv`, `dta`, `parquet`, `codebook.md`, `bib`, `do`.
    File(String),
}

/// What a run ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ran {
    /// What was wanted of it.
    Answer(Vec<u8>),
    /// What was wrong, where, and what to do.
    Refused(String),
}

/// How far a run is.
fn progress(watch: &Watch, since: Instant) -> String {
    let seconds = since.elapsed().as_secs_f64();
    match watch.far() {
        Some(far) if far.parts > 0 => format!("{} of {} {}, {seconds:.1} s", far.done, far.parts, far.what),
        _ => format!("{seconds:.1} s"),
    }
}
