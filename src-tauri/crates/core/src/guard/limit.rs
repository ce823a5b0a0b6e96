//! Every number a guard compares with, in one place, so that they can be tuned together.
//!
//! A share is of words unless it says otherwise; a Han character is a word.

/// Proofreading: the share of words that may change in a text of few words, and in one of many; between the two word
/// counts the share falls evenly.
pub const EDIT_SHORT: (usize, f32) = (10, 0.6);
pub const EDIT_LONG: (usize, f32) = (60, 0.4);
/// Words that may always change, whatever the share: a short text is a few words long.
pub const EDIT_SLACK: usize = 4;
/// What a changed word costs when it is only spelt or inflected differently. A word swapped for another costs 1.
pub const EDIT_ALIKE_COST: f32 = 0.5;

/// `similar`'s ratio of characters from which two words are one word in two spellings.
pub const ALIKE: f32 = 0.6;

/// Least share of content grams that text and answer must have in common. Proofreading takes the lower of the two
/// directions, a rewrite the higher (it may be much shorter or longer), a summary the answer's.
pub const OVERLAP_PROOFREAD: f32 = 0.35;
pub const OVERLAP_REWRITE: f32 = 0.12;
/// With an instruction of the user's own ("make it a haiku") little has to be left.
pub const OVERLAP_INSTRUCTED: f32 = 0.05;
pub const OVERLAP_SUMMARY: f32 = 0.25;
/// A rewrite of fewer words than this can share none of them and be right.
pub const OVERLAP_WORDS: usize = 6;
/// A rewrite this many times as long as its text is an answer to it, once it is also longer by the slack in words.
pub const LENGTH_RATIO: f32 = 3.0;
pub const LENGTH_SLACK: usize = 20;
/// A refusal or lecture that shares this much with the text (of the answer's grams) is the text's own.
pub const REFUSAL_OVERLAP: f32 = 0.6;

/// A sentence of the source counts as dropped when less than this share of its words has a counterpart.
pub const DROPPED: f32 = 0.25;
/// Shorter sentences are not looked for.
pub const DROPPED_WORDS: usize = 3;

/// Proofreading: the answer is truncated when it has less than this share of the source's words; and when it has less
/// than the second share and no end mark where the source has one.
pub const TRUNCATED: f32 = 0.6;
pub const TRUNCATED_OPEN: f32 = 0.85;
/// Texts of fewer words are not judged by length.
pub const TRUNCATED_WORDS: usize = 8;

/// Least share of words in the expected language (where the source has less of it itself, half of what it has).
pub const LANGUAGE: f32 = 0.5;
/// A sentence's language is guessed only from this many words on; shorter ones are judged by script alone.
pub const LANGUAGE_WORDS: usize = 6;

/// A block of words repeated so often at the end of an answer is a loop, if all its turns together are this long.
pub const LOOP_TURNS: usize = 3;
pub const LOOP_WORDS: usize = 8;
/// The longest block looked for, in words.
pub const LOOP_PERIOD: usize = 80;
/// A run of this many words may not occur as often as `LOOP_TURNS` more than in the source. Twice as many if Han.
pub const LOOP_RUN: usize = 8;

/// A run of this many words of the prompt is a leak; in a run with Han characters, of this many.
pub const LEAK_WORDS: usize = 8;
pub const LEAK_HAN: usize = 16;

/// A line that shares this much (of its grams) with the same end of the source is the user's own, not a preamble.
pub const GENUINE: f32 = 0.6;

/// Numbers up to this may be spelt out in a rewrite.
pub const SPELT_OUT: f64 = 10.0;

/// Proofreading: the share of `words` that may change.
pub fn edit_share(words: usize) -> f32 {
    let ((short, high), (long, low)) = (EDIT_SHORT, EDIT_LONG);
    let t = (words.saturating_sub(short) as f32 / (long - short) as f32).min(1.0);
    high + t * (low - high)
}
