use super::server::{Reply, Request, Server};
use super::*;

const PATH: &str = "/maker/model-GGUF/resolve/main/model.gguf";

fn house(known: bool) -> House {
    House::new(vec![Source::Hub { repo: "maker/model-GGUF".into(), file: "model.gguf".into() }], known)
}

/// What the hub says of a file.
fn described(bytes: &[u8]) -> Reply {
    Reply::status(302)
        .header("x-linked-etag", format!("\"{}\"", sha256(bytes)))
        .header("x-linked-size", bytes.len())
        .header("location", "/elsewhere")
}

/// A hub that describes `bytes` well and gives them out as `get` says.
async fn hub(bytes: &[u8], get: impl Fn(&Request, &[u8]) -> Reply + Send + Sync + 'static) -> Server {
    let bytes = bytes.to_vec();
    Server::start(move |request| match request.method.as_str() {
        "HEAD" => described(&bytes),
        _ => get(request, &bytes),
    })
    .await
}

#[tokio::test]
async fn a_model_arrives_with_progress_and_its_hash_is_pinned() {
    let mut house = house(false);
    let server = hub(&house.bytes, Reply::bytes).await;
    house.options.endpoint = server.address.clone();
    let model = house.pull().await.unwrap();
    assert_eq!(model.sha256, sha256(&house.bytes));
    assert_eq!(server.asked("GET")[0].path, PATH);
    house.assert_whole();
    let seen = house.seen.lock().unwrap().clone();
    let size = house.bytes.len() as u64;
    for phase in [Phase::Checking, Phase::Downloading, Phase::Verifying] {
        assert!(seen.iter().any(|progress| progress.phase == phase), "{phase:?}");
    }
    assert!(seen.iter().any(|progress| progress.phase == Phase::Downloading && progress.done == size));
    assert!(seen.iter().all(|progress| progress.done <= progress.total || progress.total == 0));
    // Once it is here, nobody is asked again.
    house.pull().await.unwrap();
    assert_eq!(server.asked("HEAD").len(), 1);
}

#[tokio::test]
async fn a_cancelled_download_goes_on_at_its_last_byte() {
    let mut house = house(true);
    let server = hub(&house.bytes, |request, bytes| match request.before {
        0 => Reply::bytes(request, bytes).header("content-length", bytes.len()).cut(100_000),
        _ => Reply::bytes(request, bytes),
    })
    .await;
    house.options.endpoint = server.address.clone();
    house.options.pause = Duration::from_secs(60);
    // The connection breaks after 100,000 bytes; the pause before the next attempt is cut short by the cancellation.
    let cancel = CancellationToken::new();
    let (stop, partial) = (cancel.clone(), house.partial("hub.partial"));
    tokio::spawn(async move {
        while fs::metadata(&partial).map_or(0, |metadata| metadata.len()) < 100_000 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.cancel();
    });
    let error = pull(&house.catalog, "one", &house.options, unwatched(), &cancel).await.unwrap_err();
    assert!(error.is_cancelled());
    assert_eq!(house.catalog.model("one").unwrap().state, State::Partial { bytes: 100_000 });
    let missing = house.catalog.resolve("one").unwrap_err();
    assert!(missing.message.contains("partly"), "{missing}");

    house.pull().await.unwrap();
    assert_eq!(server.asked("GET").last().unwrap().from(), Some(100_000));
    house.assert_whole();
}

#[tokio::test]
async fn broken_connections_are_taken_up_again() {
    let mut house = house(true);
    let server = hub(&house.bytes, |request, bytes| {
        let whole = Reply::bytes(request, bytes);
        let length = whole.body.len();
        whole.header("content-length", length).cut(30_000)
    })
    .await;
    house.options.endpoint = server.address.clone();
    house.pull().await.unwrap();
    // More breaks than attempts without progress are allowed: each brought something.
    assert!(server.asked("GET").len() > 10);
    house.assert_whole();
}

#[tokio::test]
async fn a_server_without_ranges_is_read_from_the_start() {
    let mut house = house(true);
    let server = hub(&house.bytes, |request, bytes| {
        let whole = Reply { status: 200, body: bytes.to_vec(), ..Reply::default() };
        if request.before == 0 { whole.header("content-length", bytes.len()).cut(50_000) } else { whole }
    })
    .await;
    house.options.endpoint = server.address.clone();
    house.pull().await.unwrap();
    assert_eq!(server.asked("GET")[1].from(), Some(50_000));
    house.assert_whole();
}

