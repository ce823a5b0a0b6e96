//! Placeholders: how they are written, and how they are read in whatever form a model gives them back.
//!
//! A form is chosen that the texts do not contain, so that whatever can be read as a placeholder is one.

use super::{Kind, fold};
use std::collections::HashMap;
use std::iter::Peekable;
use std::str::CharIndices;

impl Kind {
    /// What a placeholder of this kind is called. None is the beginning of another.
    fn mark(self) -> &'static str {
        match self {
            Kind::Custom => "TERM",
            Kind::UrlSecret => "SECRET",
            Kind::ApiKey => "KEY",
            Kind::Card => "CARD",
            Kind::Iban => "IBAN",
            Kind::NationalId => "ID",
            Kind::Email => "EMAIL",
            Kind::Phone => "PHONE",
            Kind::Ip => "IP",
            Kind::Mac => "MAC",
            Kind::Address => "ADDRESS",
            Kind::Name => "NAME",
        }
    }
}

/// How placeholders are written for some texts: `[EMAIL_1]`, or with a tag if these texts have something like that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    tag: String,
}

impl Form {
    /// The forms to try for these texts, the plainest first. One of them does not occur.
    pub fn all(texts: &[&str]) -> impl Iterator<Item = Form> {
        // The tag X and a number higher than any that follows an X.
        let used = texts.iter().flat_map(|text| text.split(['x', 'X']).skip(1)).filter_map(|after| {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            after[..digits].parse::<u64>().ok()
        });
        let unused = used.max().unwrap_or(0).saturating_add(1);
        let plain = ["", "X"].map(|tag| Form { tag: tag.to_owned() });
        plain.into_iter().chain((unused..).map(|n| Form { tag: format!("X{n}") }))
    }

    pub fn write(&self, kind: Kind, number: usize) -> String {
        match self.tag.as_str() {
            "" => format!("[{}_{number}]", kind.mark()),
            tag => format!("[{tag}_{}_{number}]", kind.mark()),
        }
    }
}

/// What was replaced, by placeholder.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub form: Form,
    pub entries: Vec<Entry>,
    counts: HashMap<Kind, usize>,
    index: HashMap<(Kind, usize), usize>,
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub kind: Kind,
    /// From 1, for each kind.
    pub number: usize,
    pub original: String,
}

impl Table {
    pub fn add(&mut self, kind: Kind, original: &str) -> usize {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let entry = self.entries.len();
        self.index.insert((kind, *count), entry);
        self.entries.push(Entry { kind, number: *count, original: original.to_owned() });
        entry
    }

    pub fn placeholders(&self) -> impl Iterator<Item = String> {
        self.entries.iter().map(|entry| self.form.write(entry.kind, entry.number))
    }

    /// The entry a placeholder stands for.
    pub fn entry(&self, kind: Kind, number: usize) -> Option<usize> {
        self.index.get(&(kind, number)).copied()
    }
}

/// A placeholder as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// Bytes that it takes up.
    pub len: usize,
    pub kind: Kind,
    pub number: usize,
    /// `'s` was written inside the brackets.
    pub possessive: bool,
}

/// Why there is no placeholder.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    Nothing,
    /// What stands there may be the beginning of one.
    Unfinished,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    Bracket,
    /// `\[`, closed by `\]`.
    Escaped,
    /// `%5B`, closed by `%5D`.
    Encoded,
    Bare,
}

/// More digits than any placeholder has.
const DIGITS: usize = 9;

impl Form {
    /// Reads the placeholder at the beginning of `rest`, in the form it was written or in one that models make of it:
    /// another case, other brackets or none, escapes, another separator. `before` is the character in front of it;
    /// `ends` says that nothing follows `rest`.
    pub fn read(&self, before: Option<char>, rest: &str, ends: bool) -> Result<Reading, Stop> {
        let mut cursor = Cursor { chars: rest.char_indices().peekable(), len: rest.len(), ends };
        let opened = cursor.open(before)?;
        let bracketed = opened != Opened::Bare;
        if bracketed {
            cursor.spaces()?;
        }
        if !self.tag.is_empty() {
            cursor.word(&self.tag, bracketed)?;
            cursor.separator(bracketed)?;
        }
        let kind = cursor.kind(bracketed)?;
        let firm = cursor.separator(bracketed)?;
        let number = cursor.number()?;
        let bare_end = cursor.at();
        let reading = |len, possessive| Ok(Reading { len, kind, number, possessive });
        if bracketed {
            let possessive = cursor.possessive()?;
            cursor.spaces()?;
            if cursor.close(opened)? {
                return reading(cursor.at(), possessive);
            }
            // The closing bracket got lost: what is left must look like a placeholder all the more.
            if opened != Opened::Bracket || !firm {
                return Err(Stop::Nothing);
            }
        }
        let mut end = Cursor { chars: rest[bare_end..].char_indices().peekable(), len: rest.len() - bare_end, ends };
        match end.peek()? {
            Some(c) if c == '_' || super::find::joins(c) => Err(Stop::Nothing),
            _ => reading(bare_end, false),
        }
    }
}

