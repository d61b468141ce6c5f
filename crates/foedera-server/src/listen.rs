//! The server: addresses, limits, and a stop that leaves nothing behind.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, put};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};
use tower_service::Service as _;

use crate::assets::ASSETS;
use crate::command::{Command, Refused, arguments};
use crate::files::{self, Files};
use crate::guard::Guard;
use crate::run::{Answering, Outcome, Part};
use crate::{Run, description};

/// Where the workbench is served, and what answers.
pub struct Options {
    /// The port on this machine; 0 takes any that is free.
    pub port: u16,
    /// How many questions run at the same time.
    pub at_once: usize,
    /// The files that questions may name.
    pub files: Files,
    /// What runs a question.
    pub run: Arc<Run>,
}

/// Questions that wait or run; more are turned away.
const MOST_WAITING: usize = 32;
/// Connections at the same time; more wait to be accepted.
const MOST_CONNECTIONS: usize = 128;
/// How long a client may take to send the head of a request.
const SLOWEST: Duration = Duration::from_secs(10);
/// How long a client may take to send a file.
const SENDING: Duration = Duration::from_secs(60);
/// How long open requests may go on after a stop.
const LEAVE: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Serving {
    guard: Arc<Guard>,
    files: Arc<Files>,
    answering: Answering,
}

/// Serve the workbench until the process is told to stop (SIGINT, SIGTERM). `opened` is given the address of the page, with its token.
///
/// # Errors
/// A port that is taken, a machine that gives no random numbers or no threads.
pub fn serve(options: Options, opened: impl FnOnce(&str)) -> Result<(), Problems> {
    let problem =
        |what: String, remedy: &str| Problems::from(Diagnostic::new(Code::Network, Place::CommandLine, what, remedy));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|error| {
            problem(format!("the server cannot start: {error}"), "free some memory or threads, and start again")
        })?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let listener = TcpListener::bind(address).await.map_err(|error| {
            problem(
                format!("port {} of this machine cannot be used: {error}", options.port),
                "give another with --port, or --port 0 for any that is free",
            )
        })?;
        let port = listener
            .local_addr()
            .map_err(|error| problem(format!("the port is not known: {error}"), "start again"))?
            .port();
        let token =
            token().map_err(|error| problem(format!("no random numbers for the token: {error}"), "start again"))?;
        let serving = Serving {
            guard: Arc::new(Guard { port, token: token.clone() }),
            files: Arc::new(options.files),
            answering: Answering {
                run: options.run,
                running: Arc::new(Semaphore::new(options.at_once.max(1))),
                waiting: Arc::new(Semaphore::new(MOST_WAITING)),
            },
        };
        opened(&format!("http://127.0.0.1:{port}/?token={token}"));
        accept(&listener, router(serving)).await;
        Ok(())
    })
}

/// 128 random bits, in hexadecimal digits.
fn token() -> Result<String, getrandom::Error> {
    let mut bits = [0_u8; 16];
    getrandom::fill(&mut bits)?;
    Ok(bits.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes what is written");
        text
    }))
}

/// Take connections until a stop is asked for; those that are open may go on for a moment.
async fn accept(listener: &TcpListener, router: axum::Router) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let (stop, stopped) = tokio::sync::watch::channel(());
    let mut asked = std::pin::pin!(stop_asked());
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut asked => break,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files, or a connection that was gone at once: the next one may do.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (router, mut stopped) = (router.clone(), stopped.clone());
        tokio::spawn(async move {
            let _place = place;
            let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                router.clone().call(request.map(Body::new))
            });
            let mut builder = hyper::server::conn::http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(SLOWEST).max_buf_size(64 << 10);
            let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
            tokio::select! {
                _ended = connection.as_mut() => return,
                _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
            }
            let _ended = connection.await;
        });
    }
    drop(stop);
    let _all = tokio::time::timeout(LEAVE, places.acquire_many(u32::try_from(MOST_CONNECTIONS).expect("few"))).await;
}

