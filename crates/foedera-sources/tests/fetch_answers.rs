//! Answers byte by byte: servers that keep to the letter of HTTP, or do not.

#![cfg(feature = "fetch")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use foedera_diagnostic::{Code, Problems};
use foedera_sources::fetch::{Fetched, Order, fetch};

const FILE: &[u8] = b"year,state\n1816,USA\n1817,USA\n";
/// SHA-256 of another file.
const OTHER: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What is sent, and how long the server waits before the next piece.
type Pieces = Vec<(Vec<u8>, Duration)>;

/// An answer that is sent at once, after which the connection is closed.
fn answer(head: &str, body: &[u8]) -> Pieces {
    let mut bytes = format!("HTTP/1.1 {}\r\nConnection: close\r\n\r\n", head.replace('\n', "\r\n")).into_bytes();
    bytes.extend_from_slice(body);
    vec![(bytes, Duration::ZERO)]
}

/// The file with its mark, cut after so many bytes.
fn first(cut: usize) -> Pieces {
    answer(&format!("200 OK\nETag: \"a\"\nContent-Length: {}", FILE.len()), &FILE[..cut])
}

/// The rest of the file from there to before there, as `206` has it.
fn range(mark: &str, from: usize, to: usize) -> Pieces {
    let (last, all) = (to - 1, FILE.len());
    let head = format!("206 Partial Content\nETag: \"{mark}\"\nContent-Range: bytes {from}-{last}/{all}");
    answer(&format!("{head}\nContent-Length: {}", to - from), &FILE[from..to])
}

/// What the server was asked, a request each.
type Requests = Arc<Mutex<Vec<String>>>;

/// A server that gives these answers in turn, then no more: its address and what it was asked.
fn serve(answers: Vec<Pieces>) -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/data.csv", listener.local_addr().unwrap());
    let requests = Requests::default();
    let seen = Arc::clone(&requests);
    std::thread::spawn(move || {
        for pieces in answers {
            let (stream, _) = listener.accept().unwrap();
            give(stream, &pieces, &seen);
        }
    });
    (address, requests)
}

fn give(mut stream: TcpStream, pieces: &Pieces, seen: &Requests) {
    let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let request: Vec<String> = lines.take_while(|line| !line.is_empty()).map(|line| line.to_lowercase()).collect();
    seen.lock().unwrap().push(request.join("\n"));
    for (bytes, pause) in pieces {
        // The client may be gone; that is its right.
        let _sent = stream.write_all(bytes);
        std::thread::sleep(*pause);
    }
}

