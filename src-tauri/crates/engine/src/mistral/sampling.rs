//! How the next token is chosen.
//!
//! mistralrs draws from one generator for the whole process and counts the prompt among the repetitions. Here an answer
//! depends on its own seed alone, and names of the prompt may come again without a penalty: the choice is made in a logits
//! processor, and mistralrs, set to greedy, takes what it finds on top. The processor also sees each token go by, which
//! is the only exact count and clock there is.

use mistralrs::{CustomLogitsProcessor, Tensor};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use stet_core::generate::Sampling;

/// Only the likeliest tokens are drawn from.
const CANDIDATES: usize = 64;

/// Chooses the tokens of one answer.
pub struct Chooser {
    sampling: Sampling,
    prompt_tokens: usize,
    /// Never one of these.
    avoided: Vec<u32>,
    chosen: AtomicUsize,
    first: OnceLock<Instant>,
}

impl Chooser {
    pub fn new(sampling: Sampling, prompt_tokens: usize, avoided: Vec<u32>) -> Self {
        Chooser { sampling, prompt_tokens, avoided, chosen: AtomicUsize::new(0), first: OnceLock::new() }
    }

    /// Tokens chosen so far, the one that ended the answer included.
    pub fn chosen(&self) -> usize {
        self.chosen.load(Ordering::Relaxed)
    }

    /// When the prompt had been read and the first token was chosen.
    pub fn first(&self) -> Option<Instant> {
        self.first.get().copied()
    }
}

impl CustomLogitsProcessor for Chooser {
    fn apply(&self, logits: &Tensor, context: &[u32]) -> mistralrs::Result<Tensor> {
        self.first.get_or_init(Instant::now);
        self.chosen.fetch_add(1, Ordering::Relaxed);
        let Sampling { temperature, top_p, repeat_penalty, seed, .. } = self.sampling;
        if temperature <= 0.0 && repeat_penalty == 1.0 && self.avoided.is_empty() {
            return Ok(logits.clone());
        }
        let mut values = logits.to_vec1::<f32>()?;
        for token in &self.avoided {
            if let Some(logit) = values.get_mut(*token as usize) {
                *logit = f32::NEG_INFINITY;
            }
        }
        penalize(&mut values, context.get(self.prompt_tokens..).unwrap_or_default(), repeat_penalty);
        if temperature > 0.0 {
            let token = draw(&values, temperature, top_p, uniform(seed, context.len() as u64));
            values.fill(f32::NEG_INFINITY);
            values[token] = 1.0;
        }
        Tensor::from_vec(values, logits.shape(), logits.device())
    }
}

fn penalize(logits: &mut [f32], answer: &[u32], penalty: f32) {
    let mut seen = answer.to_vec();
    seen.sort_unstable();
    seen.dedup();
    for token in seen {
        if let Some(logit) = logits.get_mut(token as usize) {
            *logit = if *logit > 0.0 { *logit / penalty } else { *logit * penalty };
        }
    }
}

/// The token at the point `at` (0..1) of the likeliest tokens' share, their least likely tail beyond `top_p` left out.
fn draw(logits: &[f32], temperature: f32, top_p: f32, at: f32) -> usize {
    let mut order: Vec<usize> = (0..logits.len()).collect();
    let likelier = |a: &usize, b: &usize| logits[*b].total_cmp(&logits[*a]).then(a.cmp(b));
    if order.len() > CANDIDATES {
        order.select_nth_unstable_by(CANDIDATES - 1, likelier);
        order.truncate(CANDIDATES);
    }
    order.sort_unstable_by(likelier);
    let mut covered = 0.0;
    let untempered = shares(logits, &order, 1.0);
    let kept = untempered.iter().take_while(|share| {
        let before = covered;
        covered += **share;
        before < top_p
    });
    let kept = kept.count().max(1);
    order.truncate(kept);
    let mut left = at;
    for (token, share) in order.iter().zip(shares(logits, &order, temperature)) {
        left -= share;
        if left < 0.0 {
            return *token;
        }
    }
    order[kept - 1]
}

/// The probabilities of `tokens` among themselves.
fn shares(logits: &[f32], tokens: &[usize], temperature: f32) -> Vec<f32> {
    let most = tokens.iter().map(|token| logits[*token]).fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f32> = tokens.iter().map(|token| ((logits[*token] - most) / temperature).exp()).collect();
    let sum: f32 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// A number in 0..1 that depends on the seed and the position alone (SplitMix64, Steele et al. 2014).
fn uniform(seed: u64, position: u64) -> f32 {
    let mut z = seed.wrapping_add(position.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use mistralrs::Device;

    fn choose(sampling: Sampling, logits: &[f32], context: &[u32]) -> usize {
        let logits = Tensor::new(logits, &Device::Cpu).unwrap();
        let values = Chooser::new(sampling, 1, vec![]).apply(&logits, context).unwrap().to_vec1::<f32>().unwrap();
        (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap()
    }

    #[test]
    fn greedy_takes_the_likeliest_and_a_penalty_spares_the_prompt() {
        let greedy = Sampling::default();
        assert_eq!(choose(greedy, &[1.0, 3.0, 2.0], &[0]), 1);
        let penalty = Sampling { repeat_penalty: 2.0, ..greedy };
        assert_eq!(choose(penalty, &[1.0, 3.0, 2.0], &[1]), 1, "token 1 stands in the prompt only");
        assert_eq!(choose(penalty, &[1.0, 3.0, 2.0], &[0, 1]), 2, "token 1 stands in the answer");
    }

    #[test]
    fn a_seed_gives_the_same_draws_and_another_seed_others() {
        let logits: Vec<f32> = (0..200).map(|i| (i % 7) as f32 * 0.1).collect();
        let draws = |seed| -> Vec<usize> {
            let sampling = Sampling { temperature: 1.0, seed, ..Sampling::default() };
            (0..20).map(|position| choose(sampling, &logits, &vec![0; position + 1])).collect()
        };
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
    }

    #[test]
    fn draws_follow_the_shares_and_keep_out_the_tail() {
        let logits = [0.5f32.ln(), 0.3f32.ln(), 0.2f32.ln()];
        assert_eq!([0.0, 0.49, 0.51, 0.79, 0.81].map(|at| draw(&logits, 1.0, 1.0, at)), [0, 0, 1, 1, 2]);
        assert_eq!(draw(&logits, 1.0, 0.6, 0.999), 1, "half is not enough for 0.6, half and a third are");
        assert_eq!(draw(&logits, 1.0, 0.0, 0.999), 0);
        assert!((0..1000).map(|i| uniform(7, i)).all(|u| (0.0..1.0).contains(&u)));
    }
}
