//! Names as they are given: lists that tell a name from another word with a capital.

use crate::guard::is_common_word;
use fake::locales::{DE_DE, Data, EN, FR_FR, IT_IT, NL_NL, PT_PT};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Names that the lists of [`fake`] lack, from all over the world.
const MORE_GIVEN: &str = include_str!("given.txt");
const MORE_FAMILY: &str = include_str!("family.txt");

/// Names that are places, months, brands or things as well; by themselves they say nothing.
#[rustfmt::skip]
const AMBIGUOUS: &[&str] = &[
    "america", "april", "asia", "august", "austin", "avery", "berlin", "brooklyn", "carolina", "catalina", "charlotte", "chelsea", "china", "chester", "claude", "cleveland",
    "columbus", "dakota", "dallas", "dayton", "delta", "diamond", "dublin", "easter", "eden", "edison", "ella", "florence", "florida", "france", "georgia", "houston", "india", "ireland",
    "israel", "italia", "jackson", "java", "jersey", "jordan", "june", "julia", "kent", "kenya", "lexus", "lincoln", "london", "lourdes", "madison", "major", "mercedes", "milan",
    "missouri", "montana", "modesto", "monday", "name", "orlando", "oxford", "paris", "phoenix", "porto", "preston", "princess", "raleigh", "richmond", "river", "roma", "ruby", "salvador",
    "san", "santa", "santiago", "santos", "savannah", "scala", "siena", "sienna", "sierra", "stanford", "swift", "sydney", "tesla", "texas", "trinity", "van", "vera", "verona", "vienna",
    "virginia", "wellington", "weston", "windsor", "zion", "athena", "apollo", "alexa", "siri", "oracle", "amazon", "maria", "may", "mark", "will",
];

/// Names that are words as well, but with a capital hardly ever.
const OFTEN: &[&str] = &[
    "Bob", "Joe", "Jack", "Tom", "Mike", "Peter", "Harry", "Tony", "Jimmy", "Jerry", "Johnny", "Jenny", "Nancy",
    "Molly", "Sally", "Josh", "Karen", "Ken", "Nick", "Jim", "Tim", "Dan", "Steve", "Dave", "Greg", "Matt", "Pete",
    "Ted",
];

static GIVEN: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lists = [
        EN::NAME_FIRST_NAME,
        FR_FR::NAME_FIRST_NAME,
        DE_DE::NAME_FIRST_NAME,
        IT_IT::NAME_FIRST_NAME,
        PT_PT::NAME_FIRST_NAME,
        NL_NL::NAME_FIRST_NAME,
    ];
    let listed = lists.into_iter().flatten().copied().chain(MORE_GIVEN.split_whitespace());
    listed.map(str::to_lowercase).filter(|name| name.chars().count() > 1).collect()
});

static FAMILY: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lists = [
        EN::NAME_LAST_NAME,
        FR_FR::NAME_LAST_NAME,
        DE_DE::NAME_LAST_NAME,
        IT_IT::NAME_LAST_NAME,
        PT_PT::NAME_LAST_NAME,
        NL_NL::NAME_LAST_NAME,
    ];
    lists.into_iter().flatten().copied().chain(MORE_FAMILY.split_whitespace()).map(str::to_lowercase).collect()
});

/// A given name, whatever else the word may mean.
pub fn is_given(word: &str) -> bool {
    let word = word.to_lowercase();
    GIVEN.contains(&word)
        || word.split_once('-').is_some_and(|(first, second)| GIVEN.contains(first) && GIVEN.contains(second))
}

pub fn is_family(word: &str) -> bool {
    FAMILY.contains(&word.to_lowercase())
}

/// A given name and hardly anything else.
pub fn is_only_given(word: &str) -> bool {
    let lower = word.to_lowercase();
    if OFTEN.contains(&word) {
        return true;
    }
    // "LoRA" is none.
    let titled = word.split(['-', '\'']).all(|part| !part.chars().skip(1).any(char::is_uppercase));
    titled
        && lower.chars().count() > 2
        && is_given(word)
        && !AMBIGUOUS.contains(&lower.as_str())
        && !is_common_word(&lower)
}

/// Chinese family names as they are written in Latin letters.
#[rustfmt::skip]
const PINYIN: &[&str] = &[
    "wang", "li", "zhang", "liu", "chen", "yang", "huang", "zhao", "wu", "zhou", "xu", "sun", "ma", "zhu", "hu", "guo", "he", "gao", "lin", "zheng", "xie", "luo", "liang", "song", "tang",
    "han", "feng", "deng", "cao", "peng", "zeng", "xiao", "tian", "dong", "yuan", "pan", "yu", "jiang", "cai", "du", "ye", "cheng", "su", "wei", "lu", "ding", "ren", "shen", "yao", "cui", "zhong",
    "tan", "fan", "jin", "shi", "liao", "jia", "xia", "fu", "fang", "bai", "zou", "meng", "xiong", "qin", "qiu", "hou", "yin", "xue", "yan", "lei", "long", "tao", "gu", "mao", "hao", "gong", "shao",
    "wan", "qian", "dai", "mo", "ouyang", "zhuge", "situ", "shangguan",
];

pub fn is_pinyin_family(word: &str) -> bool {
    PINYIN.contains(&word.to_lowercase().as_str())
}

/// One or two syllables of Mandarin, and so perhaps a Chinese given name.
pub fn is_pinyin(word: &str) -> bool {
    static SYLLABLES: LazyLock<regex::Regex> = LazyLock::new(|| {
        super::find::pattern(
            r"(?i)^(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ue|ui|uo|er|a|e|i|o|u|ü)'?){1,2}$",
        )
    });
    SYLLABLES.is_match(word) && word.len() > 1
}