/// A folder of its own, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("foedera-answers-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn target(&self) -> PathBuf {
        self.0.join("data.csv")
    }

    /// What is in it, by name.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The file is there, as the publisher has it, and nothing else.
    #[track_caller]
    fn holds_the_file(&self) {
        assert_eq!(std::fs::read(self.target()).unwrap(), FILE);
        assert_eq!(self.files(), ["data.csv"]);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

fn order<'a>(url: &'a str, target: &'a Path) -> Order<'a> {
    Order { patience: Duration::from_millis(400), ..Order::new(url, target) }
}

fn get(order: &Order<'_>) -> Result<Fetched, Problems> {
    fetch(order, &mut |_| {})
}

fn refused(order: &Order<'_>) -> (Code, String) {
    let problems = get(order).unwrap_err();
    assert_eq!(problems.0.len(), 1);
    (problems.0[0].code, problems.0[0].message.clone())
}

/// The same order with one attempt a call.
fn once<'a>(url: &'a str, target: &'a Path) -> Order<'a> {
    Order { attempts: 1, ..order(url, target) }
}

#[test]
fn a_range_that_ends_before_the_file_does_is_not_the_whole_file() {
    let (url, requests) = serve(vec![first(10), range("a", 10, 20), range("a", 20, FILE.len())]);
    let folder = Folder::new("short-range");
    assert_eq!(get(&order(&url, &folder.target())).unwrap().bytes, FILE.len() as u64);
    assert!(requests.lock().unwrap()[2].contains("range: bytes=20-"));
    folder.holds_the_file();
}

#[test]
fn a_range_of_another_version_is_never_joined_to_the_part() {
    let anew = answer(&format!("200 OK\nETag: \"b\"\nContent-Length: {}", FILE.len()), FILE);
    let old = answer(&format!("200 OK\nETag: \"a\"\nContent-Length: {}", FILE.len()), b"an old one");
    let (url, _) = serve(vec![old, range("b", 10, FILE.len()), anew]);
    let folder = Folder::new("if-range-ignored");
    get(&order(&url, &folder.target())).unwrap();
    folder.holds_the_file();
}

#[test]
fn a_range_of_another_version_found_by_a_later_call_begins_anew_within_it() {
    let anew = answer(&format!("200 OK\nETag: \"b\"\nContent-Length: {}", FILE.len()), FILE);
    let (url, requests) = serve(vec![first(10), range("b", 10, FILE.len()), anew]);
    let folder = Folder::new("later-version");
    let target = folder.target();
    refused(&once(&url, &target));
    assert_eq!(get(&once(&url, &target)).unwrap().resumed_from, 0);
    assert!(!requests.lock().unwrap()[2].contains("\nrange:"));
    folder.holds_the_file();
}

#[test]
fn a_file_begun_anew_is_not_said_to_be_resumed() {
    let anew = answer(&format!("200 OK\nETag: \"b\"\nContent-Length: {}", FILE.len()), FILE);
    let (url, _) = serve(vec![first(10), anew]);
    let folder = Folder::new("anew");
    let target = folder.target();
    refused(&once(&url, &target));
    assert_eq!(get(&once(&url, &target)).unwrap().resumed_from, 0);
    folder.holds_the_file();
}

#[test]
fn a_refused_range_begins_anew_even_when_there_is_but_one_attempt() {
    let (url, _) =
        serve(vec![first(10), answer("416 Range Not Satisfiable\nContent-Length: 0", b""), first(FILE.len())]);
    let folder = Folder::new("416-once");
    let target = folder.target();
    refused(&once(&url, &target));
    assert_eq!(get(&once(&url, &target)).unwrap().resumed_from, 0);
    folder.holds_the_file();
}

#[test]
fn a_server_that_refuses_for_ever_is_not_asked_for_ever() {
    let no = || answer("416 Range Not Satisfiable\nContent-Length: 0", b"");
    let (url, requests) = serve(vec![first(10), no(), no(), no(), no(), no(), no()]);
    let folder = Folder::new("416-for-ever");
    assert_eq!(refused(&order(&url, &folder.target())).0, Code::Network);
    assert!(requests.lock().unwrap().len() <= 5);
    assert_eq!(folder.files(), Vec::<String>::new());
}

#[test]
fn a_part_that_is_the_whole_file_already_is_not_fetched_again() {
    let whole = answer(&format!("416 No\nContent-Range: bytes */{}\nContent-Length: 0", FILE.len()), b"");
    let (url, requests) = serve(vec![first(10), whole]);
    let folder = Folder::new("416-whole");
    let target = folder.target();
    refused(&once(&url, &target));
    // What a run leaves that is killed between the last byte and the renaming.
    std::fs::write(folder.0.join("data.csv.part"), FILE).unwrap();
    assert_eq!(get(&once(&url, &target)).unwrap().resumed_from, FILE.len() as u64);
    assert_eq!(requests.lock().unwrap().len(), 2);
    folder.holds_the_file();
}

#[test]
fn bytes_are_asked_for_as_they_are() {
    let (url, requests) = serve(vec![first(FILE.len())]);
    let folder = Folder::new("identity");
    get(&order(&url, &folder.target())).unwrap();
    let request = requests.lock().unwrap()[0].clone();
    assert!(request.contains("accept-encoding: identity"), "{request}");
    folder.holds_the_file();
}

#[test]
fn a_chunked_body_without_its_end_is_a_cut() {
    let chunk = b"a\r\nyear,state\r\n";
    let (url, _) = serve(vec![answer("200 OK\nETag: \"a\"\nTransfer-Encoding: chunked", chunk)]);
    let folder = Folder::new("chunks");
    let (code, message) = refused(&once(&url, &folder.target()));
    assert_eq!(code, Code::Network);
    assert!(message.contains("cut"), "{message}");
    assert_eq!(folder.files(), ["data.csv.part", "data.csv.part.json"]);
}

#[test]
fn a_slow_transfer_that_keeps_coming_is_waited_for() {
    let mut pieces = first(0);
    pieces.extend(FILE.chunks(4).map(|chunk| (chunk.to_vec(), Duration::from_millis(100))));
    let (url, requests) = serve(vec![pieces]);
    let folder = Folder::new("slow");
    get(&order(&url, &folder.target())).unwrap();
    assert_eq!(requests.lock().unwrap().len(), 1);
    folder.holds_the_file();
}

#[test]
fn a_server_that_never_answers_is_not_waited_for() {
    let (url, _) = serve(vec![vec![(Vec::new(), Duration::from_secs(3))]]);
    let folder = Folder::new("mute");
    assert_eq!(refused(&once(&url, &folder.target())).0, Code::Network);
    assert_eq!(folder.files(), Vec::<String>::new());
}

#[test]
fn a_part_outlives_a_publisher_who_is_away() {
    let away = answer("503 Unavailable\nContent-Length: 0", b"");
    let (url, _) = serve(vec![first(10), away, range("a", 10, FILE.len())]);
    let folder = Folder::new("away");
    let target = folder.target();
    refused(&once(&url, &target));
    assert!(refused(&once(&url, &target)).1.contains("status 503"));
    assert_eq!(folder.files(), ["data.csv.part", "data.csv.part.json"]);
    assert_eq!(get(&once(&url, &target)).unwrap().resumed_from, 10);
    folder.holds_the_file();
}

#[test]
fn a_wrong_checksum_leaves_the_file_that_was_to_be_replaced() {
    let (url, _) = serve(vec![first(FILE.len())]);
    let folder = Folder::new("replace");
    let target = folder.target();
    std::fs::write(&target, "mine").unwrap();
    let (_, message) = refused(&Order { sha256: Some(OTHER), replace: true, ..order(&url, &target) });
    assert!(message.contains(OTHER), "{message}");
    assert_eq!((std::fs::read(&target).unwrap(), folder.files()), (b"mine".to_vec(), vec!["data.csv".to_owned()]));
}

#[test]
fn a_file_that_comes_up_meanwhile_is_not_overwritten() {
    let (url, _) = serve(vec![first(FILE.len())]);
    let folder = Folder::new("meanwhile");
    let target = folder.target();
    let made = |_| std::fs::write(&target, "mine").unwrap();
    let problems = fetch(&order(&url, &target), &mut { made }).unwrap_err();
    assert_eq!(problems.0[0].code, Code::Usage);
    assert_eq!(std::fs::read(&target).unwrap(), b"mine");
}

#[test]
fn two_calls_do_not_write_to_one_part() {
    let (url, requests) = serve(vec![first(FILE.len()), first(FILE.len())]);
    let folder = Folder::new("two");
    let target = folder.target();
    let mut second = None;
    fetch(&order(&url, &target), &mut |_| second = Some(refused(&order(&url, &target)))).unwrap();
    let (code, message) = second.unwrap();
    assert_eq!(code, Code::CannotWrite);
    assert!(message.contains("another"), "{message}");
    assert_eq!(requests.lock().unwrap().len(), 1);
    folder.holds_the_file();
}

#[test]
fn a_range_from_another_place_is_never_joined_to_the_part() {
    let (url, _) = serve(vec![first(10), range("a", 5, FILE.len()), first(FILE.len())]);
    let folder = Folder::new("place");
    get(&order(&url, &folder.target())).unwrap();
    folder.holds_the_file();
}

#[test]
fn a_range_of_a_file_of_another_size_is_never_joined_to_the_part() {
    let rest = b"of a longer file without a mark";
    let grown =
        answer(&format!("206 Partial Content\nContent-Range: bytes 10-40/41\nContent-Length: {}", rest.len()), rest);
    let (url, _) = serve(vec![first(10), grown, first(FILE.len())]);
    let folder = Folder::new("size");
    get(&order(&url, &folder.target())).unwrap();
    folder.holds_the_file();
}
