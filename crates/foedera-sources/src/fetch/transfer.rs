//! One request and its answer.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use ureq::http::{Response, StatusCode};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body};

use crate::fetch::part::Part;
use crate::fetch::{Order, Progress};

/// Why a transfer did not come to its end.
pub(crate) enum Failure {
    /// The connection broke or stalled; what came is kept.
    Cut(String),
    /// The part is not the beginning of what the server has; it is empty now.
    Anew(String),
    /// The server says no.
    Status(u16),
    /// A page for people where a file was expected.
    WebPage,
    /// There is no connection to be had.
    Unreachable(String),
    /// The part cannot be written.
    Disk(std::io::Error),
}

/// Makes requests.
pub(crate) struct Transfer {
    agent: Agent,
}

impl Transfer {
    pub(crate) fn new(patience: Duration) -> Self {
        // An error here means that another part of the program has chosen a provider, which serves as well.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_resolve(Some(patience))
            .timeout_connect(Some(patience))
            .timeout_send_request(Some(patience))
            .timeout_recv_response(Some(patience))
            .timeout_per_read(Some(patience))
            .user_agent(format!("foedera/{}", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().root_certs(system_roots()).build())
            .build();
        Self { agent: Agent::new_with_config(config) }
    }

    /// Fetch what is missing of the part.
    pub(crate) fn run(
        &self,
        order: &Order<'_>,
        part: &mut Part,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Failure> {
        // Checksum, size and range are of the bytes as published, not of a compressed form of them.
        let mut request = self.agent.get(order.url).header("Accept-Encoding", "identity");
        if let (Some(validator), true) = (part.validator(), part.length() > 0) {
            request = request.header("Range", format!("bytes={}-", part.length())).header("If-Range", validator);
        }
        let response = request.call().map_err(unreachable)?;
        match accept(order, &response, part)? {
            Accepted::Body(total) => receive(response, part, total, on_progress),
            Accepted::NothingMore => Ok(()),
        }
    }
}

/// The roots of trust of this machine.
fn system_roots() -> RootCerts {
    let found = rustls_native_certs::load_native_certs();
    let certificates = found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned());
    RootCerts::Specific(Arc::new(certificates.collect()))
}

fn unreachable(error: ureq::Error) -> Failure {
    match error {
        ureq::Error::Io(error) => Failure::Cut(error.to_string()),
        ureq::Error::Timeout(which) => Failure::Cut(format!("nothing came in time ({which})")),
        error => Failure::Unreachable(error.to_string()),
    }
}

fn header<'a>(response: &'a Response<Body>, name: &str) -> Option<&'a str> {
    response.headers().get(name).and_then(|value| value.to_str().ok())
}

/// What an answer is good for.
enum Accepted {
    /// Its body belongs at the end of the part, and then the file has this size, if it is known.
    Body(Option<u64>),
    /// The part is the whole file already.
    NothingMore,
}

/// Look at the answer before its body: begin anew or go on.
fn accept(order: &Order<'_>, response: &Response<Body>, part: &mut Part) -> Result<Accepted, Failure> {
    let length = header(response, "content-length").and_then(|length| length.parse::<u64>().ok());
    let range = header(response, "content-range").and_then(Range::parse);
    match response.status() {
        StatusCode::OK => {
            let page = header(response, "content-type").is_some_and(|kind| kind.starts_with("text/html"));
            if page && !order.target.extension().is_some_and(|ending| ending == "html" || ending == "htm") {
                return Err(Failure::WebPage);
            }
            // A weak mark may stand for other bytes, so a transfer cannot go on by it.
            let strong = header(response, "etag").filter(|tag| !tag.starts_with("W/"));
            let validator = strong.or_else(|| header(response, "last-modified")).map(str::to_owned);
            part.restart(validator, length).map_err(Failure::Disk)?;
            Ok(Accepted::Body(length))
        }
        StatusCode::PARTIAL_CONTENT => {
            let next = range.filter(|range| range.first == Some(part.length()));
            let Some(range) = next.filter(|range| same_version(response, range, part)) else {
                return Err(anew(part, "the server gave another range or version than asked for"));
            };
            // The range may end before the file does, so its own length does not tell the size of the file.
            let known = range.total.or(part.total());
            Ok(Accepted::Body(known.or_else(|| length.map(|length| part.length().saturating_add(length)))))
        }
        StatusCode::RANGE_NOT_SATISFIABLE => {
            let whole = range.filter(|range| part.length() > 0 && range.total == Some(part.length()));
            if whole.is_some_and(|range| same_version(response, &range, part)) {
                return Ok(Accepted::NothingMore);
            }
            Err(anew(part, "the server has no such range"))
        }
        status => Err(Failure::Status(status.as_u16())),
    }
}

/// Whether an answer is about the file of which the part is the beginning. Not every server heeds `If-Range`.
fn same_version(response: &Response<Body>, range: &Range, part: &Part) -> bool {
    let name = if part.validator().is_some_and(|mark| mark.starts_with('"')) { "etag" } else { "last-modified" };
    let same_mark = header(response, name).is_none_or(|mark| part.validator().is_none_or(|known| known == mark));
    let same_size = range.total.is_none_or(|total| part.total().is_none_or(|known| known == total));
    same_mark && same_size
}

/// Empty the part, so that the next request is for all of the file.
fn anew(part: &mut Part, reason: &str) -> Failure {
    part.restart(None, None).map_or_else(Failure::Disk, |()| Failure::Anew(reason.to_owned()))
}

/// A `Content-Range`.
struct Range {
    /// The first byte that is given, if any is.
    first: Option<u64>,
    /// Size of the whole file, if it is told.
    total: Option<u64>,
}

impl Range {
    /// From `bytes 10-19/40`, `bytes 10-19/*` or `bytes */40`.
    fn parse(text: &str) -> Option<Self> {
        let (given, total) = text.strip_prefix("bytes ")?.split_once('/')?;
        let first = given.split_once('-').and_then(|(first, _)| first.trim().parse().ok());
        Some(Self { first, total: total.trim().parse().ok() })
    }
}

fn receive(
    response: Response<Body>,
    part: &mut Part,
    total: Option<u64>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<(), Failure> {
    let mut body = response.into_body().into_with_config().limit(u64::MAX).reader();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = body.read(&mut buffer).map_err(|error| Failure::Cut(error.to_string()))?;
        if count == 0 {
            break;
        }
        part.append(&buffer[..count]).map_err(Failure::Disk)?;
        on_progress(Progress { done: part.length(), total });
    }
    match total {
        Some(total) if part.length() < total => Err(Failure::Cut(format!("{} of {total} bytes came", part.length()))),
        _ => Ok(()),
    }
}
