use super::*;
use crate::cloud::tests::server::{Act, Request, Server, head};
use crate::cloud::tests::tls::authority;
use crate::report::{Filter, PAGE};

const MOST: u64 = 1 << 20;

fn page(kind: &str, body: &str) -> Vec<Act> {
    let headers = format!("content-type: {kind}\r\ncontent-length: {}\r\n", body.len());
    vec![head(200, &headers), Act::Send(body.into())]
}

fn sent_on(to: &str) -> Vec<Act> {
    vec![head(302, &format!("location: {to}\r\ncontent-length: 0\r\n"))]
}

fn path(request: &Request) -> &str {
    request.head.split(' ').nth(1).unwrap()
}

fn at(text: &str) -> Address {
    Address::new(text).unwrap()
}

struct Stage {
    report: Arc<Report>,
    cancel: CancellationToken,
}

impl Stage {
    fn new() -> Stage {
        Stage { report: Arc::new(Report::in_memory().unwrap()), cancel: CancellationToken::new() }
    }

    async fn fetch(&self, address: &str) -> Result<Page> {
        fetch(&at(address), MOST, &self.report, &self.cancel).await
    }

    async fn fails(&self, address: &str) -> Error {
        let error = self.fetch(address).await.unwrap_err();
        assert!(error.hint.is_some(), "{error:?}");
        error
    }

    /// The addresses that were entered and how each ended, in order.
    fn entered(&self) -> Vec<(String, Vec<Fate>)> {
        let mut entries = self.report.list(&Filter::default()).unwrap();
        entries.reverse();
        let fates = |entry: &Entry| -> Vec<Fate> { entry.fates.iter().map(|ended| ended.fate).collect() };
        entries.iter().map(|entry| (entry.url.clone().unwrap(), fates(entry))).collect()
    }
}

#[tokio::test]
async fn a_page_is_asked_for_plainly_and_entered() {
    let server = Server::start(|_| page("text/html; charset=UTF-8", "<p>Hi")).await;
    let stage = Stage::new();
    let address = format!("{}/a/b?c=1", server.address);
    let read = stage.fetch(&format!("{address}#part")).await.unwrap();
    assert_eq!((read.name.as_str(), read.bytes.as_slice()), ("page.html", &b"<meta charset=utf-8><p>Hi"[..]));
    let asked = server.asked();
    assert!(asked.len() == 1 && asked[0].head.starts_with("GET /a/b?c=1 HTTP/1.1\r\n"), "{asked:?}");
    assert!(asked[0].header("user-agent").unwrap().starts_with("Stet/"));
    for name in ["cookie", "referer", "accept-language", "accept-encoding", "authorization", "from"] {
        assert_eq!(asked[0].header(name), None, "{name}");
    }
    let entry = stage.report.list(&Filter { sent: true, ..Filter::default() }).unwrap().remove(0);
    assert_eq!((entry.tool.as_str(), entry.server.as_deref()), (PAGE, Some("127.0.0.1")));
    assert_eq!((entry.url.as_deref(), entry.bytes as usize), (Some(address.as_str()), address.len()));
    assert_eq!(stage.entered(), [(address, vec![Fate::Answered])]);
    assert_eq!(stage.report.left().unwrap().requests, 1);
}

#[tokio::test]
async fn it_is_entered_before_it_is_sent() {
    let stage = Stage::new();
    let report = stage.report.clone();
    let server = Server::start(move |_| {
        assert_eq!(report.left().unwrap().requests, 1);
        page("text/plain", "entered")
    })
    .await;
    assert_eq!(stage.fetch(&server.address).await.unwrap().bytes, b"entered");
}

#[tokio::test]
async fn five_redirects_are_followed_and_each_is_entered() {
    let server = Server::start(|request| match path(request) {
        "/5" => page("text/plain", "there"),
        path => sent_on(&format!("/{}", path[1..].parse::<u32>().unwrap() + 1)),
    })
    .await;
    let stage = Stage::new();
    assert_eq!(stage.fetch(&format!("{}/0", server.address)).await.unwrap().bytes, b"there");
    let paths = (0..=5).map(|number| (format!("{}/{number}", server.address), vec![Fate::Answered]));
    assert_eq!(stage.entered(), paths.collect::<Vec<_>>());

    let around = Server::start(|_| sent_on("/again")).await;
    let error = Stage::new().fails(&around.address).await;
    assert!(error.message.contains("one address after another"), "{error}");
    assert_eq!(around.asked().len(), 6);
}

#[test]
fn a_redirect_never_leads_to_less_safety_or_to_this_machine() {
    let leads = |from: &str, to: &str| {
        let headers: HeaderMap = HeaderMap::from_iter([(header::LOCATION, to.parse().unwrap())]);
        next(&at(from), &headers).map(|next| next.to_string()).map_err(|error| error.message)
    };
    assert_eq!(leads("https://a.example/b/c", "../d").unwrap(), "https://a.example/d");
    assert_eq!(leads("http://a.example", "https://b.example/").unwrap(), "https://b.example/");
    assert!(leads("https://a.example", "http://a.example/").unwrap_err().contains("without encryption"));
    for here in ["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/"] {
        assert!(leads("http://a.example", here).unwrap_err().contains("this machine"), "{here}");
        assert!(leads("http://127.0.0.1", here).is_ok());
    }
    for nowhere in ["file:///etc/passwd", "ftp://a.example", "http://me:secret@a.example"] {
        let message = leads("http://a.example", nowhere).unwrap_err();
        assert!(message.contains("not the address of a page") && !message.contains("secret"), "{message}");
    }
    assert!(next(&at("http://a.example"), &HeaderMap::new()).is_err());
}

