//! Downloads from a server on loopback that cuts, moves, stalls and lies.

#![cfg(feature = "fetch")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use foedera_diagnostic::{Code, Problems};
use foedera_sources::fetch::{Fetched, Order, fetch};

/// The file that the server has.
fn content() -> Vec<u8> {
    (0..200_000_u32).map(|number| (number % 251) as u8).collect()
}

const SHA256: &str = "b5c07d5b0a8d0dbca34adb6bd6b86e4c8f4d4f6e6d0d9f0c6b6f2a1d3c4e5f60";

/// How the server answers one request.
#[derive(Clone)]
enum Answer {
    /// The file, or what is asked of it, with this mark; cut after so many bytes of the body.
    File {
        mark: &'static str,
        cut: Option<usize>,
    },
    /// The file whatever range is asked for.
    Whole,
    Status(u16),
    Page,
    /// Nothing after the head.
    Stall,
    Redirect,
}

struct Server {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that gives these answers in turn, the last one for ever.
    fn start(answers: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/data.csv", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answers) = (Arc::clone(&requests), answers.to_vec());
        std::thread::spawn(move || {
            for (index, stream) in listener.incoming().enumerate() {
                let Ok(stream) = stream else { return };
                let answer = answers[index.min(answers.len() - 1)].clone();
                let seen = Arc::clone(&seen);
                // A stalled answer must not hold up the next one.
                std::thread::spawn(move || serve(stream, &answer, &seen));
            }
        });
        Self { address, requests }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, answer: &Answer, seen: &Mutex<Vec<String>>) {
    let mut request = String::new();
    for line in BufReader::new(stream.try_clone().unwrap()).lines() {
        let line = line.unwrap_or_default();
        if line.is_empty() {
            break;
        }
        request.push_str(&line.to_ascii_lowercase());
        request.push('\n');
    }
    seen.lock().unwrap().push(request.clone());
    let body = content();
    let value =
        |name: &str| request.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
    let range = value("range").and_then(|range| range.trim_start_matches("bytes=").trim_end_matches('-').parse().ok());
    let mut give = |head: String, body: &[u8]| {
        // The client may be gone; that is its right.
        let _sent = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
    };
    match answer {
        Answer::File { mark, cut } => {
            let same = value("if-range").is_some_and(|tag| tag == format!("\"{mark}\""));
            let from: usize = range.filter(|_| same).unwrap_or(0);
            let rest = &body[from.min(body.len())..];
            let status = if from > 0 {
                format!("206 Partial Content\r\nContent-Range: bytes {from}-{}/{}", body.len() - 1, body.len())
            } else {
                "200 OK".to_owned()
            };
            let head = format!("HTTP/1.1 {status}\r\nETag: \"{mark}\"\r\nContent-Length: {}\r\n\r\n", rest.len());
            give(head, &rest[..cut.unwrap_or(rest.len()).min(rest.len())]);
        }
        Answer::Whole => give(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()), &body),
        Answer::Status(status) => give(format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n"), b""),
        Answer::Page => {
            let page = b"<html>please log in</html>";
            give(format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n", page.len()), page);
        }
        Answer::Stall => {
            give("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 100\r\n\r\n".to_owned(), b"ten bytes.");
            std::thread::sleep(Duration::from_secs(5));
        }
        Answer::Redirect => {
            give("HTTP/1.1 302 Found\r\nLocation: /moved.csv\r\nContent-Length: 0\r\n\r\n".to_owned(), b"");
        }
    }
}

/// A folder of its own, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("foedera-fetch-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn target(&self) -> PathBuf {
        self.0.join("data.csv")
    }

