//! The small words of English that grammar is made of: who speaks of whom, what denies, which forms belong together.

/// How often a text says no.
pub fn negations(text: &str) -> usize {
    // “Dont” says no as well as “don't”.
    let bare = |word: &str| word.strip_suffix("nt").is_some_and(|stem| NEGATED.contains(&stem));
    let says_no = |word: &&String| matches!(word.as_str(), "not" | "no" | "never" | "nor" | "without") || bare(word);
    spelled_out(text).iter().filter(says_no).count()
}

/// The same words, in short forms or in full ones.
pub fn same_spelled_out(a: &str, b: &str) -> bool {
    let stands_for =
        |short: &str, long: &str| short == long || SHORT.iter().any(|(s, forms)| *s == short && forms.contains(&long));
    let (a, b) = (spelled_out(a), spelled_out(b));
    a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| stands_for(x, y) || stands_for(y, x))
}

/// The words in lower case, what was drawn together taken apart: “can't” is “can”, “not”, and “she's” is “she”, “'s”.
fn spelled_out(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('’', "'");
    let mut parts = Vec::new();
    for word in text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'')) {
        let (stem, ending) = match word.strip_suffix("n't") {
            Some(stem) => (stem, "not"),
            None if word == "cannot" => ("can", "not"),
            None => word.split_at(word.find('\'').unwrap_or(word.len())),
        };
        let stem = match stem {
            "ca" => "can",
            "wo" => "will",
            other => other,
        };
        parts.extend([stem, ending].into_iter().filter(|part| !part.is_empty()).map(str::to_owned));
    }
    parts
}

/// What “n't” is joined to.
const NEGATED: [&str; 15] =
    ["do", "does", "did", "ca", "wo", "is", "are", "was", "were", "have", "has", "had", "could", "would", "should"];

/// Short endings, and what each may stand for.
const SHORT: [(&str, &[&str]); 6] = [
    ("'s", &["is", "has", "us"]),
    ("'d", &["had", "would"]),
    ("'m", &["am"]),
    ("'re", &["are"]),
    ("'ve", &["have"]),
    ("'ll", &["will"]),
];

pub fn small(word: &str) -> bool {
    let word = word.to_lowercase();
    preposition(&word) || person(&word) || SMALL.contains(&word.as_str())
}

pub fn preposition(word: &str) -> bool {
    PREPOSITIONS.contains(&word.to_lowercase().as_str())
}

pub fn person(word: &str) -> bool {
    person_of(word).is_some()
}

/// 1, 2 or 3: who a pronoun speaks of. Another person is another meaning.
pub fn person_of(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    PERSONS.iter().position(|words| words.contains(&word.as_str())).map(|i| i as u8 + 1)
}

const PERSONS: [&[&str]; 3] = [
    &["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"],
    &["you", "your", "yours", "yourself", "yourselves"],
    &[
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "it",
        "its",
        "itself",
        "they",
        "them",
        "their",
        "theirs",
        "themselves",
    ],
];

const PREPOSITIONS: [&str; 29] = [
    "about", "above", "across", "after", "against", "along", "among", "around", "at", "before", "behind", "below",
    "between", "by", "during", "for", "from", "in", "into", "of", "off", "on", "over", "through", "to", "toward",
    "towards", "under", "with",
];

const SMALL: [&str; 78] = [
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "those",
    "am",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "do",
    "does",
    "did",
    "done",
    "don't",
    "doesn't",
    "didn't",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "have",
    "has",
    "had",
    "haven't",
    "hasn't",
    "hadn't",
    "having",
    "will",
    "would",
    "won't",
    "wouldn't",
    "can",
    "could",
    "can't",
    "couldn't",
    "shall",
    "should",
    "shouldn't",
    "may",
    "might",
    "must",
    "and",
    "or",
    "but",
    "so",
    "than",
    "then",
    "as",
    "if",
    "because",
    "that's",
    "it's",
    "there",
    "there's",
    "who",
    "which",
    "whose",
    "whom",
    "what",
    "when",
    "where",
    "how",
    "why",
    "not",
    "no",
    "any",
    "some",
    "much",
    "many",
    "more",
    "most",
    "too",
];

/// Verbs whose forms don't look alike.
pub const IRREGULAR: [&[&str]; 38] = [
    &["be", "am", "is", "are", "was", "were", "been", "being"],
    &["have", "has", "had", "having"],
    &["do", "does", "did", "done", "doing"],
    &["go", "goes", "went", "gone", "going"],
    &["buy", "buys", "bought", "buying"],
    &["bring", "brings", "brought", "bringing"],
    &["catch", "catches", "caught", "catching"],
    &["think", "thinks", "thought", "thinking"],
    &["teach", "teaches", "taught", "teaching"],
    &["seek", "seeks", "sought"],
    &["fight", "fights", "fought", "fighting"],
    &["see", "sees", "saw", "seen", "seeing"],
    &["say", "says", "said", "saying"],
    &["tell", "tells", "told", "telling"],
    &["sell", "sells", "sold", "selling"],
    &["take", "takes", "took", "taken", "taking"],
    &["make", "makes", "made", "making"],
    &["get", "gets", "got", "gotten", "getting"],
    &["give", "gives", "gave", "given", "giving"],
    &["come", "comes", "came", "coming"],
    &["eat", "eats", "ate", "eaten", "eating"],
    &["fly", "flies", "flew", "flown", "flying"],
    &["leave", "leaves", "left", "leaving"],
    &["feel", "feels", "felt", "feeling"],
    &["keep", "keeps", "kept", "keeping"],
    &["find", "finds", "found", "finding"],
    &["stand", "stands", "stood", "standing"],
    &["write", "writes", "wrote", "written", "writing"],
    &["speak", "speaks", "spoke", "spoken", "speaking"],
    &["choose", "chooses", "chose", "chosen", "choosing"],
    &["lose", "loses", "lost", "losing", "loose"],
    &["run", "runs", "ran", "running"],
    &["begin", "begins", "began", "begun", "beginning"],
    &["know", "knows", "knew", "known", "knowing"],
    &["good", "better", "best", "well"],
    &["bad", "worse", "worst", "badly"],
    &["person", "people"],
    &["child", "children"],
];
