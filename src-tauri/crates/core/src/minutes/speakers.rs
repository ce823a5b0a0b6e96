//! Of each speaker the one or two sentences that say most.
//!
//! By the centroid of the talk (Radev, Jing, Styś and Tam, "Centroid-based summarization of multiple documents", 2004):
//! a word weighs how often it is said times how few turns say it, a sentence what its words weigh. What the first
//! sentence has said counts no more for the second. Linear in the length of the talk, which may be of hours.

use super::{Entry, Heading, said};
use crate::actions::{Talk, words};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Somebody with fewer sentences is shown by one.
const TALKATIVE: usize = 4;
/// Characters of the longest sentence shown: what has no full stops is a whole speech.
const LONGEST: usize = 300;

pub(super) fn by_speaker(talk: &Talk) -> Vec<Entry> {
    let terms: Vec<BTreeSet<String>> = talk.said.iter().map(|said| words(&said.text)).collect();
    let weights = centroid(talk, &terms);
    // In the order in which they first speak.
    let mut speakers: Vec<usize> = Vec::new();
    let mut spoken: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, said) in talk.said.iter().enumerate() {
        let Some(speaker) = said.speaker else { continue };
        if !spoken.contains_key(&speaker) {
            speakers.push(speaker);
        }
        spoken.entry(speaker).or_default().push(at);
    }
    let mut found = Vec::new();
    for speaker in speakers {
        let sentences = &spoken[&speaker];
        let many = if sentences.len() < TALKATIVE { 1 } else { 2 };
        for at in telling(talk, sentences, &terms, &weights, many) {
            let owner = Some(talk.people.all[speaker].name.clone());
            found.push(Entry { owner, ..said(talk, Heading::BySpeaker, at) });
        }
    }
    found
}

/// What each word weighs.
fn centroid<'w>(talk: &Talk, terms: &'w [BTreeSet<String>]) -> HashMap<&'w str, f32> {
    let turns = talk.said.last().map_or(1, |said| said.turn.max(1)) as f32;
    // How often it is said, in how many turns, and in which one last.
    let mut counts: HashMap<&str, (f32, f32, usize)> = HashMap::new();
    for (said, terms) in talk.said.iter().zip(terms) {
        for term in terms {
            let (often, within, last) = counts.entry(term).or_insert((0.0, 0.0, usize::MAX));
            *often += 1.0;
            if *last != said.turn {
                *within += 1.0;
                *last = said.turn;
            }
        }
    }
    counts.into_iter().map(|(term, (often, within, _))| (term, often * (1.0 + turns / within).ln())).collect()
}

/// The `many` sentences with the weightiest words, in their order.
fn telling(
    talk: &Talk,
    sentences: &[usize],
    terms: &[BTreeSet<String>],
    weights: &HashMap<&str, f32>,
    many: usize,
) -> Vec<usize> {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut taken: Vec<usize> = Vec::new();
    while taken.len() < many {
        let weight = |at: usize| -> f32 {
            let new = terms[at].iter().map(String::as_str).filter(|term| !told.contains(term));
            new.filter_map(|term| weights.get(term)).sum()
        };
        let fits = |at: &usize| !taken.contains(at) && talk.said[*at].text.chars().count() <= LONGEST;
        // Among equals the earliest.
        let best = sentences
            .iter()
            .copied()
            .filter(fits)
            .map(|at| (at, weight(at)))
            .filter(|(_, weight)| *weight > 0.0)
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        let Some((at, _)) = best else { break };
        taken.push(at);
        told.extend(terms[at].iter().map(String::as_str));
    }
    taken.sort_unstable();
    taken
}
