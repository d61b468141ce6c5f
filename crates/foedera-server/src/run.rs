//! One question: one run of the program in a process of its own.

use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::mpsc::Sender;

use crate::Answering;

/// The longest that a question may take, waiting included.
const LONGEST: Duration = Duration::from_secs(600);
/// The largest answer, in bytes.
const LARGEST: u64 = 64 << 20;
/// How often progress is told.
const EVERY: Duration = Duration::from_millis(500);

/// What came of a question.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The bytes that the command line prints.
    Answer(Vec<u8>),
    /// The program's words: what was wrong, where, what to do.
    Refused(String),
    /// It could not be put, or not be ended.
    Failed(String),
}

impl Answering {
    /// Put a question. Dropping what this returns ends the process.
    pub(crate) async fn outcome(&self, words: &[String], told: Option<&Sender<String>>) -> Outcome {
        let Ok(_waits) = self.waiting.try_acquire() else {
            return Outcome::Failed("too many questions at once; ask again when some are answered\n".to_owned());
        };
        let since = Instant::now();
        let answered = async {
            let _runs = self.running.acquire().await.map_err(|_| "the server stops\n".to_owned())?;
            self.run(words, told, since).await
        };
        match tokio::time::timeout(LONGEST, answered).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(problem)) => Outcome::Failed(problem),
            Err(_) => Outcome::Failed(format!("the question took more than {} s; ask for fewer futures or draws\n", LONGEST.as_secs())),
        }
    }

    async fn run(&self, words: &[String], told: Option<&Sender<String>>, since: Instant) -> Result<Outcome, String> {
        let mut child = tokio::process::Command::new(&self.program)
            .args(words)
            .current_dir(&self.folder)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("the program could not be started: {error}\n"))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let ended = async { tokio::join!(bytes(stdout), bytes(stderr), child.wait()) };
        tokio::pin!(ended);
        let (stdout, stderr, status) = loop {
            tokio::select! {
                ended = &mut ended => break ended,
                () = tokio::time::sleep(EVERY) => {
                    if let Some(told) = told {
                        // Whoever no longer listens drops this whole run.
                        let _heard = told.send(format!("{:.1} s", since.elapsed().as_secs_f64())).await;
                    }
                }
            }
        };
        let status = status.map_err(|error| format!("the program was lost: {error}\n"))?;
        let (stdout, stderr) = (stdout?, stderr?);
        Ok(match status.code() {
            Some(0) => Outcome::Answer(stdout),
            Some(_) if !stderr.is_empty() => Outcome::Refused(String::from_utf8_lossy(&stderr).into_owned()),
            _ => Outcome::Failed(format!("the program ended with {status}\n")),
        })
    }
}

/// All that a process writes to one of its outputs, up to a bound.
async fn bytes(output: Option<impl AsyncRead + Unpin>) -> Result<Vec<u8>, String> {
    let mut all = Vec::new();
    if let Some(output) = output {
        let read = output.take(LARGEST + 1).read_to_end(&mut all).await;
        read.map_err(|error| format!("the answer could not be read: {error}\n"))?;
    }
    if all.len() as u64 > LARGEST {
        return Err(format!("the answer is larger than {} MB; use the command line\n", LARGEST >> 20));
    }
    Ok(all)
}
