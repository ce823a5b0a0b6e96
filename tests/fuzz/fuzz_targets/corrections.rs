//! Whatever the rules find and a model answers, the corrections stand together: in order, at characters, and applying
//! them to the text gives the corrected one.
#![no_main]

use futures::future::{BoxFuture, FutureExt};
use futures::stream::{self, BoxStream, StreamExt};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use stet_core::generate::{Capabilities, Chunk, Finish, Generator, Job, Score};
use stet_core::proofread::{Proofreader, Rules};
use stet_core::run::{Mode, unwatched};
use stet_core::settings::{Dialect, Thoroughness};
use stet_core::task::Task;
use stet_core::tool::Tools;
use stet_core::{Code, Error, Result};
use tokio_util::sync::CancellationToken;

/// Answers each job with what it was given, some of it replaced.
struct Changing {
    old: String,
    new: String,
}

impl Generator for Changing {
    fn engine(&self) -> String {
        "fuzz".into()
    }

    fn model(&self) -> String {
        "fuzz".into()
    }

    fn reason(&self) -> String {
        "fuzzing".into()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            context_tokens: 4096,
            scoring: false,
            drafting: false,
            reuses_prefix: true,
            adapters: false,
            local: true,
            reads_tokens: None,
        }
    }

    fn load_ms(&self) -> u64 {
        0
    }

    fn count_tokens(&self, text: &str) -> Result<usize> {
        Ok(text.len().div_ceil(4))
    }

    fn score(&self, _: String, _: String, _: CancellationToken) -> BoxFuture<'static, Result<Score>> {
        async { Err(Error::new(Code::Unsupported, "nothing is scored")) }.boxed()
    }

    fn generate(&self, job: Job) -> BoxStream<'static, Result<Chunk>> {
        let framed = job.user.split_once(">\n").and_then(|(_, rest)| rest.rsplit_once("\n</"));
        let text = framed.map_or("", |(text, _)| text);
        let answer = if self.old.is_empty() { self.new.clone() } else { text.replace(&self.old, &self.new) };
        stream::iter([Ok(Chunk::Text(answer)), Ok(Chunk::End(Finish::default()))]).boxed()
    }
}

static TOOLS: LazyLock<Tools> = LazyLock::new(Tools::builtin);
static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(Dialect::American, []));

fuzz_target!(|data: (&str, &str, &str)| {
    let (text, old, new) = data;
    let generator = Changing { old: old.to_owned(), new: new.to_owned() };
    let task = Task::plain(TOOLS.get("proofread").expect("a tool of ours"));
    let proofreader = Proofreader {
        task: &task,
        rules: &RULES,
        generator: Some(&generator),
        thoroughness: Thoroughness::Balanced,
        mode: Mode::Full,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let Ok(result) = runtime.block_on(proofreader.run(text, &CancellationToken::new(), &unwatched())) else { return };
    let (mut made, mut end) = (String::new(), 0);
    for correction in &result.corrections {
        assert!(correction.range.start >= end && correction.range.end >= correction.range.start, "{correction:?}");
        made.push_str(&text[end..correction.range.start]);
        made.push_str(&correction.replacement);
        end = correction.range.end;
    }
    made.push_str(&text[end..]);
    assert_eq!(made, result.corrected);
});
