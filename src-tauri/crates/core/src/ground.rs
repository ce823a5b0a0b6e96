//! Where a summary's points and answers to questions come from: the sentences of the source they rest on, and whether
//! their names, numbers and dates stand in it at all.
//!
//! Sources are found by weighted overlap. A term is the stem of a content word, or two neighbouring Han characters; it
//! weighs `ln(1 + sentences / sentences with it)`, so that what is rare in this source counts most. Sentences are taken
//! greedily: each time the one that covers most of the point's weight not yet covered, slightly discounted by its length,
//! until three are taken or the next would add too little. Built once per source; a lookup touches only the sentences
//! that share a term with the point.

use crate::guard::is_common_word;
use crate::guard::numbers::{currency_sign, in_digits, is_money, numbers};
use crate::guard::words::{Word, is_function_word, is_han, words};
use crate::redact::chinese;
use crate::text::{self, Language, ProtectedKind};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// The most sentences a point rests on.
const MOST_SOURCES: usize = 3;
/// Share of the point's weight the best sentence must cover, and each further one must add.
const FIRST: f32 = 0.2;
const FURTHER: f32 = 0.12;
/// Share of the weight of what an answer adds to its question that the source must have words of.
const KNOWN: f32 = 0.4;
/// What a term of the question weighs beside one of the answer.
const ASKED: f32 = 0.5;
/// Answers to yes-or-no questions, which no source need say.
const ASSENTS: [&str; 3] = ["yes", "no", "not"];
/// How much a sentence of twice the average length is discounted: 0 not at all, 1 by half.
const LENGTH_DISCOUNT: f32 = 0.15;
/// A sentence with at least this share of its content words capitalized is a title, whose capitals are no names.
const TITLE: f32 = 0.8;

/// A source, indexed.
pub struct Ground<'t> {
    text: &'t str,
    language: Option<Language>,
    sentences: Vec<Range<usize>>,
    /// Terms of each sentence, for the length discount.
    lengths: Vec<u32>,
    average: f32,
    /// The sentences with a term, ascending.
    postings: HashMap<String, Vec<u32>>,
    words: HashSet<String>,
    stems: HashSet<String>,
    numbers: HashSet<String>,
    /// Those that may be of money.
    money: HashSet<String>,
}

/// Whether what a point says by name stands in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub ok: bool,
    /// Names, numbers, dates and titles as the point has them, in order, each once.
    pub missing: Vec<String>,
}

impl<'t> Ground<'t> {
    pub fn new(text: &'t str) -> Self {
        let sentences = text::sentences(text);
        let mut postings: HashMap<String, Vec<u32>> = HashMap::new();
        let mut lengths = Vec::with_capacity(sentences.len());
        for (at, range) in sentences.iter().enumerate() {
            let terms = terms(&text[range.clone()]);
            lengths.push(terms.len() as u32);
            for term in terms {
                postings.entry(term).or_default().push(at as u32);
            }
        }
        let average = lengths.iter().sum::<u32>() as f32 / lengths.len().max(1) as f32;
        let words: HashSet<String> = words(text).iter().flat_map(|w| parts(&w.key)).collect();
        let stems = words.iter().map(|w| stem(w).to_owned()).collect();
        let (mut numbers_of, mut money) = (HashSet::new(), HashSet::new());
        for number in numbers(text) {
            if is_money(text, &number) {
                money.insert(number.value.clone());
            }
            numbers_of.insert(number.value);
        }
        Ground {
            text,
            language: text::language(text),
            sentences,
            lengths,
            average: average.max(1.0),
            postings,
            words,
            stems,
            numbers: numbers_of,
            money,
        }
    }

    /// The sentences a point rests on, as byte ranges of the source, best first; none when nothing comes near.
    pub fn sources(&self, point: &str) -> Vec<Range<usize>> {
        self.cover(terms(point).into_iter().map(|term| (self.weight(&term), term)).collect())
    }