    /// What is in it, by name.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

fn order<'a>(server: &'a Server, target: &'a Path) -> Order<'a> {
    Order { patience: Duration::from_millis(500), ..Order::new(&server.address, target) }
}

fn get(order: &Order<'_>) -> Result<Fetched, Problems> {
    fetch(order, &mut |_| {})
}

fn refused(order: &Order<'_>) -> (Code, String) {
    let problems = get(order).unwrap_err();
    assert_eq!(problems.0.len(), 1);
    assert!(!problems.0[0].remedy.is_empty());
    (problems.0[0].code, problems.0[0].message.clone())
}

const WHOLE: Answer = Answer::File { mark: "a", cut: None };

#[test]
fn a_file_comes_whole_and_leaves_nothing_else() {
    let (server, folder) = (Server::start(&[WHOLE]), Folder::new("whole"));
    let target = folder.0.join("deep/er/data.csv");
    let mut told = Vec::new();
    let fetched = fetch(&order(&server, &target), &mut |progress| told.push(progress)).unwrap();
    assert_eq!((fetched.bytes, fetched.resumed_from, fetched.already_there), (200_000, 0, false));
    assert_eq!(std::fs::read(&target).unwrap(), content());
    assert_eq!(std::fs::read_dir(target.parent().unwrap()).unwrap().count(), 1);
    assert_eq!(told.last().map(|last| (last.done, last.total)), Some((200_000, Some(200_000))));
}

#[test]
fn a_cut_is_mended_within_one_call() {
    let cut = Answer::File { mark: "a", cut: Some(70_000) };
    let (server, folder) = (Server::start(&[cut.clone(), cut, WHOLE]), Folder::new("cut"));
    assert_eq!(get(&order(&server, &folder.target())).unwrap().bytes, 200_000);
    assert_eq!(std::fs::read(folder.target()).unwrap(), content());
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests[1].contains("range: bytes=70000-") && requests[1].contains("if-range: \"a\""), "{requests:?}");
    assert!(requests[2].contains("range: bytes=140000-"), "{requests:?}");
    assert_eq!(folder.files(), ["data.csv"]);
}

#[test]
fn a_later_call_goes_on_where_an_earlier_one_was_cut() {
    let cut = Answer::File { mark: "a", cut: Some(70_000) };
    let (server, folder) = (Server::start(&[cut, WHOLE]), Folder::new("later"));
    let target = folder.target();
    let once = Order { attempts: 1, ..order(&server, &target) };
    let (code, message) = refused(&once);
    assert_eq!(code, Code::Network);
    assert!(message.contains("cut 1 times"), "{message}");
    assert_eq!(folder.files(), ["data.csv.part", "data.csv.part.json"]);
    assert_eq!(get(&once).unwrap().resumed_from, 70_000);
    assert_eq!(std::fs::read(&target).unwrap(), content());
    assert_eq!(folder.files(), ["data.csv"]);
}

#[test]
fn another_version_at_the_same_address_is_fetched_from_its_beginning() {
    let cut = Answer::File { mark: "old", cut: Some(70_000) };
    let (server, folder) = (Server::start(&[cut, Answer::File { mark: "new", cut: None }]), Folder::new("version"));
    let target = folder.target();
    let once = Order { attempts: 1, ..order(&server, &target) };
    refused(&once);
    get(&once).unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), content());
}

#[test]
fn a_server_that_knows_no_ranges_gives_the_file_anew() {
    let cut = Answer::File { mark: "a", cut: Some(70_000) };
    let (server, folder) = (Server::start(&[cut, Answer::Whole]), Folder::new("no-ranges"));
    get(&order(&server, &folder.target())).unwrap();
    assert_eq!(std::fs::read(folder.target()).unwrap(), content());
}

#[test]
fn a_part_that_the_server_refuses_is_begun_anew() {
    let cut = Answer::File { mark: "a", cut: Some(70_000) };
    let (server, folder) = (Server::start(&[cut, Answer::Status(416), WHOLE]), Folder::new("416"));
    get(&order(&server, &folder.target())).unwrap();
    assert_eq!(std::fs::read(folder.target()).unwrap(), content());
}

#[test]
fn a_wrong_checksum_keeps_nothing() {
    let (server, folder) = (Server::start(&[WHOLE]), Folder::new("checksum"));
    let target = folder.target();
    let (code, message) = refused(&Order { sha256: Some(SHA256), ..order(&server, &target) });
    assert_eq!(code, Code::Network);
    assert!(message.contains(SHA256), "{message}");
    assert_eq!(folder.files(), Vec::<String>::new());
}

