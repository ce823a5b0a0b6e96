//! Line ends inside a paragraph: taken out before a model sees it, put back at the words where they stood.

use crate::diff;
use unicode_segmentation::UnicodeSegmentation;

/// A paragraph on one line.
pub fn unwrap_lines(text: &str) -> String {
    let lines = text.split('\n').map(|line| line.trim_end_matches('\r').trim());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `edited`, a changed version of [`unwrap_lines`] of `original`, with the line ends of `original` at the same words.
pub fn align_newlines(original: &str, edited: &str) -> String {
    if !original.contains('\n') {
        return edited.to_owned();
    }
    let plain = unwrap_lines(original);
    // Where the line ends stood in the one-line text, and what each was.
    let mut breaks = Vec::new();
    let (mut at, mut rest) = (0, original);
    for word in plain.split(' ').filter(|word| !word.is_empty()) {
        let Some(found) = rest.find(word) else { return edited.to_owned() };
        if rest[..found].contains('\n') {
            breaks.push((at, rest[..found].to_owned()));
        }
        rest = &rest[found + word.len()..];
        at += word.len() + 1;
    }
    let edits = diff::edits(&plain, edited);
    let mut aligned = String::with_capacity(edited.len());
    let mut done = 0;
    for (place, gap) in breaks {
        // The space before the word at `place`, in the edited text.
        let mut shift = 0isize;
        let mut inside = None;
        for e in &edits {
            if e.range.end < place {
                shift += e.replacement.len() as isize - e.range.len() as isize;
            } else if e.range.start < place {
                inside = Some((e.range.start as isize + shift + e.replacement.len() as isize).max(0) as usize);
                shift += e.replacement.len() as isize - e.range.len() as isize;
            } else {
                break;
            }
        }
        let target = inside.unwrap_or((place as isize + shift).max(0) as usize).min(edited.len());
        // The nearest space that was not used yet, at or before the place, else after it.
        let spaces = || edited.split_word_bound_indices().filter(|(i, w)| *w == " " && *i >= done);
        let Some((space, _)) = spaces().min_by_key(|(i, _)| i.abs_diff(target.saturating_sub(1))) else { continue };
        aligned.push_str(&edited[done..space]);
        aligned.push_str(&gap);
        done = space + 1;
    }
    aligned.push_str(&edited[done..]);
    aligned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_come_back_where_they_were() {
        let original = "i has went to the\r\nlibary yesterday and she\r\ndont like it";
        assert_eq!(unwrap_lines(original), "i has went to the libary yesterday and she dont like it");
        let edited = "I went to the library yesterday and she doesn't like it";
        assert_eq!(align_newlines(original, edited), "I went to the\r\nlibrary yesterday and she\r\ndoesn't like it");
        assert_eq!(align_newlines(original, &unwrap_lines(original)), original);
        assert_eq!(align_newlines("one line", "another line"), "another line");
    }
}
