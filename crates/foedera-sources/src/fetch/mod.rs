//! Download a dataset from its publisher: resumed after a cut, verified, whole or not at all.
//!
//! [`fetch`] writes to `<target>.part` and renames at the end. What was there before stays until then; a cut leaves the
//! part and, beside it, what is needed to go on. Nothing is re-hosted and nothing changed: the file is kept as it came.
//!
//! Left to others: which file belongs to which dataset (the declarations beside it), telling progress.

mod part;
mod transfer;

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

use part::Part;
use transfer::{Failure, Transfer};

/// A file to be fetched.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// Its address (http or https).
    pub url: &'a str,
    /// Where to keep it.
    pub target: &'a Path,
    /// SHA-256 that it must have, in hexadecimal, if one is known.
    pub sha256: Option<&'a str>,
    /// Whether a file that is there already may be replaced.
    pub replace: bool,
    /// How often a transfer that is cut is taken up again within one call.
    pub attempts: u32,
    /// How long to wait for a connection or for the next bytes.
    pub patience: Duration,
}

impl<'a> Order<'a> {
    /// An order with three attempts and thirty seconds of patience.
    pub fn new(url: &'a str, target: &'a Path) -> Self {
        Self { url, target, sha256: None, replace: false, attempts: 3, patience: Duration::from_secs(30) }
    }
}

/// What came of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Size of the file.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// How many of its bytes are of an earlier call; none if it had to be begun anew.
    pub resumed_from: u64,
    /// The file was there with the right checksum; nothing was transferred.
    pub already_there: bool,
}

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes on disk.
    pub done: u64,
    /// Bytes of the whole file, if the server says so.
    pub total: Option<u64>,
}

/// Fetch a file.
///
/// # Errors
/// [`Code::Network`] for an address that answers with an error, a web page, or not at all, and for a wrong checksum;
/// [`Code::CannotWrite`] for a full disk, a folder that cannot be written, and a file that another run is fetching; [`Code::Usage`] for an address that is not
/// http or https, and for a file that is there and is not the one that is asked for.
pub fn fetch(order: &Order<'_>, on_progress: &mut dyn FnMut(Progress)) -> Result<Fetched, Problems> {
    if !["http://", "https://"].iter().any(|scheme| order.url.starts_with(scheme)) {
        let message = format!("`{}` is no web address", order.url);
        return Err(problem(order, Code::Usage, message, "give an address that begins with https:// or http://"));
    }
    if let Some(fetched) = there_already(order)? {
        return Ok(fetched);
    }
    if let Some(folder) = order.target.parent() {
        std::fs::create_dir_all(folder).map_err(|error| cannot_write(order, &error))?;
    }
    let mut part = Part::open(order.target, order.url).map_err(|error| cannot_write(order, &error))?;
    if let Err(failure) = transfer(order, &mut part, on_progress) {
        let nothing = part.length() == 0;
        part.leave();
        return Err(failed(order, failure, nothing));
    }
    let sha256 = part.sha256().map_err(|error| cannot_write(order, &error))?;
    if let Some(expected) = order.sha256.filter(|expected| !expected.eq_ignore_ascii_case(&sha256)) {
        part.remove();
        let message = format!("what {} gave has SHA-256 {sha256}, not {expected}", order.url);
        let remedy = "the publisher has another version, or the transfer was tampered with; nothing was kept";
        return Err(problem(order, Code::Network, message, remedy));
    }
    match there_already(order) {
        Ok(None) => {}
        // It came up while this one was fetched.
        Ok(Some(fetched)) => {
            part.remove();
            return Ok(fetched);
        }
        Err(in_the_way) => {
            part.leave();
            return Err(in_the_way);
        }
    }
    let (bytes, resumed_from) = (part.length(), part.resumed_from());
    part.finish(order.target).map_err(|error| cannot_write(order, &error))?;
    Ok(Fetched { bytes, sha256, resumed_from, already_there: false })
}