struct Cursor<'t> {
    chars: Peekable<CharIndices<'t>>,
    len: usize,
    ends: bool,
}

impl Cursor<'_> {
    fn at(&mut self) -> usize {
        self.chars.peek().map_or(self.len, |(at, _)| *at)
    }

    /// The next character, read plainly; none at the end.
    fn peek(&mut self) -> Result<Option<char>, Stop> {
        match self.chars.peek() {
            Some((_, c)) => Ok(Some(fold::plain(*c).unwrap_or(*c))),
            None if self.ends => Ok(None),
            None => Err(Stop::Unfinished),
        }
    }

    fn accept(&mut self, wanted: impl Fn(char) -> bool) -> Result<bool, Stop> {
        let accepted = self.peek()?.is_some_and(wanted);
        if accepted {
            self.chars.next();
        }
        Ok(accepted)
    }

    fn word(&mut self, word: &str, any_case: bool) -> Result<(), Stop> {
        for wanted in word.chars() {
            if !self.accept(|c| same(c, wanted, any_case))? {
                return Err(Stop::Nothing);
            }
        }
        Ok(())
    }

    fn open(&mut self, before: Option<char>) -> Result<Opened, Stop> {
        let is_open = |c| matches!(c, '[' | '【' | '〔');
        if self.accept(is_open)? {
            Ok(Opened::Bracket)
        } else if self.accept(|c| c == '\\')? {
            if self.accept(|c| c == '[')? { Ok(Opened::Escaped) } else { Err(Stop::Nothing) }
        } else if self.accept(|c| c == '%')? {
            self.word("5B", true).map(|()| Opened::Encoded)
        } else if before.is_some_and(|c| c == '$' || super::find::joins(c)) || !self.peek()?.is_some_and(is_upper) {
            Err(Stop::Nothing)
        } else {
            Ok(Opened::Bare)
        }
    }

    fn close(&mut self, opened: Opened) -> Result<bool, Stop> {
        match opened {
            Opened::Bracket => self.accept(|c| matches!(c, ']' | '】' | '〕')),
            Opened::Escaped => Ok(self.accept(|c| c == '\\')? && self.accept(|c| c == ']')?),
            Opened::Encoded => match self.word("%5D", true) {
                Ok(()) => Ok(true),
                Err(Stop::Nothing) => Ok(false),
                Err(stop) => Err(stop),
            },
            Opened::Bare => Ok(false),
        }
    }

    fn spaces(&mut self) -> Result<(), Stop> {
        let _ = self.accept(|c| c == ' ')? && self.accept(|c| c == ' ')?;
        Ok(())
    }

    fn kind(&mut self, any_case: bool) -> Result<Kind, Stop> {
        let mut kinds: Vec<Kind> = Kind::ALL.into();
        for place in 0.. {
            let c = self.peek()?;
            kinds.retain(|kind| c.is_some_and(|c| same(c, kind.mark().as_bytes()[place].into(), any_case)));
            if kinds.is_empty() {
                break;
            }
            self.chars.next();
            if let Some(kind) = kinds.iter().find(|kind| kind.mark().len() == place + 1) {
                return Ok(*kind);
            }
        }
        Err(Stop::Nothing)
    }

    /// Whether it is the one that placeholders have. Without brackets no other will do, nor none.
    fn separator(&mut self, bracketed: bool) -> Result<bool, Stop> {
        let escaped = self.accept(|c| c == '\\')?;
        if self.accept(|c| c == '_')? {
            return Ok(true);
        }
        if escaped || !bracketed {
            return Err(Stop::Nothing);
        }
        self.accept(|c| matches!(c, ' ' | '-' | '#' | ':'))?;
        Ok(false)
    }

    fn number(&mut self) -> Result<usize, Stop> {
        let mut number = None;
        for _ in 0..DIGITS {
            let Some(digit) = self.peek()?.and_then(|c| c.to_digit(10)) else { break };
            self.chars.next();
            number = Some(number.unwrap_or(0) * 10 + digit as usize);
        }
        number.ok_or(Stop::Nothing)
    }

    fn possessive(&mut self) -> Result<bool, Stop> {
        Ok(self.accept(|c| c == '\'')? && self.accept(|c| c == 's')?)
    }
}

fn same(c: char, wanted: char, any_case: bool) -> bool {
    c == wanted || any_case && c.eq_ignore_ascii_case(&wanted)
}

/// What a placeholder's name begins with.
fn is_upper(c: char) -> bool {
    c.is_ascii_uppercase()
}