#[tokio::test]
async fn a_wrong_range_is_not_appended() {
    let mut house = house(true);
    let server = hub(&house.bytes, |request, bytes| match request.before {
        0 => Reply::bytes(request, bytes).header("content-length", bytes.len()).cut(50_000),
        1 => Reply { status: 206, body: bytes[10..].to_vec(), ..Reply::default() }
            .header("content-range", format!("bytes 10-{}/{}", bytes.len() - 1, bytes.len())),
        _ => Reply::bytes(request, bytes),
    })
    .await;
    house.options.endpoint = server.address.clone();
    house.pull().await.unwrap();
    house.assert_whole();
}

#[tokio::test]
async fn a_file_that_was_replaced_on_the_hub_is_started_anew() {
    let mut house = house(false);
    let other = gguf::sample(200_000);
    let server = hub(&other, |request, bytes| Reply::bytes(request, bytes).cut(0)).await;
    house.options.endpoint = server.address.clone();
    house.pull().await.unwrap_err();
    fs::write(house.partial("hub.partial"), &other[..90_000]).unwrap();
    let server = hub(&house.bytes, Reply::bytes).await;
    house.options.endpoint = server.address.clone();
    house.pull().await.unwrap();
    assert_eq!(server.asked("GET")[0].from(), None);
    house.assert_whole();
}

#[tokio::test]
async fn wrong_bytes_never_take_the_models_name() {
    let mut house = house(false);
    let server = hub(&house.bytes, |request, bytes| {
        let mut bytes = bytes.to_vec();
        bytes[200_000] ^= 1;
        Reply::bytes(request, &bytes)
    })
    .await;
    house.options.endpoint = server.address.clone();
    let error = house.pull().await.unwrap_err();
    assert_eq!(error.code, Code::Download);
    assert!(error.message.contains("SHA-256"), "{error}");
    house.assert_absent();
    assert!(!house.partial("hub.partial").exists());
}

#[tokio::test]
async fn more_bytes_than_announced_are_refused() {
    let mut house = house(false);
    let server = hub(&house.bytes, |_, bytes| {
        let body = [bytes, b"and more".as_slice()].concat();
        Reply { status: 200, body, ..Reply::default() }
    })
    .await;
    house.options.endpoint = server.address.clone();
    assert_eq!(house.pull().await.unwrap_err().code, Code::Download);
    house.assert_absent();
}

#[tokio::test]
async fn a_file_that_is_not_the_catalogues_is_not_even_fetched() {
    let mut house = house(true);
    let server = hub(&gguf::sample(10), Reply::bytes).await;
    house.options.endpoint = server.address.clone();
    assert_eq!(house.pull().await.unwrap_err().code, Code::Download);
    assert!(server.asked("GET").is_empty());
    house.assert_absent();
}

#[tokio::test]
async fn a_learnt_hash_stays_pinned_until_the_model_is_removed() {
    let mut house = house(false);
    let server = hub(&house.bytes, Reply::bytes).await;
    house.options.endpoint = server.address.clone();
    house.pull().await.unwrap();
    fs::write(house.catalog.file("one"), b"broken").unwrap();
    let other = gguf::sample(77);
    let server = hub(&other, Reply::bytes).await;
    house.options.endpoint = server.address.clone();
    let error = house.pull().await.unwrap_err();
    assert_eq!(error.code, Code::Download);
    assert!(error.hint.unwrap().contains("stet models rm one"));
    house.catalog.remove("one").unwrap();
    assert_eq!(house.pull().await.unwrap().size, other.len() as u64);
}

#[tokio::test]
async fn a_damaged_model_is_replaced() {
    let mut house = house(true);
    let server = hub(&house.bytes, Reply::bytes).await;
    house.options.endpoint = server.address.clone();
    fs::create_dir_all(house.catalog.dir()).unwrap();
    fs::write(house.catalog.file("one"), &house.bytes[..1000]).unwrap();
    house.pull().await.unwrap();
    house.assert_whole();
}

#[tokio::test]
async fn no_checksum_no_download() {
    let mut house = house(false);
    let size = house.bytes.len();
    let server =
        Server::start(move |_| Reply::status(200).header("etag", "\"abc-1\"").header("content-length", size)).await;
    house.options.endpoint = server.address.clone();
    let error = house.pull().await.unwrap_err();
    assert!(error.message.contains("verified"), "{error}");
}