    /// The sentences an answer rests on, best first; none when the source has too little of what the answer adds to its
    /// question. The question's own words count too, for less, and what the source has no word of does not count.
    pub fn evidence(&self, question: &str, answer: &str) -> Vec<Range<usize>> {
        let asked = terms(question);
        let (repeated, said): (Vec<_>, Vec<_>) = terms(answer).into_iter().partition(|t| asked.contains(t));
        // A text that never speaks of what the question is about can't answer it, whatever else it names.
        let strange = repeated.iter().filter(|term| !self.postings.contains_key(*term)).count();
        if strange > 1 && 2 * strange > repeated.len() {
            return Vec::new();
        }
        let said: Vec<_> = said.into_iter().filter(|t| !ASSENTS.contains(&&**t)).collect();
        let all: f32 = said.iter().map(|term| self.weight(term)).sum();
        let known = |term: &String| self.postings.contains_key(term);
        let found: f32 = said.iter().filter(|term| known(term)).map(|term| self.weight(term)).sum();
        if found < KNOWN * all {
            return Vec::new();
        }
        let answered = said.into_iter().map(|term| (self.weight(&term), term));
        let asked = asked.into_iter().map(|term| (ASKED * self.weight(&term), term));
        self.cover(answered.chain(asked).filter(|(_, term)| known(term)).collect())
    }

    /// How much of a question's words, by weight, stands in each of some consecutive parts of the source.
    pub fn relevance(&self, question: &str, parts: &[Range<usize>]) -> Vec<f32> {
        let mut found = vec![0.0; parts.len()];
        for term in terms(question) {
            let mut last = None;
            for at in self.postings.get(&term).into_iter().flatten() {
                let start = self.sentences[*at as usize].start;
                let part = parts.partition_point(|part| part.end <= start);
                if part < parts.len() && last != Some(part) {
                    found[part] += self.weight(&term);
                    last = Some(part);
                }
            }
        }
        found
    }

    /// Sentences that hold most of the weighted terms, best first.
    fn cover(&self, terms_of: Vec<(f32, String)>) -> Vec<Range<usize>> {
        let mut open: BTreeMap<String, f32> = terms_of.into_iter().map(|(weight, term)| (term, weight)).collect();
        let total: f32 = open.values().sum();
        let mut taken: Vec<u32> = Vec::new();
        while total > 0.0 && taken.len() < MOST_SOURCES {
            let mut gains: BTreeMap<u32, f32> = BTreeMap::new();
            for (term, weight) in &open {
                for at in self.postings.get(term).into_iter().flatten() {
                    *gains.entry(*at).or_default() += weight / total;
                }
            }
            let least = if taken.is_empty() { FIRST } else { FURTHER };
            // Among equals the earliest: `max_by` alone would take the last.
            let best = gains
                .into_iter()
                .filter(|(_, gain)| *gain >= least)
                .map(|(at, gain)| (at, gain * self.discount(at)))
                .reduce(|best, next| if next.1 > best.1 { next } else { best });
            let Some((at, _)) = best else { break };
            taken.push(at);
            let covered = terms(&self.text[self.sentences[at as usize].clone()]);
            open.retain(|term, _| !covered.contains(term));
        }
        taken.into_iter().map(|at| self.sentences[at as usize].clone()).collect()
    }

    /// Whether every name, number and date of a point stands somewhere in the source, however it is written. An amount of
    /// money must be one there, too.
    ///
    /// A name is a capitalized word inside a sentence, or one at its start that is no English word; German, where every
    /// noun has a capital, and scripts without capitals are checked for numbers, foreign words and 《titles》 only.
    pub fn checked(&self, point: &str) -> Check {
        let mut missing: Vec<(usize, String)> = Vec::new();
        let spans = text::protected(point);
        let inside =
            |at: usize, kinds: &[ProtectedKind]| spans.iter().any(|s| kinds.contains(&s.kind) && s.range.contains(&at));
        let address = [ProtectedKind::Url, ProtectedKind::Email, ProtectedKind::Code];
        for span in spans.iter().filter(|s| address.contains(&s.kind)) {
            let said = &point[span.range.clone()];
            if !self.text.contains(said.trim_matches('`').trim()) {
                missing.push((span.range.start, said.to_owned()));
            }
        }
        let digits = in_digits(point).into_iter();
        // "one" and 一 are seldom counted with, and a summary may count what it lists.
        let spelt = numbers(point).into_iter().filter(|n| !n.digits && n.value.parse::<f64>().is_ok_and(|v| v > 10.0));
        for number in digits.chain(spelt).filter(|n| !inside(n.start, &address)) {
            let sign = currency_sign(point, &number);
            let known = if sign.is_some() { &self.money } else { &self.numbers };
            if !known.contains(&number.value) {
                missing.push((number.start, sign.unwrap_or_default().to_owned() + &number.text));
            }
        }
        for (start, title) in titles(point) {
            if !self.text.contains(title) {
                missing.push((start, title.to_owned()));
            }
        }
        missing
            .extend(chinese::miscopied(point, self.text).into_iter().map(|name| (name.start, point[name].to_owned())));
        for name in self.names(point).into_iter().filter(|n| !inside(n.start, &address)) {
            if !parts(&name.key).all(|part| self.has(&part)) {
                missing.push((name.start, name.text.to_owned()));
            }
        }
        missing.sort();
        let mut seen = HashSet::new();
        let missing: Vec<String> =
            missing.into_iter().map(|(_, said)| said).filter(|said| seen.insert(said.clone())).collect();
        Check { ok: missing.is_empty(), missing }
    }