/// Ends when the process is told to stop.
async fn stop_asked() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            return std::future::pending().await;
        };
        tokio::select! { _ = interrupt.recv() => (), _ = terminate.recv() => () }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn router(serving: Serving) -> axum::Router {
    let mut router = axum::Router::new();
    for asset in &ASSETS {
        router =
            router.route(asset.path, get(move || async move { ([(header::CONTENT_TYPE, asset.kind)], asset.bytes) }));
    }
    router
        .route("/api/answers/{command}", get(answers))
        .route("/api/tables/{command}", get(own_table))
        .route("/api/tables/{command}/{table}", get(named_table))
        .route("/api/pages/{command}", get(page))
        .route("/api/texts/{command}", get(text))
        .route("/api/panels/{ending}", get(panel))
        .route("/api/files", get(|State(serving): State<Serving>| async move { axum::Json(serving.files.list()) }))
        .route("/api/files/{name}", put(kept).delete(removed).layer(DefaultBodyLimit::max(files::LARGEST)))
        .route("/api/description", get(|| async { axum::Json(description()) }))
        .fallback(|| async { (StatusCode::NOT_FOUND, "there is nothing here\n") })
        .layer(from_fn_with_state(serving.clone(), guarded))
        .with_state(serving)
}

/// Every request is looked at before, and every response tells the browser what the page may do: nothing but ask here.
async fn guarded(State(serving): State<Serving>, request: Request, next: Next) -> Response {
    let secret = request.uri().path().starts_with("/api/");
    let mut response = match serving.guard.admits(request.headers(), secret) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; connect-src 'self'; img-src 'self' \
                          data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A question by its name and its query, as the words of a command line.
fn asked(serving: &Serving, name: &str, query: Option<&str>, table: bool) -> Result<Vec<String>, Box<Response>> {
    let Some(command) = Command::named(name) else {
        let names: Vec<&str> = Command::ALL.iter().map(|command| command.name).collect();
        let told = format!("there is no such question; there are {}\n", names.join(", "));
        return Err(Box::new((StatusCode::NOT_FOUND, told).into_response()));
    };
    if command.table && !table {
        let told = format!("`{name}` makes a table in a file; ask for /api/panels/csv\n");
        return Err(Box::new((StatusCode::NOT_FOUND, told).into_response()));
    }
    let words = pairs(query.unwrap_or_default()).and_then(|asked| arguments(command, &asked, &serving.files));
    words.map_err(|refused| Box::new(bad(refused)))
}

fn bad(Refused(why): Refused) -> Response {
    (StatusCode::BAD_REQUEST, why + "\n").into_response()
}

async fn answers(
    State(serving): State<Serving>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let words = match asked(&serving, &name, query.as_deref(), true) {
        Ok(words) => words,
        Err(response) => return *response,
    };
    let streamed = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/event-stream"));
    if streamed {
        return stream(serving.answering, words);
    }
    whole(&serving, words, Part::Answer, "application/json").await
}

/// A part of what comes of a question, when it is there.
async fn whole(serving: &Serving, words: Vec<String>, part: Part, kind: &'static str) -> Response {
    match serving.answering.outcome(words, part, None).await {
        Outcome::Answer(bytes) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Outcome::Refused(words) => (StatusCode::UNPROCESSABLE_ENTITY, words).into_response(),
        Outcome::Failed(words) => (StatusCode::SERVICE_UNAVAILABLE, words).into_response(),
    }
}

async fn part_of(serving: Serving, name: &str, query: Option<&str>, part: Part, kind: &'static str) -> Response {
    match asked(&serving, name, query, false) {
        Ok(words) => whole(&serving, words, part, kind).await,
        Err(response) => *response,
    }
}

const CSV: &str = "text/csv; charset=utf-8";

async fn own_table(State(serving): State<Serving>, Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    part_of(serving, &name, query.as_deref(), Part::Table(None), CSV).await
}

async fn named_table(
    State(serving): State<Serving>,
    Path((name, table)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    part_of(serving, &name, query.as_deref(), Part::Table(Some(table)), CSV).await
}

async fn page(State(serving): State<Serving>, Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    part_of(serving, &name, query.as_deref(), Part::Page, "text/html; charset=utf-8").await
}

async fn text(State(serving): State<Serving>, Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    part_of(serving, &name, query.as_deref(), Part::Text, "text/plain; charset=utf-8").await
}

/// What a panel is written to, by the ending of the file.
pub(crate) const PANEL_FILES: [(&str, &str); 6] = [
    ("csv", CSV),
    ("dta", "application/octet-stream"),
    ("parquet", "application/octet-stream"),
    ("codebook.md", "text/markdown; charset=utf-8"),
    ("bib", "text/plain; charset=utf-8"),
    ("do", "text/plain; charset=utf-8"),
];

async fn panel(State(serving): State<Serving>, Path(ending): Path<String>, RawQuery(query): RawQuery) -> Response {
    let Some((ending, kind)) = PANEL_FILES.iter().find(|(own, _)| *own == ending) else {
        let endings: Vec<&str> = PANEL_FILES.iter().map(|(ending, _)| *ending).collect();
        let told = format!("a panel is not written so; there are {}\n", endings.join(", "));
        return (StatusCode::NOT_FOUND, told).into_response();
    };
    match asked(&serving, "panel", query.as_deref(), true) {
        Ok(words) => whole(&serving, words, Part::File((*ending).to_owned()), kind).await,
        Err(response) => *response,
    }
}

/// Keep a file that the page sends.
async fn kept(State(serving): State<Serving>, Path(name): Path<String>, request: Request) -> Response {
    let bytes = match tokio::time::timeout(SENDING, Bytes::from_request(request, &())).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => {
            let told = format!("a file of at most {} MB can be kept here\n", files::LARGEST >> 20);
            return (StatusCode::PAYLOAD_TOO_LARGE, told).into_response();
        }
        Err(_) => return (StatusCode::REQUEST_TIMEOUT, "the file took too long; send it again\n").into_response(),
    };
    changed(&serving, move |files| files.put(&name, &bytes)).await
}

async fn removed(State(serving): State<Serving>, Path(name): Path<String>) -> Response {
    changed(&serving, move |files| files.remove(&name)).await
}

/// The list of files after a change of them.
async fn changed(serving: &Serving, change: impl FnOnce(&Files) -> Result<(), Refused> + Send + 'static) -> Response {
    let files = Arc::clone(&serving.files);
    match tokio::task::spawn_blocking(move || change(&files).map(|()| files.list())).await {
        Ok(Ok(list)) => axum::Json(list).into_response(),
        Ok(Err(refused)) => bad(refused),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the server stops\n").into_response(),
    }
}

/// The names and values of a query.
fn pairs(query: &str) -> Result<Vec<(String, String)>, Refused> {
    let decoded = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced)
            .decode_utf8()
            .map(std::borrow::Cow::into_owned)
            .map_err(|_| Refused("the question is not UTF-8 text".to_owned()))
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        })
        .collect()
}

