//! A text as the finders read it: full-width characters, odd spaces, dashes and quotation marks as plain ones, invisible
//! characters left out; and the way back to the places in the text.

use std::borrow::Cow;
use std::ops::Range;

pub struct Folded<'t> {
    text: Cow<'t, str>,
    /// `(folded, original)`: from the first offset on, places are as far apart as in the original, up to the next mark.
    marks: Vec<(usize, usize)>,
}

/// What `c` is read as: itself, another character, or nothing.
pub fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0)?,
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{FE63}' => '-',
        '‘' | '’' | 'ʼ' => '\'',
        '“' | '”' | '„' => '"',
        '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => return None,
        c => c,
    })
}

impl<'t> Folded<'t> {
    pub fn of(text: &'t str) -> Self {
        let mut marks = vec![(0, 0)];
        if text.is_ascii() {
            return Folded { text: Cow::Borrowed(text), marks };
        }
        let mut folded = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            let next = &text[at + c.len_utf8()..];
            let joins_digits =
                c == '—' && folded.ends_with(char::is_numeric) && next.starts_with(|c: char| c.is_ascii_digit());
            let read = if joins_digits { Some('-') } else { plain(c) };
            if let Some(read) = read {
                if read != c {
                    marks.push((folded.len(), at));
                }
                folded.push(read);
            }
            if read != Some(c) {
                marks.push((folded.len(), at + c.len_utf8()));
            }
        }
        Folded { text: Cow::Owned(folded), marks }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the folded text is in the original.
    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let (folded, original) = self.marks[self.marks.partition_point(|(folded, _)| *folded <= at) - 1];
            original + (at - folded)
        };
        place(range.start)..place(range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_wide_and_odd_characters_plainly() {
        let text = "电话：＋８６ 138‑0013–8000，a\u{200B}b“c”";
        let folded = Folded::of(text);
        assert_eq!(folded.text(), "电话:+86 138-0013-8000,ab\"c\"");
        let at = folded.text().find("+86").unwrap();
        let range = folded.original(&(at..at + "+86 138-0013-8000".len()));
        assert_eq!(&text[range], "＋８６ 138‑0013–8000");
    }

    proptest! {
        #[test]
        fn every_place_is_a_place_of_the_text(text in "(\\PC|[a-z]|\u{200B}|\u{AD}|９|　|’){0,60}") {
            let folded = Folded::of(&text);
            for (at, c) in folded.text().char_indices() {
                let range = folded.original(&(at..at + c.len_utf8()));
                prop_assert!(text[range.clone()].starts_with(|o| plain(o) == Some(c)), "{range:?}");
            }
        }
    }
}
