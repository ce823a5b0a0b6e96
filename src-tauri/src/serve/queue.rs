//! Which paragraph the model reads next: the newest, and never an older version of one that was edited meanwhile.

use std::collections::VecDeque;
use tokio_util::sync::CancellationToken;

/// What is known of a paragraph is found by this: its text and everything that decides what is found in it.
pub type Key = [u8; 32];

/// Paragraphs waiting; the ones waiting for longest are forgotten when there are more.
const MOST: usize = 256;

/// A paragraph for the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    pub key: Key,
    pub text: String,
    /// English that the rules are to expect, as a dialect's word.
    pub dialect: Option<String>,
    /// It is English, or may be.
    pub english: bool,
}

/// Who waits, and what is being read.
#[derive(Default)]
pub struct Queue {
    waiting: VecDeque<Paragraph>,
    reading: Option<(Paragraph, CancellationToken)>,
}

impl Queue {
    /// Paragraphs of one text, in its order, before everything that waits already. What waits for an older version of one of
    /// them is dropped, and the reading of one is cancelled.
    pub fn push(&mut self, paragraphs: &[Paragraph]) {
        let given = |key: &Key| paragraphs.iter().any(|paragraph| paragraph.key == *key);
        let outdated = |old: &Paragraph| !given(&old.key) && paragraphs.iter().any(|new| edited(&old.text, &new.text));
        self.waiting.retain(|old| !outdated(old));
        if let Some((old, cancel)) = &self.reading
            && outdated(old)
        {
            cancel.cancel();
        }
        let mut new: Vec<&Paragraph> = Vec::new();
        for paragraph in paragraphs {
            // The same line may stand in a text more than once.
            let known = self.has(&paragraph.key) || new.iter().any(|other| other.key == paragraph.key);
            if !known && new.len() < MOST {
                new.push(paragraph);
            }
        }
        new.into_iter().rev().for_each(|paragraph| self.waiting.push_front(paragraph.clone()));
        self.waiting.truncate(MOST);
    }

    /// The paragraph to read now, and what cancels its reading.
    pub fn next(&mut self, cancel: &CancellationToken) -> Option<(Paragraph, CancellationToken)> {
        let next = self.waiting.pop_front().map(|paragraph| (paragraph, cancel.child_token()));
        self.reading.clone_from(&next);
        next
    }

    /// What was being read is settled, one way or the other.
    pub fn done(&mut self) {
        self.reading = None;
    }

    /// A paragraph waits or is being read.
    pub fn has(&self, key: &Key) -> bool {
        let reading =
            self.reading.as_ref().is_some_and(|(paragraph, cancel)| paragraph.key == *key && !cancel.is_cancelled());
        reading || self.waiting.iter().any(|paragraph| paragraph.key == *key)
    }
}

/// Whether a text seems to be another one after a change in one place: three quarters are what they were.
fn edited(old: &str, new: &str) -> bool {
    let same = |(a, b): &(u8, u8)| a == b;
    let (longer, shorter) = (old.len().max(new.len()), old.len().min(new.len()));
    let before = old.bytes().zip(new.bytes()).take_while(same).count();
    let after = old.bytes().rev().zip(new.bytes().rev()).take(shorter - before).take_while(same).count();
    old != new && 4 * (before + after) >= 3 * longer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Paragraph {
        let mut key = Key::default();
        for (place, byte) in text.bytes().enumerate() {
            key[place % 32] = key[place % 32].wrapping_mul(31).wrapping_add(byte);
        }
        Paragraph { key, text: text.into(), dialect: None, english: true }
    }

    fn order(queue: &Queue) -> Vec<&str> {
        queue.waiting.iter().map(|paragraph| paragraph.text.as_str()).collect()
    }

    #[test]
    fn the_newest_text_comes_first_in_its_own_order() {
        let mut queue = Queue::default();
        queue.push(&[paragraph("one"), paragraph("two")]);
        queue.push(&[paragraph("one"), paragraph("red"), paragraph("two"), paragraph("blue"), paragraph("red")]);
        assert_eq!(order(&queue), ["red", "blue", "one", "two"]);
        let cancel = CancellationToken::new();
        assert_eq!(queue.next(&cancel).unwrap().0.text, "red");
        assert!(queue.has(&paragraph("red").key));
        queue.push(&[paragraph("red")]);
        assert_eq!(order(&queue), ["blue", "one", "two"], "it is being read");
        queue.done();
        assert!(!queue.has(&paragraph("red").key) && queue.has(&paragraph("two").key));
    }

    #[test]
    fn an_edited_paragraph_takes_its_place() {
        let mut queue = Queue::default();
        queue.push(&[paragraph("I went to the lib"), paragraph("Another paragraph of the text.")]);
        let (read, cancel) = queue.next(&CancellationToken::new()).unwrap();
        assert_eq!(read.text, "I went to the lib");
        queue.push(&[paragraph("I went to the libary"), paragraph("Another paragraph of the text.")]);
        assert!(cancel.is_cancelled());
        queue.done();
        queue.push(&[paragraph("I went to the libary today")]);
        assert_eq!(order(&queue), ["I went to the libary today", "Another paragraph of the text."]);
    }

    #[test]
    fn paragraphs_of_one_text_stand_beside_each_other() {
        let mut queue = Queue::default();
        queue.push(&[paragraph("Item number 1"), paragraph("Item number 2")]);
        assert_eq!(order(&queue).len(), 2);
        assert!(edited("Item number 1", "Item number 2"));
        assert!(!edited("the same", "the same"));
        assert!(!edited("one thing", "another one"));
        assert!(edited("aaaa", "aaaaa") && !edited("a", ""));
    }

    #[test]
    fn it_is_bounded() {
        let mut queue = Queue::default();
        for number in 0..2 * MOST {
            queue.push(&[paragraph(&number.to_string())]);
        }
        assert_eq!(queue.waiting.len(), MOST);
    }
}
