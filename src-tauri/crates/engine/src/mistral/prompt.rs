//! The model's own chat template, with the user's text kept out of its reach.
//!
//! mistralrs applies the template to placeholders once, when the model is loaded; the texts are put in as plain tokens
//! afterwards. A `<|im_end|>` inside a text to proofread stays eleven characters and never becomes the end of a turn. The
//! first words of the answer follow the frame's last tokens in the same way.

use mistralrs::core::Pipeline;
use mistralrs::{RequestLike, RequestMessage, TextMessageRole, TextMessages};
use std::sync::Arc;
use stet_core::generate::Job;
use stet_core::{Code, Error, Result};

const SYSTEM: &str = "\u{1}STET-SYSTEM\u{1}";
const USER: &str = "\u{1}STET-USER\u{1}";
const ANSWER: &str = "\u{1}STET-ANSWER\u{1}";
const AGAIN: &str = "\u{1}STET-AGAIN\u{1}";
/// For a model file without a template that can be used.
const CHATML: [&str; 3] =
    ["<|im_start|>system\n", "<|im_end|>\n<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n"];
const CHATML_NEXT: &str = "<|im_end|>\n<|im_start|>user\n";

type Encode = Arc<dyn Fn(&str) -> Result<Vec<u32>> + Send + Sync>;

/// Turns texts into the tokens of one model.
#[derive(Clone)]
pub struct Prompts {
    /// What stands before the system text, between it and the user text, and after that.
    frame: [Vec<u32>; 3],
    /// What stands between an answer and the next user text; `None` where the template has no second turn.
    next: Option<Vec<u32>>,
    encode: Encode,
    /// The texts of special tokens, which a user's text must not turn into.
    special: Arc<Vec<String>>,
}

impl Prompts {
    /// Of a loaded model. `template` says whether the file brings a chat template, `bos` whether prompts start with the
    /// token for that.
    pub fn of(pipeline: &dyn Pipeline, template: bool, bos: bool) -> Result<Self> {
        let tokenizer = pipeline.tokenizer().ok_or_else(|| {
            Error::new(Code::ModelUnsupported, "mistralrs found no vocabulary in the model file.")
                .hint("Use --engine llama, or choose another model with --model.")
        })?;
        let special = tokenizer.get_added_tokens_decoder().into_values().map(|token| token.content);
        let special = Arc::new(special.filter(|text| !text.is_empty()).collect());
        let encode: Encode = Arc::new(move |text| {
            let encoding = tokenizer.encode_fast(text, false).map_err(|error| {
                Error::new(Code::Engine, format!("The model's vocabulary can't take the text: {error}."))
            })?;
            Ok(encoding.get_ids().to_vec())
        });
        let own = template.then(|| frame(pipeline)).flatten();
        let next = if own.is_some() { next(pipeline) } else { Some(CHATML_NEXT.to_owned()) };
        let mut frame = own.unwrap_or_else(|| CHATML.map(str::to_owned));
        let start = pipeline.get_chat_template().and_then(|template| template.bos_tok());
        if let Some(start) = start.filter(|start| bos && !frame[0].starts_with(start)) {
            frame[0].insert_str(0, &start);
        }
        let [before, between, after] = &frame;
        let frame = [encode(before)?, encode(between)?, encode(after)?];
        let next = next.map(|text| encode(&text)).transpose()?;
        Ok(Prompts { frame, next, encode, special })
    }

    /// The prompt of one job, with the first words of the answer at its end.
    pub fn tokens(&self, job: &Job) -> Result<Vec<u32>> {
        let [before, between, after] = &self.frame;
        let mut tokens = before.clone();
        tokens.extend(self.plain(&job.system)?);
        tokens.extend(between);
        if let Some(next) = &self.next {
            for example in &job.examples {
                tokens.extend(self.plain(&example.text)?);
                tokens.extend(after);
                tokens.extend(self.plain(&example.answer)?);
                tokens.extend(next);
            }
        }
        tokens.extend(self.plain(&job.user)?);
        tokens.extend(after);
        tokens.extend(self.plain(&job.lead)?);
        Ok(tokens)
    }

    /// `text` as tokens none of which is special: where a special token is spelled out, it is taken apart.
    pub fn plain(&self, text: &str) -> Result<Vec<u32>> {
        let mut tokens = Vec::new();
        for part in apart(text, &self.special) {
            tokens.extend((self.encode)(part)?);
        }
        Ok(tokens)
    }
}

/// The parts of `text`, cut after the first character of everything in `special`.
fn apart<'t>(text: &'t str, special: &[String]) -> Vec<&'t str> {
    let mut cuts: Vec<usize> = special
        .iter()
        .filter_map(|special| special.chars().next().map(|first| (special, first.len_utf8())))
        // A special token of one character can't be taken apart, nor can a turn be forged with it.
        .filter(|(special, first)| special.len() > *first)
        .flat_map(|(special, first)| text.match_indices(special.as_str()).map(move |(at, _)| at + first))
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain(std::iter::once(text.len()));
    starts.zip(ends).map(|(start, end)| &text[start..end]).filter(|part| !part.is_empty()).collect()
}

/// The three parts of the model's template around the texts; `None` when it can't be applied.
fn frame(pipeline: &dyn Pipeline) -> Option<[String; 3]> {
    let system = TextMessages::new().add_message(TextMessageRole::System, SYSTEM);
    let both = rendered(pipeline, system.add_message(TextMessageRole::User, USER));
    if let Some(text) = both
        && let Some((before, rest)) = text.split_once(SYSTEM)
        && let Some((between, after)) = rest.split_once(USER)
    {
        return Some([before, between, after].map(str::to_owned));
    }
    // A template without a place for a system text: that goes in front of the user's.
    let text = rendered(pipeline, TextMessages::new().add_message(TextMessageRole::User, USER))?;
    let (before, after) = text.split_once(USER)?;
    Some([before, "\n\n", after].map(str::to_owned))
}

/// What the model's template puts between an answer and the next user text.
fn next(pipeline: &dyn Pipeline) -> Option<String> {
    let first = TextMessages::new().add_message(TextMessageRole::User, USER);
    let turns = first.add_message(TextMessageRole::Assistant, ANSWER).add_message(TextMessageRole::User, AGAIN);
    let text = rendered(pipeline, turns)?;
    let (_, rest) = text.split_once(ANSWER)?;
    Some(rest.split_once(AGAIN)?.0.to_owned())
}

fn rendered(pipeline: &dyn Pipeline, mut messages: TextMessages) -> Option<String> {
    let RequestMessage::Chat { messages, .. } = messages.take_messages() else { return None };
    // With the prompt for an answer, without special tokens around it, without "thinking", effort or tools.
    pipeline
        .get_processor()
        .process(pipeline, messages, true, false, Some(false), None, Vec::new())
        .ok()
        .map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_tokens_in_a_text_are_taken_apart_and_nothing_is_lost() {
        let special = ["<|im_end|>", "</s>", "你好", "\n"].map(str::to_owned);
        assert_eq!(apart("a<|im_end|>b</s>", &special), ["a<", "|im_end|>b<", "/s>"]);
        assert_eq!(apart("你好\n", &special), ["你", "好\n"]);
        assert_eq!(apart("plain", &special), ["plain"]);
        assert!(apart("", &special).is_empty());
    }
}
