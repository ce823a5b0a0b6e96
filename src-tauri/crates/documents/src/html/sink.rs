//! Takes a page's tokens and makes blocks of text of them.

use super::{Block, Page};
use html5ever::LocalName;
use html5ever::tokenizer::states::RawKind::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{EndTag, StartTag, Tag, Token, TokenSink, TokenSinkResult};
use std::cell::RefCell;

/// Never read, with all that is in them.
const UNREAD: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "select", "button",
    "textarea", "nav", "dialog", "datalist", "audio", "video", "xmp", "noembed", "noframes",
];
/// Begin and end a block.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "blockquote",
    "pre",
];
/// Break up the row of a table that they stand in; other blocks are lines of its cells.
const NO_CELLS: &[&str] = &[
    "tr",
    "table",
    "tbody",
    "thead",
    "tfoot",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
    "li",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "body",
    "html",
];
/// Have no end.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Are ended by the next one of their kind.
const UNCLOSED: &[&str] = &["p", "li", "dt", "dd", "tr", "td", "th", "option"];
/// Quotes inside one another beyond these are shown no deeper.
const DEEPEST_QUOTE: usize = 8;

/// What stands before an item of a list.
const BULLET: &str = "- ";

#[derive(Default)]
pub(super) struct Sink(RefCell<Reading>);

impl Sink {
    /// What was read, once.
    pub fn page(&self) -> Page {
        let mut reading = self.0.borrow_mut();
        reading.end_block();
        std::mem::take(&mut reading.page)
    }
}

#[derive(Default)]
struct Reading {
    page: Page,
    text: String,
    /// The block being read is an item of a list or a row of a table, and so is the one before.
    item: bool,
    after_item: bool,
    heading: bool,
    /// In a row of a table, and after its first cell.
    row: bool,
    cell: bool,
    title: Option<String>,
    /// What is skipped, and how many of its kind are open.
    skipped: Option<(LocalName, usize)>,
    preformatted: usize,
    quotes: usize,
    lists: usize,
    main: usize,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reading = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                match tag.kind {
                    StartTag => reading.start(&tag),
                    EndTag => reading.end(&tag.name),
                }
                raw(&tag)
            }
            Token::CharacterTokens(characters) => {
                reading.characters(&characters);
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

/// What the tokenizer has to know about the elements whose content is no markup. In XHTML they may close themselves.
fn raw(tag: &Tag) -> TokenSinkResult<()> {
    if tag.kind == EndTag || tag.self_closing {
        return TokenSinkResult::Continue;
    }
    match &*tag.name {
        "title" | "textarea" => TokenSinkResult::RawData(Rcdata),
        "script" => TokenSinkResult::RawData(ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(Rawtext),
        _ => TokenSinkResult::Continue,
    }
}

/// Whether a reader of the page does not see the element.
fn hidden(tag: &Tag) -> bool {
    tag.attrs.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => true,
        "aria-hidden" => attribute.value.eq_ignore_ascii_case("true"),
        "role" => attribute.value.eq_ignore_ascii_case("navigation"),
        "style" => {
            let style: String = attribute.value.split_whitespace().collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        _ => false,
    })
}

impl Reading {
    fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if let Some((skipped, open)) = &mut self.skipped {
            if *skipped != tag.name || tag.self_closing {
                return;
            }
            if !UNCLOSED.contains(&name) {
                *open += 1;
                return;
            }
            self.skipped = None;
        }
        let empty = tag.self_closing || VOID.contains(&name);
        let unread = UNREAD.contains(&name) || (name == "footer" && self.main == 0) || hidden(tag);
        if unread && !empty {
            self.skipped = Some((tag.name.clone(), 1));
            return;
        }
        if BLOCKS.contains(&name) && self.text != BULLET {
            self.boundary(name);
        }
        match name {
            "title" if !empty && self.page.title.is_none() => self.title = Some(String::new()),
            "br" => self.text.push('\n'),
            "img" => self.page.images += 1,
            "td" | "th" => self.begin_cell(),
            _ if empty => {}
            "li" => {
                self.item = true;
                self.text = BULLET.to_owned();
            }
            "tr" => (self.item, self.row, self.cell) = (true, true, false),
            "dt" | "dd" => self.item = true,
            "table" => self.after_item = false,
            "ul" | "ol" | "dl" => {
                self.after_item &= self.lists > 0;
                self.lists += 1;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = true,
            "pre" => self.preformatted += 1,
            "blockquote" => self.quotes += 1,
            "main" => self.main += 1,
            _ => {}
        }
    }

    /// A tab between it and the cell before it in its row.
    fn begin_cell(&mut self) {
        if std::mem::replace(&mut self.cell, true) {
            self.text.truncate(self.text.trim_end_matches([' ', '\n']).len());
            self.text.push('\t');
        }
    }

    fn end(&mut self, name: &LocalName) {
        if let Some((skipped, open)) = &mut self.skipped {
            if *skipped == *name {
                *open -= 1;
                if *open == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        let name = &**name;
        if BLOCKS.contains(&name) {
            self.boundary(name);
        }
        match name {
            "title" => {
                if let Some(title) = self.title.take() {
                    self.page.title = Some(title);
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = false,
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "ul" | "ol" | "dl" => self.lists = self.lists.saturating_sub(1),
            "main" => self.main = self.main.saturating_sub(1),
            _ => {}
        }
    }

    fn characters(&mut self, characters: &str) {
        if let Some(title) = &mut self.title {
            title.push_str(characters);
        } else if self.skipped.is_none() && self.preformatted > 0 {
            self.text.push_str(characters);
        } else if self.skipped.is_none() {
            for c in characters.chars() {
                // A no-break space is not white space that may be folded.
                if matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C') {
                    if !self.text.is_empty() && !self.text.ends_with([' ', '\n', '\t']) {
                        self.text.push(' ');
                    }
                } else {
                    self.text.push(c);
                }
            }
        }
    }

    /// A block begins or ends here: in a cell it is some of the cell's lines.
    fn boundary(&mut self, name: &str) {
        if !self.row || NO_CELLS.contains(&name) {
            self.end_block();
            (self.item, self.row) = (false, false);
        } else if !self.text.trim().is_empty() && !self.text.ends_with('\t') {
            let gap = if name == "p" { "\n\n" } else { "\n" };
            self.text.truncate(self.text.trim_end_matches([' ', '\n']).len());
            self.text.push_str(gap);
        }
    }

    fn end_block(&mut self) {
        let text = std::mem::take(&mut self.text);
        let lines: Vec<&str> = text.trim_matches('\n').lines().map(str::trim_end).collect();
        let text = lines.join("\n");
        if text.trim().is_empty() || text == BULLET.trim_end() {
            return;
        }
        let quote = "> ".repeat(self.quotes.min(DEEPEST_QUOTE));
        let text = match quote.as_str() {
            "" => text,
            quote => format!("{quote}{}", text.replace('\n', &format!("\n{quote}"))),
        };
        let tight = self.item && self.after_item;
        self.after_item = self.item;
        self.page.blocks.push(Block { text, heading: self.heading, tight, main: self.main > 0 });
    }
}