#[tokio::test]
async fn refusals_say_what_to_do() {
    for (status, word) in [(401, "HF_TOKEN"), (403, "HF_TOKEN"), (404, "stet models list")] {
        let mut house = house(false);
        let server = Server::start(move |_| Reply::status(status)).await;
        house.options.endpoint = server.address.clone();
        let error = house.pull().await.unwrap_err();
        assert_eq!(error.code, Code::Download);
        assert!(error.hint.as_deref().unwrap_or_default().contains(word), "{status}: {error:?}");
        assert_eq!(server.asked("HEAD").len(), 1, "a refusal is not repeated");
    }
}

#[tokio::test]
async fn passing_troubles_pass() {
    let mut house = house(true);
    let bytes = house.bytes.clone();
    let server = Server::start(move |request| match (request.method.as_str(), request.before) {
        ("HEAD", 0) => Reply::status(503),
        ("HEAD", 1) => Reply::status(429).header("retry-after", 0),
        ("HEAD", _) => described(&bytes),
        (_, 0) => Reply::status(500),
        _ => Reply::bytes(request, &bytes),
    })
    .await;
    house.options.endpoint = server.address.clone();
    house.pull().await.unwrap();
    house.assert_whole();
}

#[tokio::test]
async fn lasting_troubles_end() {
    let mut house = house(true);
    let server = Server::start(|_| Reply::status(502)).await;
    house.options.endpoint = server.address.clone();
    assert_eq!(house.pull().await.unwrap_err().code, Code::Download);
    assert_eq!(server.asked("HEAD").len(), 5);
    // And nobody there at all.
    house.options.endpoint = "http://127.0.0.1:1".into();
    assert_eq!(house.pull().await.unwrap_err().code, Code::Download);
}

#[tokio::test]
async fn the_token_is_for_the_hub_alone() {
    let mut house = house(true);
    let storage = hub(&house.bytes, Reply::bytes).await;
    let target = format!("{}/storage/object?signature=x", storage.address);
    let server = hub(&house.bytes, move |request, _| match request.path.as_str() {
        // One redirect within the hub, one away from it.
        PATH => Reply::status(307).header("location", "/renamed"),
        _ => Reply::status(302).header("location", &target),
    })
    .await;
    house.options.endpoint = server.address.clone();
    house.options.token = Some(Token::new("secret"));
    house.pull().await.unwrap();
    house.assert_whole();
    let bearer = Some("Bearer secret".to_owned());
    for request in server.asked("HEAD").iter().chain(&server.asked("GET")) {
        assert_eq!(request.headers.get("authorization"), bearer.as_ref());
    }
    assert_eq!(server.asked("GET").len(), 2);
    assert!(storage.asked("GET").iter().all(|request| !request.headers.contains_key("authorization")));
    assert_eq!(storage.asked("GET")[0].path, "/storage/object?signature=x");
}

#[tokio::test]
async fn redirects_without_end_end() {
    let mut house = house(true);
    let server = Server::start(|_| Reply::status(302).header("location", "/again")).await;
    house.options.endpoint = server.address.clone();
    assert_eq!(house.pull().await.unwrap_err().code, Code::Download);
}

#[tokio::test]
async fn a_full_disk_is_noticed_before_the_first_byte() {
    let mut house = house(false);
    let server = hub(&house.bytes, Reply::bytes).await;
    house.options.endpoint = server.address.clone();
    house.options.free_space = Arc::new(|_| Some(64_100_000));
    let error = house.pull().await.unwrap_err();
    assert_eq!(error.code, Code::DiskFull);
    assert!(error.message.contains("are needed") && error.message.contains("64.1 MB are free"), "{error}");
    assert!(server.asked("GET").is_empty());
}

#[tokio::test]
async fn two_at_once_do_not_disturb_each_other() {
    let mut house = house(true);
    let server = hub(&house.bytes, Reply::bytes).await;
    house.options.endpoint = server.address.clone();
    let lock = house.catalog.lock("one").unwrap();
    let error = house.pull().await.unwrap_err();
    assert_eq!(error.code, Code::Io);
    assert!(error.message.contains("Another Stet"), "{error}");
    assert_eq!(house.catalog.remove("one").unwrap_err().code, Code::Io);
    drop(lock);
    house.pull().await.unwrap();
    house.assert_whole();
}
