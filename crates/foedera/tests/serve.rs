//! The workbench as a browser meets it, and as whoever should not be let in does.
#![cfg(all(unix, feature = "serve"))]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server, stopped when it is dropped.
struct Server {
    child: Child,
    port: u16,
    token: String,
}

impl Server {
    fn new() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_foedera"))
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
        let rest = line.split("http://127.0.0.1:").nth(1).expect("an address");
        let (port, token) = rest.trim().split_once("/?token=").expect("a token");
        Self { port: port.parse().expect("a port"), token: token.to_owned(), child }
    }

    fn connection(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a time");
        stream
    }

    /// What comes back for the head of a request: the status and everything after it.
    fn raw(&self, head: &str) -> (u16, String) {
        let mut stream = self.connection();
        stream.write_all(head.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        // A server that refuses may close before all is read.
        let _read = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        let body = text.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned());
        (status, body)
    }

    fn get(&self, path: &str, more: &str) -> (u16, String) {
        let (port, token) = (self.port, &self.token);
        self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Foedera-Token: {token}\r\nConnection: close\r\n{more}\r\n"
        ))
    }

    fn stop(mut self) -> (bool, Duration) {
        let since = Instant::now();
        let told = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().expect("kill");
        assert!(told.success());
        let status = self.child.wait().expect("it ends");
        (status.success(), since.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}

const AID: &str = "/api/answers/aid?state=ARM&treaty=CSTO&trigger=attack&by=AZE&at=2022-11-25";

#[test]
fn an_answer_is_that_of_the_command_line_to_the_byte() {
    let server = Server::new();
    for (path, words) in [
        (AID, "aid ARM --treaty CSTO --trigger attack --by AZE --at 2022-11-25"),
        ("/api/answers/treaties", "treaty --list"),
        (
            "/api/answers/forecast?scenario=csto-2022&futures=80&set=threshold%3D5",
            "forecast csto-2022 --futures 80 --set threshold=5",
        ),
        ("/api/answers/summit?negotiation=yerevan-2022&draws=40", "summit yerevan-2022 --draws 40"),
    ] {
        let (status, body) = server.get(path, "");
        let printed = Command::new(env!("CARGO_BIN_EXE_foedera"))
            .args(words.split(' '))
            .args(["--format", "json"])
            .output()
            .expect("it runs");
        assert_eq!(status, 200, "{path}: {body}");
        assert_eq!(body.trim_end(), String::from_utf8(printed.stdout).expect("UTF-8").trim_end(), "{path}");
    }
    let (stopped, took) = server.stop();
    assert!(stopped && took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn progress_is_told_and_a_run_given_up_frees_its_place() {
    let server = Server::new();
    let long = "/api/answers/forecast?scenario=csto-2022&futures=100000";
    for _ in 0..4 {
        let mut stream = server.connection();
        let (port, token) = (server.port, &server.token);
        let head = format!(
            "GET {long} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Foedera-Token: {token}\r\nAccept: text/event-stream\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("sent");
        let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("event: progress")));
        // The browser goes away.
    }
    let since = Instant::now();
    assert_eq!(server.get(AID, "").0, 200);
    assert!(since.elapsed() < Duration::from_secs(60), "{:?}", since.elapsed());
}

#[test]
fn a_wrong_question_is_told_in_the_programs_words() {
    let server = Server::new();
    let (status, body) = server.get("/api/answers/forecast?scenario=nosuch", "");
    assert_eq!(status, 422);
    assert!(body.contains("nosuch") && body.contains("foedera scenario list"), "{body}");
    let (status, body) = server.get("/api/answers/aid?state=ARM&treaty=CSTO&trigger=attack&atacker=AZE", "");
    assert_eq!(status, 400);
    assert!(body.contains("`atacker`"), "{body}");
    assert_eq!(server.get("/api/answers/nosuch", "").0, 404);
    assert_eq!(server.get("/api/answers/treaty?treaty=%ff", "").0, 400);
    assert_eq!(server.get("/nothing/here", "").0, 404);
}

#[test]
fn nobody_else_is_let_in_and_no_file_is_read() {
    let server = Server::new();
    let (port, token) = (server.port, server.token.clone());
    let asked = |host: &str, more: &str| {
        server.raw(&format!("GET {AID} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n")).0
    };
    let own = format!("127.0.0.1:{port}");
    let with = format!("X-Foedera-Token: {token}\r\n");
    assert_eq!(asked(&own, ""), 401, "no token");
    assert_eq!(asked(&own, "X-Foedera-Token: 0\r\n"), 401, "another token");
    assert_eq!(asked(&format!("evil.example:{port}"), &with), 421, "another host");
    assert_eq!(asked(&own, &format!("{with}Origin: http://evil.example\r\n")), 403, "another origin");
    assert_eq!(asked(&own, &format!("{with}Sec-Fetch-Site: cross-site\r\n")), 403, "another site");
    for path in ["%2Fetc%2Fpasswd", "..%2F..%2Fetc%2Fpasswd", "..", "%2e%2e%5cx", "a%00b"] {
        let (status, body) = server.get(&format!("/api/answers/forecast?scenario={path}"), "");
        assert_eq!(status, 400, "{path}: {body}");
        assert!(!body.contains("root:"), "{body}");
    }
    assert_eq!(server.get("/../../etc/passwd", "").0, 404);
}

#[test]
fn broken_slow_and_many_clients_take_nothing_down() {
    let server = Server::new();
    let (status, _) =
        server.raw(&format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX: {}\r\n\r\n", server.port, "x".repeat(200_000)));
    assert!(matches!(status, 0 | 400 | 431), "{status}");
    for broken in [
        "\0\u{1}\u{2}\r\n\r\n",
        "GET\r\n\r\n",
        "POST /api/answers/aid HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
    ] {
        let (status, _) = server.raw(broken);
        assert!(status == 0 || status >= 400, "{broken:?}: {status}");
    }
    // Clients that send half of a request hold a place each, for ten seconds.
    let slow: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut stream = server.connection();
            stream.write_all(b"GET / HTTP/1.1\r\nHo").expect("sent");
            stream
        })
        .collect();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..200)
            .map(|number| {
                let server = &server;
                scope.spawn(move || server.get(if number % 2 == 0 { "/" } else { "/api/answers/scenarios" }, "").0)
            })
            .collect();
        asking.into_iter().map(|thread| thread.join().expect("a status")).collect()
    });
    assert_eq!(statuses.len(), 200);
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    assert!(statuses.iter().filter(|status| **status == 200).count() >= 100, "{statuses:?}");
    drop(slow);
    assert_eq!(server.get(AID, "").0, 200, "it still answers");
    assert!(server.stop().0);
}