/// Progress, then the answer, as server-sent events. The run ends with the connection.
fn stream(answering: Answering, words: Vec<String>) -> Response {
    let (events, received) = mpsc::channel::<Bytes>(16);
    let run = tokio::spawn(async move {
        let (told, mut progress) = mpsc::channel::<String>(4);
        let outcome = async {
            let outcome = answering.outcome(words, Part::Answer, Some(&told)).await;
            drop(told);
            outcome
        };
        let telling = async {
            while let Some(text) = progress.recv().await {
                let _gone = events.send(event("progress", text.as_bytes())).await;
            }
        };
        let (outcome, ()) = tokio::join!(outcome, telling);
        let last = match outcome {
            Outcome::Answer(json) => event("answer", &json),
            Outcome::Refused(words) | Outcome::Failed(words) => event("refused", words.as_bytes()),
        };
        let _gone = events.send(last).await;
    });
    let body = Body::from_stream(Events { received, run });
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

/// An event: its kind, and each line of its data.
fn event(kind: &str, data: &[u8]) -> Bytes {
    let mut bytes = format!("event: {kind}\n").into_bytes();
    for line in data.strip_suffix(b"\n").unwrap_or(data).split(|&byte| byte == b'\n') {
        bytes.extend_from_slice(b"data: ");
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    }
    bytes.push(b'\n');
    bytes.into()
}

/// The events of a run; it is given up when whoever listens is gone.
struct Events {
    received: mpsc::Receiver<Bytes>,
    run: tokio::task::JoinHandle<()>,
}

impl futures_core::Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.received.poll_recv(context).map(|event| event.map(Ok))
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.run.abort();
    }
}
