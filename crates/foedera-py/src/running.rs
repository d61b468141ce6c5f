//! A command run for Python: the interpreter goes on meanwhile, is told how far it is, and may interrupt it.

use std::ffi::OsString;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use foedera::Outcome;
use foedera_diagnostic::progress::Far;
use foedera_diagnostic::watch::Watch;
use foedera_diagnostic::{Diagnostic, ExitCode, Place};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::columns::Columns;

/// How often signals and progress are looked at.
const EVERY: Duration = Duration::from_millis(30);
/// How long an interrupted run is waited for; it ends where it next asks, if that is later.
const PATIENCE: Duration = Duration::from_millis(120);

/// Run a command with the words that stand behind `foedera` on a command line; `told(what, done, parts)` hears how far it is.
///
/// Gives a dict: `code` (exit code), `text`, `answers` (command, table, JSON), `page` (HTML or None), `columns` (or None), `citations`,
/// `notes`, `problems`. The interpreter is free meanwhile. A signal that raises (Ctrl-C) stops the run.
#[pyfunction]
#[pyo3(signature = (words, told = None))]
pub fn run<'py>(py: Python<'py>, words: Vec<String>, told: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyDict>> {
    let words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
    let watch = Arc::new(Watch::default());
    let (send, receive) = channel();
    let watched = Arc::clone(&watch);
    let thread = std::thread::Builder::new().name("foedera".to_owned()).spawn(move || {
        // Nobody receives what an abandoned run ended with.
        let _ended = send.send(foedera::run(&words, &watched));
    });
    thread.map_err(|error| PyRuntimeError::new_err(format!("cannot start a thread: {error}")))?;
    // A receiver is of one thread; a lock lets the interpreter be free while it waits.
    let receive = std::sync::Mutex::new(receive);
    let wait = |time: Duration| {
        py.detach(|| receive.lock().map_or(Err(RecvTimeoutError::Disconnected), |receive| receive.recv_timeout(time)))
    };
    let mut before = None;
    loop {
        match wait(EVERY) {
            Ok(outcome) => return python(py, outcome),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err("the run broke down; this is a defect of Foedera"));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        let asked = py.check_signals().and_then(|()| tell(told.as_ref(), watch.far(), &mut before));
        if let Err(why) = asked {
            watch.stop();
            let until = Instant::now() + PATIENCE;
            while Instant::now() < until && matches!(wait(EVERY), Err(RecvTimeoutError::Timeout)) {}
            return Err(why);
        }
    }
}

/// Tell how far the run is, if that has changed.
fn tell(told: Option<&Bound<'_, PyAny>>, far: Option<Far>, before: &mut Option<Far>) -> PyResult<()> {
    let (Some(told), Some(far)) = (told, far) else { return Ok(()) };
    if before.as_ref() != Some(&far) {
        told.call1((far.what.as_str(), far.done, far.parts))?;
        *before = Some(far);
    }
    Ok(())
}

fn python(py: Python<'_>, outcome: Outcome) -> PyResult<Bound<'_, PyDict>> {
    let out = PyDict::new(py);
    let answers = outcome.answers.into_iter().map(|answer| (answer.command, answer.table, answer.json));
    out.set_item("code", outcome.code.unwrap_or(ExitCode::Internal) as u8)?;
    out.set_item("text", outcome.text)?;
    out.set_item("answers", answers.collect::<Vec<_>>())?;
    out.set_item("page", outcome.page)?;
    out.set_item("citations", outcome.citations)?;
    out.set_item("notes", outcome.notes)?;
    out.set_item("columns", Columns::of_parts(outcome.parts)?)?;
    for (key, told) in [("failures", &outcome.failures), ("problems", &outcome.problems)] {
        let problems = PyList::empty(py);
        for problem in told {
            problems.append(told_problem(py, problem)?)?;
        }
        out.set_item(key, problems)?;
    }
    Ok(out)
}

/// A problem as a dict; lines and columns count from 1.
fn told_problem<'py>(py: Python<'py>, problem: &Diagnostic) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(py);
    out.set_item("code", problem.code.as_str())?;
    out.set_item("message", &problem.message)?;
    out.set_item("label", &problem.label)?;
    out.set_item("remedy", &problem.remedy)?;
    out.set_item("file", problem.place.file())?;
    out.set_item("line", problem.place.line())?;
    let snippet = match &problem.place {
        Place::Span(source, span) => source.text().get(span.clone()),
        Place::File(_) | Place::CommandLine => None,
    };
    out.set_item("snippet", snippet)?;
    out.set_item("text", problem.render(false))?;
    Ok(out)
}

/// Every command with what it takes, as JSON.
#[pyfunction]
pub fn commands() -> PyResult<String> {
    serde_json::to_string(&foedera::commands()).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

/// The figures of a page: name and title of each.
#[pyfunction]
pub fn figures(page: &str) -> Vec<(String, String)> {
    foedera::figures(page)
}

/// A figure of a page as SVG, as it stands in it.
#[pyfunction]
pub fn figure(page: &str, name: &str) -> Option<String> {
    foedera::figure_svg(page, name)
}

/// The command line `foedera`; gives its exit code. It is alone in its process, and Ctrl-C ends it.
#[pyfunction]
pub fn main(py: Python<'_>, words: Vec<String>) -> u8 {
    py.detach(|| foedera::main(words.into_iter().map(OsString::from)) as u8)
}
