//! What was said, sentence by sentence: without quoted mails and signatures, each sentence once, with its places.

use super::Turn;
use super::mail::quotes_begin;
use super::people::People;
use super::turns::lines;
use crate::text::sentences;
use regex::Regex;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// One sentence.
pub(crate) struct Said {
    /// Its words on one line, with straight apostrophes.
    pub text: String,
    /// Where it stands; two places when another cue begins within it.
    pub places: Vec<Range<usize>>,
    pub speaker: Option<usize>,
    /// The number of the turn, counting on while one person goes on speaking.
    pub turn: usize,
    /// The turn it is in, of those handed in.
    pub of: usize,
    /// Where the paragraph changes this does.
    pub paragraph: usize,
    pub bullet: bool,
}

/// A text put together from pieces of another one.
#[derive(Default)]
struct Joined {
    text: String,
    /// Where each piece begins here, and where it stands there.
    pieces: Vec<(usize, Range<usize>)>,
}

impl Joined {
    fn push(&mut self, text: &str, range: Range<usize>, before: &str) {
        if !self.text.is_empty() {
            self.text.push_str(before);
        }
        self.pieces.push((self.text.len(), range.clone()));
        self.text.push_str(&text[range]);
    }

    /// The places in the original of a stretch of this text.
    fn places(&self, original: &str, stretch: &Range<usize>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (start, range) in &self.pieces {
            let (from, to) = (stretch.start.max(*start), stretch.end.min(start + range.len()));
            if from >= to {
                continue;
            }
            let place = range.start + from - start..range.start + to - start;
            match found.last_mut() {
                Some(last) if original[last.end..place.start].trim().is_empty() => last.end = place.end,
                _ => found.push(place),
            }
        }
        found
    }
}

/// All sentences in order.
pub(super) fn said(text: &str, turns: &[Turn], people: &People) -> Vec<Said> {
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    let mut at = 0;
    let mut number = 0;
    let mut paragraph = 0;
    let mut before: Option<Option<usize>> = None;
    while at < turns.len() {
        let of = at;
        let speaker = turns[at].speaker.and_then(|name| people.find(name));
        let mut joined = Joined::default();
        words(text, turns[at].range.clone(), &mut joined);
        at += 1;
        // A cue ends where the line is full, not where the sentence does.
        while at < turns.len()
            && turns[at].speaker == turns[of].speaker
            && turns[of].speaker.is_some()
            && turns[of].to.is_empty()
            && joined.text.trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '，' | '、' | '-'))
        {
            joined.push(text, turns[at].range.clone(), " ");
            at += 1;
        }
        if before != Some(speaker) || speaker.is_none() || !turns[of].to.is_empty() {
            number += 1;
        }
        before = Some(speaker);
        paragraph += 1;
        let mut end = 0;
        for stretch in sentences(&joined.text) {
            if joined.text[end..stretch.start].matches('\n').count() > 1 {
                paragraph += 1;
            }
            end = stretch.end;
            let plain = plain(&joined.text[stretch.clone()]);
            let (plain, bullet) = unbulleted(&plain);
            // Long enough not to be said twice by chance; a thread repeats its mails.
            if plain.is_empty() || (plain.chars().count() > 12 && !seen.insert((speaker, plain.to_lowercase()))) {
                continue;
            }
            let places = joined.places(text, &stretch);
            all.push(Said { text: plain.to_owned(), places, speaker, turn: number, of, paragraph, bullet });
        }
    }
    all
}

/// The places of a turn's own words.
pub(super) fn own(text: &str, turn: Range<usize>) -> Vec<Range<usize>> {
    let mut joined = Joined::default();
    words(text, turn, &mut joined);
    joined.pieces.into_iter().map(|(_, place)| place).collect()
}

/// A turn's own words: no quoted lines, nothing after the mark of a signature or of the mail it answers.
fn words(text: &str, range: Range<usize>, joined: &mut Joined) {
    // A turn that is all quotation is a mail that only the quotation has.
    let slice = &text[range.clone()];
    let quoted = lines(slice).filter(|(_, line)| !line.trim().is_empty()).all(|(_, line)| line.starts_with('>'));
    let mut blank = false;
    for (at, line) in lines(slice) {
        let body = if quoted { line.trim_start_matches(['>', ' ']) } else { line };
        if body.trim_end() == "--" || quotes_begin(body) {
            break;
        }
        if body.trim_start().starts_with('>') {
            continue;
        }
        let end = range.start + at.end;
        if body.trim().is_empty() {
            blank = true;
        } else {
            // A cue's lines are broken where they are full.
            let goes_on = body.trim_start().starts_with(char::is_lowercase)
                && joined.text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-' | ' '));
            let before = if blank {
                "\n\n"
            } else if goes_on {
                " "
            } else {
                "\n"
            };
            joined.push(text, end - body.len()..end, before);
            blank = false;
        }
    }
}

fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain.replace(['’', '‘'], "'")
}

/// Without the bullet or number in front, and whether there was one.
fn unbulleted(text: &str) -> (&str, bool) {
    // （一）, 2）, 三、
    static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[（(](?:\d{1,2}|[a-z]|[一二三四五六七八九十]{1,2})[）)]|[一二三四五六七八九十]{1,2}、)\s*")
            .expect("a valid pattern")
    });
    if let Some(number) = CHINESE.find(text) {
        return (&text[number.end()..], true);
    }
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < text.len() && text.len() - digits.len() < 3;
    let rest = match digits.chars().next() {
        Some('.' | ')' | '、' | '）') if numbered => digits.trim_start_matches(['.', ')', '、', '）']),
        _ => text.trim_start_matches(['-', '*', '•', '·', '–', '—', '[', ']', '☐', '□']),
    };
    let rest = rest.trim_start();
    // "5.30" is no number of a list.
    if rest.starts_with(|c: char| c.is_ascii_digit()) && numbered {
        (text, false)
    } else {
        (rest, rest.len() < text.len())
    }
}