/// Bring the part to its end, taking up again what is cut.
fn transfer(order: &Order<'_>, part: &mut Part, on_progress: &mut dyn FnMut(Progress)) -> Result<(), Failure> {
    let transfer = Transfer::new(order.patience);
    let (mut attempt, mut begun_anew) = (1, false);
    loop {
        match transfer.run(order, part, on_progress) {
            // A part that is of no use is not the fault of this transfer, the first time.
            Err(Failure::Anew(_)) if !begun_anew => begun_anew = true,
            Err(Failure::Cut(_) | Failure::Anew(_)) if attempt < order.attempts => {
                attempt += 1;
                std::thread::sleep(Duration::from_millis(100 * u64::from(attempt)));
            }
            outcome => return outcome,
        }
    }
}

/// The file that is there: fine if it has the checksum, in the way if not.
fn there_already(order: &Order<'_>) -> Result<Option<Fetched>, Problems> {
    if order.replace || !order.target.exists() {
        return Ok(None);
    }
    let name = order.target.display();
    let Some(expected) = order.sha256 else {
        let message =
            format!("`{name}` is there already, and no checksum is known by which to tell whether it is the same");
        return Err(problem(order, Code::Usage, message, "move it away, or replace it with --replace"));
    };
    let digest = File::open(order.target).and_then(|mut file| part::digest(&mut file));
    let (sha256, bytes) = digest.map_err(|error| cannot_write(order, &error))?;
    if sha256.eq_ignore_ascii_case(expected) {
        return Ok(Some(Fetched { bytes, sha256, resumed_from: bytes, already_there: true }));
    }
    let message = format!("`{name}` is there already with SHA-256 {sha256}, not {expected}");
    Err(problem(order, Code::Usage, message, "move it away, or replace it with --replace"))
}

/// What to tell of a failure; a cut after which there is `nothing` is no connection at all.
fn failed(order: &Order<'_>, failure: Failure, nothing: bool) -> Problems {
    let url = order.url;
    match failure {
        Failure::Cut(reason) if nothing => failed(order, Failure::Unreachable(reason), nothing),
        Failure::Anew(reason) => {
            let message = format!("{url} cannot be fetched: {reason}");
            problem(order, Code::Network, message, "the publisher's server has a problem: try again later")
        }
        Failure::Cut(reason) => {
            let message = format!("the transfer of {url} was cut {} times: {reason}", order.attempts);
            problem(order, Code::Network, message, "run the command again; it goes on where it stopped")
        }
        Failure::Status(status) => {
            let remedy = match status {
                401 | 403 => {
                    "the publisher wants a login or a form: fetch it with a browser and put it into the folder"
                }
                404 | 410 => "the publisher has moved it: look on its page and give the new address with --url",
                _ => "the publisher's server has a problem: try again later",
            };
            problem(order, Code::Network, format!("{url} answers with status {status}"), remedy)
        }
        Failure::WebPage => {
            let message = format!("{url} answers with a web page, not with a file");
            let remedy = "the publisher asks for a click or a form: fetch it with a browser and put it into the folder";
            problem(order, Code::Network, message, remedy)
        }
        Failure::Unreachable(reason) => {
            let message = format!("{url} cannot be reached: {reason}");
            problem(order, Code::Network, message, "check the network and the address, then run the command again")
        }
        Failure::Disk(error) => cannot_write(order, &error),
    }
}

fn cannot_write(order: &Order<'_>, error: &std::io::Error) -> Problems {
    let message = format!("cannot write `{}`: {error}", order.target.display());
    let remedy = match error.kind() {
        ErrorKind::StorageFull => "make room and run the command again; it goes on where it stopped",
        ErrorKind::ResourceBusy => "wait until the other run is done",
        _ => "check that the folder can be written",
    };
    problem(order, Code::CannotWrite, message, remedy)
}

fn problem(order: &Order<'_>, code: Code, message: String, remedy: &str) -> Problems {
    Diagnostic::new(code, Place::File(order.target.display().to_string()), message, remedy).into()
}
