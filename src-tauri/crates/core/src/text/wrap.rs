//! Line ends inside a paragraph: taken out before a model edits it, put back at the same words afterwards.

use super::is_cjk;
use crate::diff;
use similar::{DiffOp, DiffTag};

/// `text` on one line: a line end and the whitespace around it becomes a space, or nothing between Chinese characters.
pub fn unwrap_lines(text: &str) -> String {
    let tokens = diff::tokens(text);
    let mut line = String::with_capacity(text.len());
    for (i, token) in tokens.iter().enumerate() {
        if !is_break(token) {
            line.push_str(token);
        } else if !between_cjk(&tokens, i) {
            line.push(' ');
        }
    }
    line
}

/// `edited`, an edited form of `unwrap_lines(original)`, with the line ends of `original` at the words where they stood.
/// Line ends of `edited` itself become spaces: the paragraph keeps the line ends it had, and gets no others (one goes
/// only when its words went and no space is left for it). What was not edited comes back byte for byte.
pub fn align_newlines(original: &str, edited: &str) -> String {
    if !original.contains(['\n', '\r']) && !edited.contains(['\n', '\r']) {
        return edited.to_owned();
    }
    let (old, new) = (diff::tokens(original), diff::tokens(edited));
    let key = |token: &&str| if is_space(token) { " ".to_owned() } else { (*token).to_owned() };
    let (old_keys, new_keys): (Vec<_>, Vec<_>) = (old.iter().map(key).collect(), new.iter().map(key).collect());
    let mut placed: Vec<Option<&str>> = vec![None; new.len()];
    let mut inserted: Vec<Option<&str>> = vec![None; new.len() + 1];
    let mut free = 0;
    for op in diff::operations(&old_keys, &new_keys) {
        for i in op.old_range().filter(|i| is_break(old[*i])) {
            let spot = new_index(&op, i);
            if op.tag() == DiffTag::Equal {
                (placed[spot], free) = (Some(old[i]), spot + 1);
            } else if between_cjk(&old, i) && spot >= free && spot_between_cjk(&new, spot) {
                (inserted[spot], free) = (Some(old[i]), spot);
            } else if let Some(space) = (spot.max(free)..new.len()).find(|j| is_space(new[*j])) {
                (placed[space], free) = (Some(old[i]), space + 1);
            }
        }
    }
    let mut text = String::with_capacity(original.len().max(edited.len()));
    for (j, token) in new.iter().enumerate() {
        text.push_str(inserted[j].unwrap_or_default());
        text.push_str(placed[j].unwrap_or(if is_break(token) { " " } else { token }));
    }
    text.push_str(inserted[new.len()].unwrap_or_default());
    text
}

/// Where in the new tokens the old token `i` stands, or would.
fn new_index(op: &DiffOp, i: usize) -> usize {
    let (old, new) = (op.old_range(), op.new_range());
    new.start + if op.tag() == DiffTag::Equal { i - old.start } else { (i - old.start) * new.len() / old.len().max(1) }
}

fn is_space(token: &str) -> bool {
    token.chars().all(char::is_whitespace)
}

fn is_break(token: &str) -> bool {
    is_space(token) && token.contains(['\n', '\r'])
}

fn between_cjk(tokens: &[&str], i: usize) -> bool {
    let cjk = |token: Option<&&str>| token.and_then(|token| token.chars().next()).is_some_and(is_cjk);
    i > 0 && cjk(tokens.get(i - 1)) && cjk(tokens.get(i + 1))
}

fn spot_between_cjk(tokens: &[&str], spot: usize) -> bool {
    let cjk = |token: Option<&&str>| token.and_then(|token| token.chars().next()).is_some_and(is_cjk);
    spot > 0 && cjk(tokens.get(spot - 1)) && cjk(tokens.get(spot))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn line_ends_stay_at_their_words() {
        let original = "I has went to the libary yesterday and\r\n  she dont like it because the\r\n  book were old";
        assert_eq!(
            unwrap_lines(original),
            "I has went to the libary yesterday and she dont like it because the book were old"
        );
        let edited = "I went to the library yesterday, and she doesn't like it because the book was old.";
        assert_eq!(
            align_newlines(original, edited),
            "I went to the library yesterday, and\r\n  she doesn't like it because the\r\n  book was old."
        );
        assert_eq!(align_newlines("one two\nthree", "one\ntwo three"), "one two\nthree");
        assert_eq!(align_newlines("one two", "one\ntwo"), "one two");
    }

    #[test]
    fn a_changed_word_at_the_line_end_keeps_it() {
        assert_eq!(align_newlines("he go\nhome now", "he goes home now"), "he goes\nhome now");
        assert_eq!(align_newlines("he is\ngoing home", "he goes home"), "he goes\nhome");
    }

    #[test]
    fn chinese_needs_no_space() {
        assert_eq!(unwrap_lines("我们明天\n开会"), "我们明天开会");
        assert_eq!(align_newlines("我们明天\n开会", "我们后天开会"), "我们后天\n开会");
    }

    proptest! {
        #[test]
        fn unedited_text_comes_back(text in "([a-z]{1,4}|[ \n]|\r\n|好|。|, |é|\\PC){0,40}") {
            prop_assert_eq!(align_newlines(&text, &unwrap_lines(&text)), text);
        }

        #[test]
        fn any_edit_keeps_its_words(a in "([ab]{1,2}|[ \n]|好|\\.){0,30}", b in "([ab]{1,2}|[ \n]|好|\\.){0,30}") {
            let words = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(words(&align_newlines(&a, &b)), words(&b));
        }
    }
}