    fn weight(&self, term: &str) -> f32 {
        let with = self.postings.get(term).map_or(0, Vec::len).max(1);
        (1.0 + self.sentences.len() as f32 / with as f32).ln()
    }

    fn discount(&self, at: u32) -> f32 {
        let longer = (self.lengths[at as usize] as f32 / self.average - 1.0).max(0.0);
        1.0 / (1.0 + LENGTH_DISCOUNT * longer)
    }

    fn has(&self, key: &str) -> bool {
        self.words.contains(key) || self.stems.contains(stem(key))
    }

    fn names<'p>(&self, point: &'p str) -> Vec<Word<'p>> {
        let mut names = Vec::new();
        let foreign = self.language == Some(Language::CHINESE);
        if self.language.is_some_and(|l| l.code() == "de") {
            return names;
        }
        for range in text::sentences(point) {
            let sentence = &point[range.clone()];
            let words = words(sentence);
            let content =
                |w: &&Word| w.text.starts_with(char::is_alphabetic) && !w.is_han() && !is_function_word(&w.key);
            let all = words.iter().filter(content).count();
            let capitals = words.iter().filter(content).filter(|w| is_capitalized(w.text)).count();
            let title = all > 2 && capitals as f32 >= TITLE * all as f32;
            for word in words {
                let capital = is_capitalized(word.text);
                // In a Chinese point every Latin word is taken from the text.
                let foreign = foreign && word.text.len() > 1 && word.text.chars().all(|c| c.is_ascii_alphabetic());
                if !capital && !foreign || NEVER_NAMES.contains(&word.key.as_str()) {
                    continue;
                }
                let doubtful = title || begins(sentence, word.start);
                if doubtful && is_common_word(&word.key) || is_function_word(&word.key) {
                    continue;
                }
                names.push(Word { start: range.start + word.start, ..word });
            }
        }
        names
    }
}

/// Capitalized in every place, and no names.
const NEVER_NAMES: [&str; 12] = ["i", "i'm", "i'll", "i've", "i'd", "am", "pm", "ok", "tbd", "n", "a", "tl"];