#[test]
fn the_right_checksum_is_asked_for_once() {
    let (server, folder) = (Server::start(&[WHOLE]), Folder::new("once"));
    let target = folder.target();
    let sha256 = get(&order(&server, &target)).unwrap().sha256;
    let again = get(&Order { sha256: Some(&sha256), ..order(&server, &target) }).unwrap();
    assert!(again.already_there);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_file_in_the_way_is_kept_unless_it_may_be_replaced() {
    let (server, folder) = (Server::start(&[WHOLE]), Folder::new("in-the-way"));
    let target = folder.target();
    std::fs::write(&target, "mine").unwrap();
    assert_eq!(refused(&order(&server, &target)).0, Code::Usage);
    assert_eq!(refused(&Order { sha256: Some(SHA256), ..order(&server, &target) }).0, Code::Usage);
    assert_eq!(std::fs::read(&target).unwrap(), b"mine");
    assert_eq!(server.requests().len(), 0);
    get(&Order { replace: true, ..order(&server, &target) }).unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), content());
}

#[test]
fn a_page_that_is_gone_or_closed_is_said_to_be_so() {
    for (status, words) in [(404, "status 404"), (403, "status 403"), (500, "status 500")] {
        let (server, folder) = (Server::start(&[Answer::Status(status)]), Folder::new(&format!("status-{status}")));
        let (code, message) = refused(&order(&server, &folder.target()));
        assert_eq!(code, Code::Network);
        assert!(message.contains(words), "{message}");
        assert_eq!(folder.files(), Vec::<String>::new());
    }
}

#[test]
fn a_web_page_is_no_dataset() {
    let (server, folder) = (Server::start(&[Answer::Page]), Folder::new("page"));
    let (code, message) = refused(&order(&server, &folder.target()));
    assert_eq!(code, Code::Network);
    assert!(message.contains("web page"), "{message}");
    assert_eq!(folder.files(), Vec::<String>::new());
}

#[test]
fn a_redirect_is_followed() {
    let (server, folder) = (Server::start(&[Answer::Redirect, WHOLE]), Folder::new("redirect"));
    get(&order(&server, &folder.target())).unwrap();
    assert_eq!(std::fs::read(folder.target()).unwrap(), content());
}

#[test]
fn a_server_that_falls_silent_is_not_waited_for_for_ever() {
    let (server, folder) = (Server::start(&[Answer::Stall]), Folder::new("stall"));
    let target = folder.target();
    let (code, message) = refused(&Order { attempts: 1, ..order(&server, &target) });
    assert_eq!(code, Code::Network);
    assert!(message.contains("cut 1 times"), "{message}");
    assert_eq!(folder.files(), ["data.csv.part", "data.csv.part.json"], "the ten bytes are kept");
}

#[test]
fn a_port_where_nobody_listens_is_said_to_be_so() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/data.csv", listener.local_addr().unwrap());
    drop(listener);
    let folder = Folder::new("nobody");
    let target = folder.target();
    let (code, _) = refused(&Order { attempts: 1, ..Order::new(&address, &target) });
    assert_eq!(code, Code::Network);
    assert_eq!(folder.files(), Vec::<String>::new());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said_to_be_full() {
    let (server, folder) = (Server::start(&[WHOLE]), Folder::new("full"));
    // /dev/full takes no byte: what a disk says that has no room.
    std::os::unix::fs::symlink("/dev/full", folder.0.join("data.csv.part")).unwrap();
    let (code, message) = refused(&order(&server, &folder.target()));
    assert_eq!(code, Code::CannotWrite);
    assert!(message.contains("No space left"), "{message}");
    assert!(!folder.target().exists());
}

#[test]
fn a_file_where_a_folder_should_be_is_said_to_be_in_the_way() {
    let (server, folder) = (Server::start(&[WHOLE]), Folder::new("no-folder"));
    std::fs::write(folder.0.join("file"), "").unwrap();
    let target = folder.0.join("file/data.csv");
    assert_eq!(refused(&order(&server, &target)).0, Code::CannotWrite);
}

#[test]
fn only_web_addresses_are_fetched() {
    let folder = Folder::new("scheme");
    let target = folder.target();
    assert_eq!(refused(&Order::new("ftp://example.org/data.csv", &target)).0, Code::Usage);
    assert_eq!(refused(&Order::new("/etc/passwd", &target)).0, Code::Usage);
}
