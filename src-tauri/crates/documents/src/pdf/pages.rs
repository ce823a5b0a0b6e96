//! The text of pages as a person reads it: what is on every page is taken away, what a line end cut is put together.

use std::collections::{HashMap, HashSet};

/// Letters that a font draws as one.
const LIGATURES: [(&str, &str); 7] =
    [("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬃ", "ffi"), ("ﬄ", "ffl"), ("ﬅ", "st"), ("ﬆ", "st")];
/// Lines at the top and at the bottom of a page that may be a running head or foot.
const EDGE: usize = 2;
/// How many pages such a line has to be on, at least, to be one.
const FEWEST: usize = 3;

/// A page's lines, trimmed, its ligatures taken apart.
pub(super) fn letters(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    LIGATURES.iter().fold(lines.join("\n"), |text, (ligature, letters)| text.replace(ligature, letters))
}

/// The pages without running heads and feet and page numbers, and with words whole.
pub(super) fn cleaned(pages: &[String]) -> Vec<String> {
    let running = running(pages);
    let compounds: HashSet<&str> =
        pages.iter().flat_map(|page| page.split_whitespace()).map(bare).filter(|word| word.contains('-')).collect();
    pages.iter().map(|page| whole(&without(page, &running), &compounds)).collect()
}

/// A line as it is on other pages, where only the number differs.
fn key(line: &str) -> String {
    let mut key = String::new();
    for c in line.trim().chars() {
        match c {
            c if c.is_numeric() && key.ends_with('#') => {}
            c if c.is_numeric() => key.push('#'),
            c => key.extend(c.to_lowercase()),
        }
    }
    key
}

/// The lines at a page's edges, by their numbers.
fn edges(lines: &[&str]) -> Vec<usize> {
    let written: Vec<usize> = (0..lines.len()).filter(|at| !lines[*at].trim().is_empty()).collect();
    let mut edges: Vec<usize> = written.iter().take(EDGE).chain(written.iter().rev().take(EDGE)).copied().collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// What stands at the edges of at least half of the pages.
fn running(pages: &[String]) -> HashSet<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let lines: Vec<&str> = page.lines().collect();
        let keys: HashSet<String> = edges(&lines).into_iter().map(|at| key(lines[at])).collect();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    seen.retain(|_, count| *count >= FEWEST && *count * 2 >= pages.len());
    seen.into_keys().collect()
}

fn without(page: &str, running: &HashSet<String>) -> String {
    let mut lines: Vec<&str> = page.lines().collect();
    for at in edges(&lines).into_iter().rev() {
        if running.contains(&key(lines[at])) {
            lines.remove(at);
        }
    }
    lines.join("\n")
}

/// A word without what stands around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Words that a line end cut are put together, without the hyphen unless the document writes them with one elsewhere;
/// more than one empty line is one.
fn whole(page: &str, compounds: &HashSet<&str>) -> String {
    let mut text = String::with_capacity(page.len());
    let mut lines = page.lines().map(str::to_owned).peekable();
    let mut empty = 0;
    while let Some(mut line) = lines.next() {
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty > 1 {
            continue;
        }
        let cut = line.strip_suffix('-').filter(|head| head.ends_with(char::is_alphabetic)).map(str::to_owned);
        if let (Some(head), Some(next)) = (cut, lines.peek_mut())
            && next.starts_with(char::is_lowercase)
        {
            let end = next.find(char::is_whitespace).unwrap_or(next.len());
            let tail: String = next.drain(..end).collect();
            let start = head.rfind(char::is_whitespace).map_or(0, |at| at + 1);
            let start = if head.is_char_boundary(start) { start } else { 0 };
            let compound = format!("{}-{tail}", &head[start..]);
            let hyphen = if compounds.contains(bare(&compound)) { "-" } else { "" };
            line = format!("{head}{hyphen}{tail}");
            *next = next.trim_start().to_owned();
            if next.is_empty() {
                lines.next();
            }
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_feet_and_numbers_go_and_what_differs_stays() {
        let page =
            |number: u32, text: &str| format!("Annual Report {number}\n\n{text}\nlast line {text}\n\n- {number} -");
        let pages: Vec<String> =
            ["one", "two", "three", "four"].iter().zip(1..).map(|(text, n)| page(n, text)).collect();
        assert_eq!(cleaned(&pages)[1].trim(), "two\nlast line two");
        assert_eq!(cleaned(&pages[..2])[1].trim(), pages[1]);
    }

    #[test]
    fn words_are_whole_again() {
        let page =
            "An exam-\nple of a well-\nknown well-known word, 3-\n4 and Anna-\nMaria. Last-\n\n\n\nend".to_owned();
        assert_eq!(
            cleaned(&[page])[0],
            "An example\nof a well-known\nwell-known word, 3-\n4 and Anna-\nMaria. Last-\n\nend\n"
        );
        assert_eq!(letters(" eﬃcient \n ﬁsh"), "efficient\nfish");
    }
}
