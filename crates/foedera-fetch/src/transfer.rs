//! One request and its answer.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use ureq::http::{Response, StatusCode};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body};

use crate::part::Part;
use crate::{Order, Progress};

/// Why a transfer did not come to its end.
pub(crate) enum Failure {
    /// The connection broke or stalled; what came is kept.
    Cut(String),
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
            .timeout_connect(Some(patience))
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
        let mut request = self.agent.get(order.url);
        if let (Some(validator), true) = (part.validator(), part.length() > 0) {
            request = request.header("Range", format!("bytes={}-", part.length())).header("If-Range", validator);
        }
        let response = request.call().map_err(unreachable)?;
        let rest = accept(order, &response, part)?;
        receive(response, part, rest, on_progress)
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

/// Look at the answer before its body: begin anew or go on. Gives the bytes that are to come, if known.
fn accept(order: &Order<'_>, response: &Response<Body>, part: &mut Part) -> Result<Option<u64>, Failure> {
    let length = header(response, "content-length").and_then(|length| length.parse::<u64>().ok());
    match response.status() {
        StatusCode::OK => {
            let page = header(response, "content-type").is_some_and(|kind| kind.starts_with("text/html"));
            if page && !order.target.extension().is_some_and(|ending| ending == "html" || ending == "htm") {
                return Err(Failure::WebPage);
            }
            // A weak mark may stand for other bytes, so a transfer cannot go on by it.
            let strong = header(response, "etag").filter(|tag| !tag.starts_with("W/"));
            let validator = strong.or_else(|| header(response, "last-modified")).map(str::to_owned);
            part.restart(validator).map_err(Failure::Disk)?;
            Ok(length)
        }
        StatusCode::PARTIAL_CONTENT => {
            let from = format!("bytes {}-", part.length());
            if header(response, "content-range").is_some_and(|range| range.starts_with(&from)) {
                return Ok(length);
            }
            part.restart(None).map_err(Failure::Disk)?;
            Err(Failure::Cut("the server gave another range than asked for".to_owned()))
        }
        // The part is as long as the file or longer: it is not the beginning of this file.
        StatusCode::RANGE_NOT_SATISFIABLE => {
            part.restart(None).map_err(Failure::Disk)?;
            Err(Failure::Cut("the server has no such range".to_owned()))
        }
        status => Err(Failure::Status(status.as_u16())),
    }
}

fn receive(
    response: Response<Body>,
    part: &mut Part,
    rest: Option<u64>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<(), Failure> {
    let total = rest.map(|rest| part.length() + rest);
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
