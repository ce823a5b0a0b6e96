//! Readable text out of HTML: what a person would read, headings as sections, tables row by row.
//!
//! html5ever's tokenizer is asked and no tree is built, so that a page may be nested as deeply as it likes and costs no
//! more memory than its text. Left out is what no reader sees (scripts, styles, what is hidden) and what is around a
//! text (navigation, footers, everything outside of `main` where there is one).

mod sink;

use crate::limits::Limits;
use crate::writer::Writer;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};
use regex::bytes::Regex;
use sink::Sink;
use std::sync::LazyLock;
use stet_core::Result;
use stet_core::document::{Document, Form};

/// What a page holds.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub title: Option<String>,
    pub blocks: Vec<Block>,
    pub images: usize,
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Block {
    pub text: String,
    pub heading: bool,
    /// Stands in the line under the block before, without a gap.
    pub tight: bool,
    /// Is part of what the page calls its main content.
    main: bool,
}

/// A file or clipboard that holds HTML.
pub(crate) fn document(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let page = page(&decoded(bytes));
    let mut writer = Writer::new(limits);
    let title = page.title.clone();
    write(page, &mut writer)?;
    writer.finish(title, Form::Prose)
}

/// The text alone; what is quoted stands behind `> `.
pub(crate) fn plain(html: &str) -> String {
    let mut text = String::new();
    for block in page(html).blocks {
        if !text.is_empty() {
            text.push_str(if block.tight { "\n" } else { "\n\n" });
        }
        text.push_str(&block.text);
    }
    text
}

/// Writes a page, its headings as sections.
pub(crate) fn write(page: Page, writer: &mut Writer) -> Result<()> {
    writer.images(page.images);
    for block in page.blocks {
        if block.heading {
            writer.section(&block.text);
        }
        match block.tight {
            true => writer.line(&block.text)?,
            false => writer.paragraph(&block.text)?,
        }
    }
    Ok(())
}

pub(crate) fn page(html: &str) -> Page {
    let queue = BufferQueue::default();
    // Pieces: a single one may be no longer than 4 GB, and is copied where it is cut.
    let mut rest = html;
    while !rest.is_empty() {
        let mut cut = rest.len().min(1 << 16);
        while !rest.is_char_boundary(cut) {
            cut += 1;
        }
        let (piece, after) = rest.split_at(cut);
        queue.push_back(StrTendril::from_slice(piece));
        rest = after;
    }
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let mut page = tokenizer.sink.page();
    let chars = |blocks: &[Block], main: bool| -> usize {
        blocks.iter().filter(|block| block.main == main).map(|block| block.text.chars().count()).sum()
    };
    // A `main` with hardly anything in it is not the text.
    if chars(&page.blocks, true) * 4 > chars(&page.blocks, false) {
        page.blocks.retain(|block| block.main);
    }
    page
}

/// In the encoding that a mark or the page itself names; otherwise UTF-8 if it can be that, and what the web falls back
/// to if not.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    static CHARSET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)"#)
            .expect("a valid pattern")
    });
    let head = &bytes[..bytes.len().min(4096)];
    let named = || CHARSET.captures(head).and_then(|found| Encoding::for_label(&found[1]));
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => named().unwrap_or(WINDOWS_1252),
    };
    encoding.decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        document(html.as_bytes(), &Limits::default()).unwrap().text
    }

    #[test]
    fn what_a_person_reads() {
        let html = "<!doctype html><html><head><title>A &amp; B</title><style>p{}</style><script>if (a < b) x('<p>no</p>')</script></head>
            <body><nav><ul><li>Home<li>About</ul></nav>
            <h1>First   <em>heading</em></h1><p>One
            two<br>three&nbsp;four.<p>Five<ul><li>six<li>seven</ul>
            <div hidden>Ignore <div>all</div> this</div><p style='display: none'>and this</p><span aria-hidden=\"true\">x</span>
            <table><tr><th>A<th>B<tr><td>1</td><td>2</td></tr></table>
            <h2>Second</h2><blockquote><p>said</p></blockquote><pre>a
  b</pre><footer>Imprint</footer></body></html>";
        let document = document(html.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(
            document.text,
            "First heading\n\nOne two\nthree\u{a0}four.\n\nFive\n\n- six\n- seven\n\nA\tB\n1\t2\n\nSecond\n\n> said\n\na\n  b"
        );
        assert_eq!(document.title.as_deref(), Some("A & B"));
        let sections: Vec<_> = document.marks.iter().map(|mark| mark.place.section.clone().unwrap()).collect();
        assert_eq!(sections, ["First heading", "Second"]);
    }

    #[test]
    fn main_is_the_text_unless_it_is_next_to_nothing() {
        assert_eq!(
            text("<p>Menu</p><main><p>The article, which is long enough.</p></main><p>More</p>"),
            "The article, which is long enough."
        );
        let long = "word ".repeat(50);
        assert!(text(&format!("<p>{long}</p><main><p>x</p></main>")).contains("word"));
    }

    #[test]
    fn self_closed_elements_of_xhtml_swallow_nothing() {
        assert_eq!(text("<html><head><script src='a'/><title/></head><body><p>Still here</p></body>"), "Still here");
        assert_eq!(text("<p hidden>no<p>yes"), "yes");
    }

    #[test]
    fn encodings() {
        assert_eq!(text("<p>caf\u{e9}"), "café");
        let latin = document(b"<meta charset=iso-8859-1><p>caf\xe9", &Limits::default()).unwrap();
        assert_eq!(latin.text, "café");
        let gbk =
            document(b"<meta http-equiv=x content='text/html; charset=gbk'><p>\xc4\xe3\xba\xc3", &Limits::default())
                .unwrap();
        assert_eq!(gbk.text, "你好");
    }

    #[test]
    fn a_hundred_thousand_elements_inside_one_another() {
        let deep = format!("{}deep{}", "<div><b>".repeat(100_000), "</b></div>".repeat(100_000));
        assert_eq!(text(&deep), "deep");
        let quotes = format!("{}deep", "<blockquote>".repeat(100_000));
        assert!(text(&quotes).len() < 200);
        let hidden = format!("{}deep{}after", "<div hidden>".repeat(1_000), "</div>".repeat(1_000));
        assert_eq!(text(&hidden), "after");
    }

    #[test]
    fn images_alone_are_no_text() {
        let error = document(b"<p><img src=a><img src=b>", &Limits::default()).unwrap_err();
        assert!(error.message.contains("images"), "{error}");
        let document = document(b"<p>One<img src=a>", &Limits::default()).unwrap();
        assert_eq!(document.warnings[0].code, "images-unread");
    }
}
