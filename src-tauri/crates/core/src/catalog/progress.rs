//! How far a long piece of work on a model file has come. Knows nothing of who shows it.

use serde::Serialize;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is being done to the file now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Looking at what is here and what is offered.
    Checking,
    Downloading,
    /// Putting the downloaded parts together.
    Assembling,
    /// Computing the file's SHA-256.
    Verifying,
}

/// A moment of the work. Within a phase `done` only grows, except when a server makes a download start over.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    pub phase: Phase,
    /// Bytes.
    #[specta(type = f64)]
    pub done: u64,
    /// Bytes; 0 while it is not known.
    #[specta(type = f64)]
    pub total: u64,
    /// Bytes a second over the last seconds; 0 until it can be told.
    pub rate_bytes_per_s: f64,
    /// Seconds left at that rate.
    pub left_s: Option<f64>,
}

/// Who watches. Called from the thread that does the work, at most about ten times a second; must not block.
pub type Watch = Arc<dyn Fn(Progress) + Send + Sync>;

/// A watcher that looks away.
pub fn unwatched() -> Watch {
    Arc::new(|_| {})
}

const WINDOW: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(100);

/// Turns byte counts into [`Progress`], with a rate over the last few seconds.
pub struct Meter {
    watch: Watch,
    phase: Phase,
    done: u64,
    total: u64,
    /// When so many bytes were done; the oldest is the one the rate is taken against.
    marks: VecDeque<(Instant, u64)>,
    told: Option<Instant>,
}

impl Meter {
    pub fn new(watch: Watch) -> Self {
        Meter { watch, phase: Phase::Checking, done: 0, total: 0, marks: VecDeque::new(), told: None }
    }

    /// Begins a phase, or resumes one, at `done` of `total` bytes. The rate carries over where the bytes do.
    pub fn start(&mut self, phase: Phase, done: u64, total: u64) {
        let carries = self.phase != Phase::Checking && (self.done, self.total) == (done, total);
        (self.phase, self.done, self.total) = (phase, done, total);
        if !carries || self.marks.is_empty() {
            self.marks = VecDeque::from([(Instant::now(), done)]);
        }
        self.tell(Instant::now());
    }

    /// `done` bytes of the phase's total are there.
    pub fn reach(&mut self, done: u64) {
        let now = Instant::now();
        self.done = done;
        let due = self.told.is_none_or(|told| now - told >= PAUSE);
        if due || done == self.total {
            self.marks.push_back((now, done));
            while self.marks.len() > 2 && now - self.marks[0].0 > WINDOW {
                self.marks.pop_front();
            }
            self.tell(now);
        }
    }

    fn tell(&mut self, now: Instant) {
        let rate = self.marks.front().map_or(0.0, |(since, from)| {
            let seconds = (now - *since).as_secs_f64();
            if seconds < 0.2 { 0.0 } else { self.done.saturating_sub(*from) as f64 / seconds }
        });
        let left = self.total.saturating_sub(self.done) as f64;
        self.told = Some(now);
        (self.watch)(Progress {
            phase: self.phase,
            done: self.done,
            total: self.total,
            rate_bytes_per_s: rate,
            left_s: (rate > 0.0 && self.total > 0).then(|| left / rate),
        });
    }
}

/// A number of bytes in words: `98.4 MB`.
pub fn size_words(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn tells_the_end_and_the_rate() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = seen.clone();
        let mut meter = Meter::new(Arc::new(move |progress| sink.lock().unwrap().push(progress)));
        meter.start(Phase::Downloading, 500, 1000);
        std::thread::sleep(Duration::from_millis(250));
        meter.reach(750);
        meter.reach(1000);
        let seen = seen.lock().unwrap();
        assert_eq!(seen.first().map(|p| (p.done, p.left_s)), Some((500, None)));
        let last = seen.last().unwrap();
        assert_eq!((last.done, last.left_s), (1000, Some(0.0)));
        assert!(last.rate_bytes_per_s > 0.0 && last.rate_bytes_per_s <= 2000.0, "{last:?}");
    }
}
