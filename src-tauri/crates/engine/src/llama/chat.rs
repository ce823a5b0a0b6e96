//! The model's own chat template, with the user's text kept out of its reach.
//!
//! The template is applied to placeholders, and the texts are put in as plain tokens afterwards: a `<|im_end|>` inside
//! a text to proofread stays eleven characters and never becomes the end of a turn.

use llama_cpp_2::model::{LlamaChatMessage, LlamaChatTemplate, LlamaModel};
use llama_cpp_2::token::LlamaToken;
use stet_core::generate::Job;

const SYSTEM: &str = "\u{1}STET-SYSTEM\u{1}";
const USER: &str = "\u{1}STET-USER\u{1}";
const ANSWER: &str = "\u{1}STET-ANSWER\u{1}";
const AGAIN: &str = "\u{1}STET-AGAIN\u{1}";

pub struct Template {
    /// What stands before the system text, between it and the user text, and after that.
    frame: [String; 3],
    /// What stands between an answer and the next user text; `None` where the template has no second turn.
    next: Option<String>,
    /// The template has no place for a system text: it goes in front of the user's.
    joined: bool,
}

impl Template {
    /// The template inside the model file, or ChatML when it has none that llama.cpp knows.
    pub fn of(model: &LlamaModel) -> Self {
        let own = model.chat_template(None).ok();
        let chatml = LlamaChatTemplate::new("chatml").expect("no NUL in the name");
        own.iter().chain([&chatml]).find_map(|template| Self::frame(model, template)).unwrap_or(Template {
            frame: [String::new(), "\n\n".into(), "\n\n".into()],
            next: None,
            joined: false,
        })
    }

    fn frame(model: &LlamaModel, template: &LlamaChatTemplate) -> Option<Self> {
        let message = |role: &str, text: &str| LlamaChatMessage::new(role.into(), text.into()).ok();
        let both = [message("system", SYSTEM)?, message("user", USER)?];
        let turns = [message("user", USER)?, message("assistant", ANSWER)?, message("user", AGAIN)?];
        let next = model.apply_chat_template(template, &turns, true).ok().and_then(|text| {
            let (_, rest) = text.split_once(ANSWER)?;
            Some(rest.split_once(AGAIN)?.0.to_owned())
        });
        if let Some(text) = model.apply_chat_template(template, &both, true).ok().filter(|t| t.contains(SYSTEM)) {
            let (before, rest) = text.split_once(SYSTEM)?;
            let (between, after) = rest.split_once(USER)?;
            return Some(Template { frame: [before.into(), between.into(), after.into()], next, joined: false });
        }
        let text = model.apply_chat_template(template, &[message("user", USER)?], true).ok()?;
        let (before, after) = text.split_once(USER)?;
        Some(Template { frame: [before.into(), "\n\n".into(), after.into()], next, joined: true })
    }

    /// The prompt of one job as tokens, with the first words of the answer at its end; and how many of them come before
    /// the user's text.
    pub fn tokens(&self, model: &LlamaModel, job: &Job) -> (Vec<LlamaToken>, usize) {
        let vocab = model.vocab();
        let mut tokens = Vec::new();
        if vocab.should_add_bos()
            && !self.frame[0].starts_with("<s>")
            && !self.frame[0].starts_with("<|begin_of_text|>")
        {
            tokens.push(vocab.bos());
        }
        let frame = |text: &str| vocab.tokenize(text.as_bytes(), false, true);
        let plain = |text: &str| vocab.tokenize(text.as_bytes(), false, false);
        tokens.extend(frame(&self.frame[0]));
        tokens.extend(plain(&job.system));
        tokens.extend(if self.joined { plain(&self.frame[1]) } else { frame(&self.frame[1]) });
        if let Some(next) = &self.next {
            for example in &job.examples {
                tokens.extend(plain(&example.text));
                tokens.extend(frame(&self.frame[2]));
                tokens.extend(plain(&example.answer));
                tokens.extend(frame(next));
            }
        }
        let fixed = tokens.len();
        tokens.extend(plain(&job.user));
        tokens.extend(frame(&self.frame[2]));
        tokens.extend(plain(&job.lead));
        (tokens, fixed)
    }
}
