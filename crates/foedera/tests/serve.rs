//! The workbench as a browser meets it, and as whoever should not be let in does.
#![cfg(all(unix, feature = "serve"))]

mod scratch;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scratch::Scratch;
use serde_json::Value;

/// A running server, stopped when it is dropped.
struct Server {
    child: Child,
    port: u16,
    token: String,
}

impl Server {
    fn new() -> Self {
        Self::with(&[])
    }

    fn with(words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_foedera"))
            .args(["serve", "--port", "0"])
            .args(words)
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

    /// The answer to another method, with a body.
    fn send(&self, method: &str, path: &str, body: &[u8]) -> (u16, String) {
        let (port, token, length) = (self.port, &self.token, body.len());
        let mut stream = self.connection();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Foedera-Token: {token}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("sent");
        // A server that refuses may close before all is sent.
        let _sent = stream.write_all(body);
        let mut bytes = Vec::new();
        let _read = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        (status, text.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned()))
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

/// What the command line prints.
fn printed(words: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_foedera")).args(words.split(' ')).output().expect("it runs");
    assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn tables_pages_and_what_is_assumed_are_those_of_the_command_line() {
    let server = Server::new();
    let forecast = "forecast?scenario=csto-2022&futures=80";
    for (path, words) in [
        (format!("/api/tables/{forecast}"), "forecast csto-2022 --futures 80 --format csv"),
        (
            "/api/tables/forecast/reference_classes?scenario=csto-2022&futures=80".to_owned(),
            "forecast csto-2022 --futures 80 --format csv --table reference_classes",
        ),
        (
            "/api/answers/scenario?scenario=csto-2022&set=assumption.freeze_rate.range%3D0.01..0.02".to_owned(),
            "scenario show csto-2022 --set assumption.freeze_rate.range=0.01..0.02 --format json",
        ),
        (
            "/api/texts/scenario?scenario=csto-2022&set=threshold%3D5".to_owned(),
            "scenario show csto-2022 --set threshold=5",
        ),
        (
            "/api/answers/explain?scenario=csto-2022&question=armenia-leaves&futures=40&set=assumption.freeze_rate.range%3D0.01..0.02".to_owned(),
            "explain csto-2022 --question armenia-leaves --futures 40 --set assumption.freeze_rate.range=0.01..0.02 --format json",
        ),
    ] {
        let (status, body) = server.get(&path, "");
        assert_eq!(status, 200, "{path}: {body}");
        assert_eq!(body.trim_end(), printed(words).trim_end(), "{path}");
    }
    let (status, page) = server.get(&format!("/api/pages/{forecast}"), "");
    assert!(status == 200 && page.starts_with("<!DOCTYPE html>"), "{status}");
    let (status, told) = server.get("/api/tables/forecast/nosuch?scenario=csto-2022&futures=80", "");
    assert!(status == 422 && told.contains("its tables are"), "{status} {told}");
    assert_eq!(server.get("/api/pages/scenarios", "").0, 422, "it has no page, and says so");
}

#[test]
fn i_fit_my_own_files_and_they_are_gone_with_the_server() {
    let scratch = Scratch::new("own-files");
    std::fs::write(scratch.0.join("secret.csv"), "top secret").expect("written");
    std::fs::create_dir(scratch.0.join("served")).expect("a folder");
    std::fs::write(scratch.0.join("served/actors.csv"), "label,age\na,1\nb,2\nc,3\n").expect("written");
    std::os::unix::fs::symlink(scratch.0.join("secret.csv"), scratch.0.join("served/link.csv")).expect("a link");
    let server = Server::with(&["--folder", scratch.0.join("served").to_str().expect("UTF-8")]);
    let events = "time,sender,receiver\n1,a,b\n2,b,a\n3,a,c\n4,c,a\n5,a,b\n6,b,c\n7,c,b\n8,b,a\n";
    let (status, list) = server.send("PUT", "/api/files/my%20events.csv", events.as_bytes());
    assert_eq!(status, 200, "{list}");
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let files: Vec<&str> =
        list["files"].as_array().expect("a list").iter().filter_map(|file| file["file"].as_str()).collect();
    assert!(files.contains(&"own/my events.csv") && files.contains(&"folder/actors.csv"), "{files:?}");
    let asked = |events: &str| {
        let path = format!(
            "/api/answers/fit?events={events}&actors=folder%2Factors.csv&formula=choice(calls~inertia)&output=own%2Ffit.toml"
        );
        server.get(&path, "")
    };
    let (status, fit) = asked("own%2Fmy+events.csv");
    assert_eq!(status, 200, "{fit}");
    assert!(fit.contains("\"inertia\""), "{fit}");
    assert!(fit.contains("\"file\": \"my events.csv\""), "the path of the server's folder is nobody's: {fit}");
    let (status, told) = server.get("/api/answers/diagnose?model=own%2Ffit.toml&simulate=2", "");
    assert_eq!(status, 200, "{told}");
    for outside in ["folder%2Flink.csv", "folder%2F..%2Fsecret.csv", "..%2Fsecret.csv", "%2Fetc%2Fpasswd", "own%2F.."] {
        let (status, told) = asked(outside);
        assert_eq!(status, 400, "{outside}: {told}");
        assert!(!told.contains("top secret"));
    }
    assert_eq!(server.send("PUT", "/api/files/..%2Fx", b"x").0, 400);
    assert_eq!(server.send("PUT", "/api/files/large.csv", &vec![b'x'; (32 << 20) + 1]).0, 413);
    let head =
        format!("PUT /api/files/x.csv HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 1\r\n\r\nx", server.port);
    assert_eq!(server.raw(&head).0, 401, "whoever writes has the token");
    assert_eq!(server.send("DELETE", "/api/files/my%20events.csv", b"").0, 200);
    assert_eq!(asked("own%2Fmy+events.csv").0, 400, "it is gone");
    let left = || {
        let entries = std::fs::read_dir(std::env::temp_dir()).expect("a folder").flatten();
        entries.filter(|entry| entry.path().join("own/fit.toml").exists()).count()
    };
    let before = left();
    assert!(before >= 1);
    assert!(server.stop().0);
    assert_eq!(left(), before - 1, "the server's folder is gone with it");
}

/// A text that nobody expects: hostile pieces put together, by a number.
fn hostile(number: u64) -> String {
    const PIECES: [&str; 20] = [
        "csto-2022",
        "CSTO",
        "ARM",
        "-1",
        "1e309",
        "NaN",
        "99999999999999999999",
        "..",
        "/",
        "\0",
        "%",
        "&",
        "=",
        "'",
        "\"",
        "own/x",
        "folder/x",
        "2022-13-45",
        "\u{202e}",
        "--help",
    ];
    let count = number % 3 + 1;
    (0..count).map(|place| PIECES[(number / 3 / 20_u64.pow(place as u32) % 20) as usize]).collect()
}

#[test]
fn whatever_is_asked_is_answered_as_the_description_says() {
    let server = Server::new();
    let (status, description) = server.get("/api/description", "");
    assert_eq!(status, 200);
    let description: Value = serde_json::from_str(&description).expect("JSON");
    let mut state: u64 = 0x2545_f491_4f6c_dd1d;
    let mut next = || {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let (mut asked, mut refused) = (0, 0);
    for (path, methods) in description["paths"].as_object().expect("paths") {
        let Some(get) = methods.get("get") else { continue };
        let known: Vec<&Value> = get["parameters"].as_array().expect("a list").iter().collect();
        let documented = get["responses"].as_object().expect("responses");
        for round in 0..2 {
            let mut query = Vec::new();
            for parameter in &known {
                let name = parameter["name"].as_str().expect("a name");
                // What would make a run long is kept short; the rest is anything.
                let value = match name {
                    "futures" => "40".to_owned(),
                    "draws" => "20".to_owned(),
                    "simulate" => "1".to_owned(),
                    _ if parameter["in"] == "path" || next() % 2 == 0 => continue,
                    _ => encoded(&hostile(next())),
                };
                query.push(format!("{name}={value}"));
            }
            if round == 1 && next() % 4 == 0 {
                query.push(format!("{}={}", encoded(&hostile(next())), encoded(&hostile(next()))));
            }
            let table = encoded(&hostile(next()).replace('/', "."));
            let path = format!("{}?{}", path.replace("{table}", &table), query.join("&"));
            let (status, body) = server.get(&path, "");
            assert!(documented.contains_key(&status.to_string()), "{path}: {status} {body}");
            assert!(!body.contains("panicked") && !body.contains("defect of Foedera"), "{path}: {body}");
            asked += 1;
            refused += usize::from(status >= 400);
        }
    }
    assert!(asked > 100 && refused > 30, "{asked} {refused}");
    assert_eq!(server.get(AID, "").0, 200, "it still answers");
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