#[tokio::test]
async fn what_is_too_large_is_not_taken() {
    let stage = Stage::new();
    let told = Server::start(|_| vec![head(200, &format!("content-length: {}\r\n", MOST + 1)), Act::Send(vec![b'a'])]);
    let endless = Server::start(|_| vec![head(200, "content-type: text/plain\r\n"), Act::Forever(vec![b'a'; 65_536])]);
    let (told, endless) = tokio::join!(told, endless);
    for server in [&told, &endless] {
        let error = stage.fails(&server.address).await;
        assert_eq!(error.code, Code::TextUnsuitable);
        assert!(error.message.contains("too large; the most Stet reads is 1 MB"), "{error}");
    }
    endless.hung_up().await;
}

#[tokio::test]
async fn what_is_no_page_is_told_apart() {
    let server = Server::start(|request| match path(request) {
        "/picture" => page("image/png", "\u{1}"),
        "/packed" => vec![head(200, "content-type: text/html\r\ncontent-encoding: gzip\r\n"), Act::Send(b"x".into())],
        "/short" => vec![head(200, "content-length: 100\r\n"), Act::Send(b"x".into())],
        path => vec![head(path[1..].parse().unwrap(), "content-length: 0\r\n")],
    })
    .await;
    let stage = Stage::new();
    for (path, code, said) in [
        ("picture", Code::TextUnsuitable, "no text (image/png)"),
        ("packed", Code::TextUnsuitable, "packed (gzip)"),
        ("short", Code::TextUnreadable, "The connection to 127.0.0.1 broke"),
        ("404", Code::TextUnreadable, "There is no page at"),
        ("403", Code::TextUnreadable, "to everybody"),
        ("429", Code::TextUnreadable, "busy"),
        ("503", Code::TextUnreadable, "failed"),
        ("300", Code::TextUnreadable, "not the address of a page"),
        ("418", Code::TextUnreadable, "did not give"),
    ] {
        let error = stage.fails(&format!("{}/{path}", server.address)).await;
        assert_eq!(error.code, code, "{path}");
        assert!(error.message.contains(said), "{path}: {error}");
        assert_eq!(stage.entered().pop().unwrap().1, [Fate::Failed], "{path}");
    }
}

#[tokio::test]
async fn without_a_connection_nothing_left() {
    let dir = tempfile::tempdir().unwrap();
    let (_, acceptor) = authority(dir.path(), "127.0.0.1");
    let untrusted = Server::with_tls(acceptor, |_| page("text/plain", "over TLS")).await;
    let stage = Stage::new();
    let error = stage.fails(&untrusted.address).await;
    assert!(error.message.contains("certificate of 127.0.0.1 is not trusted"), "{error}");
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = stage.fails(&format!("http://{gone}")).await;
    assert!(error.message.contains("can't be reached"), "{error}");
    assert!(untrusted.asked().is_empty());
    assert!(stage.entered().iter().all(|(_, fates)| *fates == [Fate::Unreached]));
    assert_eq!(stage.report.left().unwrap().requests, 0);
}

#[tokio::test]
async fn cancelling_closes_the_connection() {
    let server = Server::start(|_| {
        let headers = head(200, "content-type: text/plain\r\ncontent-length: 9\r\n");
        vec![headers, Act::Send(b"begun".into()), Act::Wait(Duration::from_secs(60))]
    })
    .await;
    let stage = Stage::new();
    let cancel = async {
        while server.asked().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stage.cancel.cancel();
    };
    let (fetched, ()) = tokio::join!(stage.fetch(&server.address), cancel);
    assert!(fetched.unwrap_err().is_cancelled());
    server.hung_up().await;
    assert_eq!(stage.entered().pop().unwrap().1, [Fate::Cancelled]);
    // What is cancelled before it began is not sent.
    assert!(stage.fetch(&server.address).await.unwrap_err().is_cancelled());
    assert_eq!((server.asked().len(), stage.entered().len()), (1, 1));
}

#[test]
fn an_address_is_of_a_page_and_has_no_secrets() {
    assert!(Address::is_meant("https://a.example") && Address::is_meant("HTTP://"));
    assert!(!Address::is_meant("httpd.log") && !Address::is_meant("ftp://a.example") && !Address::is_meant("日本語"));
    assert_eq!(at(" HTTPS://A.example#b ").to_string(), "https://a.example/");
    for wrong in ["", "a.example", "https://", "ftp://a.example", "https://me:secret@a.example"] {
        let error = Address::new(wrong).unwrap_err();
        assert!(error.code == Code::Usage && error.hint.is_some() && !error.message.contains("secret"), "{error:?}");
    }
}

#[test]
fn a_page_is_called_by_what_it_is() {
    for (address, kind, called) in [
        ("https://a.example/paper", "application/pdf", "page.pdf"),
        ("https://a.example/a.php", "text/html", "page.html"),
        ("https://a.example/notes.md?raw", "text/plain", "notes.md"),
        ("https://a.example/", "", ""),
    ] {
        assert_eq!(name(&at(address), kind).unwrap(), called);
    }
}

#[test]
fn an_encoding_is_put_where_it_is_looked_for() {
    let with = |bytes: &[u8], parameters| encoded(bytes.to_vec(), parameters);
    assert_eq!(with(b"<p>\xc4\xe3", " charset=\"gbk\""), b"<meta charset=gbk><p>\xc4\xe3");
    for (bytes, parameters) in [(&b"<p>"[..], ""), (b"<p>", "charset=>x"), (b"%PDF-1.7", "charset=utf-8")] {
        assert_eq!(with(bytes, parameters), bytes);
    }
}
