//! Draft tokens from the source text: where the answer is mostly a copy, the next tokens of the source are a good guess.
//!
//! Prompt-lookup decoding (Saxena 2023) with a memory: the place in the source is kept from token to token and found
//! again, forwards first, after each difference. The decoder checks the guesses in one batch; what it answers is what it
//! would have answered without them. The same place serves to favour a copy, or to hold it back.

use llama_cpp_2::token::LlamaToken;

/// How far ahead of the last known place the source is searched, in tokens.
const WINDOW: usize = 48;
/// How many tokens are drafted at once, from after a wrong guess up to where nothing was wrong for long. A processor
/// checks 4 tokens in the time of 2 or 3, 16 in that of 8 or 9, and 8 to 15 of them in hardly less than 16
/// (docs/engines.md has the figures).
const LENGTHS: [usize; 4] = [3, 5, 15, 31];

/// A place in the source that moves along with the answer.
pub struct Follower {
    source: Vec<LlamaToken>,
    /// The source token expected next, while the answer follows the source.
    next: Option<usize>,
    /// Where the answer last left the source.
    left: usize,
    previous: Option<LlamaToken>,
    /// Which of [`LENGTHS`].
    length: usize,
}

impl Follower {
    pub fn new(source: Vec<LlamaToken>) -> Self {
        let next = (!source.is_empty()).then_some(0);
        Follower { source, next, left: 0, previous: None, length: 1 }
    }

    /// The token of the source that comes next, while the answer follows it.
    pub fn expected(&self) -> Option<LlamaToken> {
        self.source.get(self.next?).copied()
    }

    /// The tokens that may come next, at most `room`.
    pub fn draft(&self, room: usize) -> &[LlamaToken] {
        match self.next {
            Some(start) => &self.source[start..self.source.len().min(start + LENGTHS[self.length].min(room))],
            None => &[],
        }
    }

    /// Learns how many of the tokens drafted last were right, and drafts more or fewer next time.
    pub fn judged(&mut self, drafted: usize, accepted: usize) {
        if drafted > 0 {
            self.length = match accepted == drafted {
                true => (self.length + 1).min(LENGTHS.len() - 1),
                false => usize::from(accepted >= LENGTHS[0]),
            };
        }
    }

    /// Moves on by one token of the answer.
    pub fn follow(&mut self, token: LlamaToken) {
        if let Some(at) = self.next {
            if self.source.get(at) == Some(&token) {
                self.next = (at + 1 < self.source.len()).then_some(at + 1);
                self.left = at + 1;
            } else {
                self.left = at;
                self.next = self.find(token);
            }
        } else {
            self.next = self.find(token);
        }
        self.previous = Some(token);
    }

    /// The place after `token` in the source: after the pair of the last two tokens if there is one ahead, else after
    /// the nearest single match ahead, else after the pair anywhere.
    fn find(&self, token: LlamaToken) -> Option<usize> {
        let ahead = self.left..self.source.len().min(self.left + WINDOW);
        let pair = |i: &usize| self.source[*i] == token && *i > 0 && Some(self.source[*i - 1]) == self.previous;
        let place = ahead
            .clone()
            .find(pair)
            .or_else(|| ahead.clone().find(|i| self.source[*i] == token))
            .or_else(|| (0..self.source.len()).find(pair))?;
        (place + 1 < self.source.len()).then_some(place + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(ids: &[i32]) -> Vec<LlamaToken> {
        ids.iter().map(|id| LlamaToken(*id)).collect()
    }

    fn after(source: &[i32], answer: &[i32]) -> Vec<i32> {
        let mut follower = Follower::new(tokens(source));
        for id in answer {
            follower.follow(LlamaToken(*id));
        }
        follower.draft(3).iter().map(|t| t.0).collect()
    }

    #[test]
    fn follows_a_copy() {
        assert_eq!(after(&[1, 2, 3, 4, 5, 6], &[1, 2]), [3, 4, 5]);
        assert_eq!(after(&[1, 2], &[1, 2]), [0; 0]);
    }

    #[test]
    fn finds_its_place_after_a_replaced_an_inserted_and_a_dropped_token() {
        assert_eq!(after(&[1, 2, 3, 4, 5], &[1, 9, 3]), [4, 5]);
        assert_eq!(after(&[1, 2, 3, 4, 5], &[1, 9, 2]), [3, 4, 5]);
        assert_eq!(after(&[1, 2, 3, 4, 5], &[1, 3]), [4, 5]);
    }

    #[test]
    fn what_a_copy_has_next_is_expected_while_it_is_followed() {
        let mut follower = Follower::new(tokens(&[1, 2, 3]));
        let mut expected = vec![follower.expected()];
        for id in [1, 9, 3, 4] {
            follower.follow(LlamaToken(id));
            expected.push(follower.expected());
        }
        assert_eq!(expected, [Some(LlamaToken(1)), Some(LlamaToken(2)), None, None, None]);
    }

    #[test]
    fn an_empty_source_drafts_nothing() {
        assert_eq!(after(&[], &[1, 2]), [0; 0]);
    }
}