fn is_capitalized(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Whether a word stands where a capital says nothing: at the start, after a mark that begins a label or a quotation.
fn begins(sentence: &str, start: usize) -> bool {
    let before = sentence[..start].trim_end_matches([' ', '\t', '*', '_', '#', '"', '“', '‘', '(', '[', '`', '\'']);
    before.is_empty()
        || before
            .ends_with([':', '.', '!', '?', ';', '\n', '|', '-', '–', '—', '•', '…', '/', '：', '。', '>', ')', ']'])
}

/// What stands between 《 and 》.
fn titles(point: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (open, _) in point.match_indices('《') {
        let inner = open + '《'.len_utf8();
        if let Some(len) = point[inner..].find('》') {
            found.push((open, &point[inner..inner + len]));
        }
    }
    found
}

/// The words of a compound, without a possessive or contracted ending.
fn parts(key: &str) -> impl Iterator<Item = String> {
    let bare = |part: &str| match part.rsplit_once('\'') {
        Some((bare, ending)) if ending.len() <= 2 && !bare.is_empty() => bare.to_owned(),
        _ => part.to_owned(),
    };
    key.split(['-', '.', '_']).filter(|p| !p.is_empty()).map(bare)
}

/// The different terms of a text.
pub(crate) fn terms(text: &str) -> HashSet<String> {
    let mut terms = HashSet::new();
    let mut last: Option<Word> = None;
    for word in words(text) {
        if word.is_han() {
            if let Some(before) = last.filter(|b| b.is_han() && b.end() == word.start) {
                terms.insert(format!("{}{}", before.text, word.text));
            }
        } else if !is_function_word(&word.key) {
            terms.extend(parts(&word.key).map(|part| stem(&part).to_owned()));
        }
        last = Some(word);
    }
    // By value as well, so that "five thousand" rests on "5,000".
    terms.extend(numbers(text).into_iter().filter(|n| n.digits || n.value.len() > 1).map(|n| format!("={}", n.value)));
    terms
}

/// An English word without its inflection, roughly: enough to find "meeting" by "meetings".
fn stem(word: &str) -> &str {
    if word.chars().any(|c| !c.is_ascii_alphabetic()) || word.chars().any(is_han) {
        return word;
    }
    for (ending, least) in [
        ("ations", 4),
        ("ation", 4),
        ("ings", 3),
        ("ing", 3),
        ("ies", 3),
        ("ied", 3),
        ("ers", 4),
        ("er", 4),
        ("ed", 3),
        ("es", 3),
        ("ly", 4),
        ("s", 3),
        ("y", 3),
        ("e", 3),
    ] {
        if let Some(bare) = word.strip_suffix(ending)
            && bare.len() >= least
            && !(ending == "s" && bare.ends_with('s'))
        {
            let bytes = bare.as_bytes();
            // "planning", "stopped"
            let doubled = matches!(ending, "ing" | "ed" | "er")
                && bytes[bare.len() - 1] == bytes[bare.len() - 2]
                && !bare.ends_with(['l', 's']);
            return if doubled { &bare[..bare.len() - 1] } else { bare };
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MEETING: &str = "Anna: The launch moves to 14 May, because the audit isn't done. \
        Bob: Marketing needs the new screenshots by Friday. \
        Anna: The budget stays at $5,000. Carlos asked for ten percent more, but the board said no. \
        Bob: I will write to the printers in Leeds tomorrow. \
        Dana: The office is closed on Monday.";

    fn sources<'t>(ground: &Ground<'t>, point: &str) -> Vec<&'t str> {
        ground.sources(point).into_iter().map(|r| &ground.text[r]).collect()
    }

    #[test]
    fn points_find_their_sentences() {
        let ground = Ground::new(MEETING);
        let best = |point: &str| sources(&ground, point).first().copied().unwrap_or("").to_owned();
        assert!(best("The launch was moved to May 14").contains("launch moves"));
        assert!(best("Screenshots are needed for marketing").contains("screenshots"));
        assert!(best("A budget of five thousand dollars was kept").contains("budget"));
        assert!(best("Bob writes to the printer").contains("printers in Leeds"));
        assert_eq!(sources(&ground, "Penguins live in Antarctica"), Vec::<&str>::new());
        assert_eq!(sources(&ground, ""), Vec::<&str>::new());
    }

    #[test]
    fn answers_find_their_sentences() {
        let ground = Ground::new(MEETING);
        let best = |question: &str, answer: &str| {
            ground.evidence(question, answer).first().map_or("", |range| &ground.text[range.clone()]).to_owned()
        };
        assert!(best("When is the launch?", "14 May").contains("launch moves"));
        assert!(best("Why does the launch move?", "The audit is not done.").contains("launch moves"));
        assert!(best("Is the office open on Monday?", "No.").contains("office is closed"));
        assert_eq!(best("Who is the president of France?", "Emmanuel Macron"), "");
        assert_eq!(best("What does Bob eat?", "He eats pizza."), "");
        // Named in the text, but never as what was asked for.
        let shop = Ground::new("周师傅在老街修表。他讲起一位姓何的老太太。");
        assert!(shop.evidence("周师傅的妻子叫什么名字？", "周师傅的妻子叫何老太太。").is_empty());
        assert_eq!(shop.evidence("周师傅在哪里修表？", "周师傅在老街修表。").len(), 1);
    }

    #[test]
    fn the_part_that_a_question_is_about_is_found() {
        let parts = text::windows(MEETING, 80, &str::len);
        let relevance = Ground::new(MEETING).relevance("Which town are the printers in?", &parts);
        let best = (0..parts.len()).max_by(|a, b| relevance[*a].total_cmp(&relevance[*b])).unwrap();
        assert!(MEETING[parts[best].clone()].contains("printers"), "{parts:?} {relevance:?}");
    }

    #[test]
    fn a_point_of_two_sentences_finds_both() {
        let ground = Ground::new(MEETING);
        let found = sources(&ground, "The launch moves because of the audit, and the office is closed on Monday");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|s| s.contains("audit")) && found.iter().any(|s| s.contains("closed")));
    }

    #[test]
    fn chinese_points_find_their_sentences() {
        let text =
            "会议于五月十四日举行。市场部需要在周五之前拿到新的截图。预算保持在5000元不变。张伟明天会联系印刷厂。";
        let ground = Ground::new(text);
        for (point, part) in
            [("市场部周五前需要截图", "截图"), ("预算不变，仍为5000元", "预算"), ("张伟负责联系印刷厂", "印刷厂")]
        {
            assert!(sources(&ground, point)[0].contains(part), "{point}");
        }
        assert_eq!(sources(&ground, "企鹅生活在南极洲"), Vec::<&str>::new());
    }

    #[test]
    fn names_numbers_and_dates_are_looked_up() {
        let ground = Ground::new(MEETING);
        let cases: &[(&str, &[&str])] = &[
            ("Carlos asked for 10% more.", &[]),
            ("The budget stays at $5k.", &[]),
            ("The budget stays at five thousand.", &[]),
            ("Anna's launch is on May 14.", &[]),
            ("The budget rises to $6,000.", &["$6,000"]),
            ("Bob writes to Oxford by Friday.", &["Oxford"]),
            ("Wolfgang writes to the printers.", &["Wolfgang"]),
            ("The launch costs $14.", &["$14"]),
            ("The launch is on 15 June, says Dana.", &["15", "June"]),
            ("Everybody agreed that two things matter.", &[]),
            ("- **Next Steps:** Screenshots by Friday", &[]),
            ("1. Launch on 14 May\n2. Budget", &[]),
            ("Launch Moves To May While Budget Stays", &[]),
            ("See https://stet.example/x and ask bob@stet.example.", &["https://stet.example/x", "bob@stet.example"]),
        ];
        for (point, missing) in cases {
            let check = ground.checked(point);
            assert_eq!(check.missing, *missing, "{point}");
            assert_eq!(check.ok, missing.is_empty());
        }
    }

    #[test]
    fn chinese_points_are_looked_up() {
        let ground = Ground::new("李明在《红楼梦》研讨会上说，GPU采购预算为三千二百元，占总额的百分之二十。");
        for (point, missing) in [
            ("GPU预算为3200元", vec![]),
            ("占总额的20%", vec![]),
            ("GPU预算为3500元", vec!["3500"]),
            ("研讨会讨论了《西游记》", vec!["西游记"]),
            ("采购TPU", vec!["TPU"]),
        ] {
            assert_eq!(ground.checked(point).missing, missing, "{point}");
        }
    }

    #[test]
    fn german_nouns_are_not_names() {
        let ground =
            Ground::new("Wir haben gestern über das neue Budget von 500 Euro gesprochen, und Anna war nicht dabei.");
        assert_eq!(ground.checked("Gestern war die Besprechung ohne Anna.").missing, Vec::<String>::new());
        assert_eq!(ground.checked("Das Budget beträgt 600 Euro.").missing, ["600"]);
    }

    #[test]
    fn stems_meet() {
        for (a, b) in [
            ("meeting", "meetings"),
            ("moved", "move"),
            ("moves", "moving"),
            ("planning", "plan"),
            ("printers", "printer"),
            ("policies", "policy"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_ne!(stem("class"), stem("clash"));
    }

    #[test]
    fn nobody_gets_another_family_name() {
        let ground = Ground::new("二十六岁的林悦就是其中的一个。周德明打算再干三年，把店交给林悦。");
        assert_eq!(ground.checked("李悦 二十六岁").missing, ["李悦"]);
        assert_eq!(ground.checked("张太太拿来一只怀表").missing, ["张"]);
        assert!(ground.checked("林悦 周德明把店交给她").ok && ground.checked("周师傅很高兴").ok);
        assert!(ground.checked("喜悦").ok);
    }

    proptest! {
        #[test]
        fn sources_are_sentences_of_the_text(
            text in "([A-Z]?[a-z]{1,8}[ .,?\n]|好|的|。|[0-9]{1,4} |\\PC){0,120}",
            point in "([A-Z]?[a-z]{1,8} |好|的|[0-9]{1,4} |《|》|\\PC){0,20}"
        ) {
            let ground = Ground::new(&text);
            let sources = ground.sources(&point);
            prop_assert!(sources.len() <= MOST_SOURCES);
            for range in &sources {
                prop_assert!(!text[range.clone()].trim().is_empty());
            }
            for range in ground.evidence(&point, &text).into_iter().chain(ground.evidence(&text, &point)) {
                prop_assert!(!text[range].trim().is_empty());
            }
            let parts = text::windows(&text, 40, &str::len);
            prop_assert_eq!(ground.relevance(&point, &parts).len(), parts.len());
            ground.checked(&point);
            // Whatever the text says itself stands in it.
            let own = ground.checked(&text);
            prop_assert!(own.ok, "{:?}", own.missing);
        }
    }
}
