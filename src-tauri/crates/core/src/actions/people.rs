//! Who is there, and which of them a name means: "Piotr" and "Mr Zielak" are Piotr Zielak, 小顾 is 顾晓东.

mod absent;

use super::Turn;
use crate::text::is_cjk;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Somebody who speaks, writes, is written to or is said to be present.
#[derive(Debug)]
pub(crate) struct Person {
    pub name: String,
    /// What else they are called, the longest first.
    aliases: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct People {
    pub all: Vec<Person>,
    /// Every alias that means one person only; the longest first.
    pattern: Option<Regex>,
}

const TITLES: &[&str] =
    &["Dr", "Prof", "Professor", "Mr", "Mrs", "Ms", "Miss", "Sir", "Aunt", "Uncle", "Coach", "Father", "Sister"];
#[rustfmt::skip]
const CHINESE_TITLES: &[&str] = &[
    "老师", "主任", "经理", "总", "工", "师傅", "教授", "医生", "大夫", "护士长", "校长", "院长", "处长", "科长",
    "局长", "部长", "厂长", "队长", "组长", "馆长", "老板", "阿姨", "叔叔", "哥", "姐", "先生", "女士", "同学",
    "博士", "律师", "会计", "教练", "店长", "书记", "导演",
];
/// The most frequent family names: what else may stand before a title, or after 小 and 老.
const FAMILY: &str = concat!(
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭鲁韦马苗方俞任袁柳史唐费薛雷",
    "贺倪汤滕罗毕郝安常于傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄米戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江童颜郭梅盛林",
    "钟徐邱骆高夏蔡田樊胡霍万卢莫丁邓石崔龚程邢裴陆翁荀段侯宁甘武刘叶龙白蒲乔谭申冉温庄晏柴瞿阎连习艾易廖耿关",
    "欧曾沙丰岳尤娄肖覃涂闫佟鹿",
);
/// Names that nobody would take for a form of another one by their letters.
#[rustfmt::skip]
const NICKNAMES: &[(&str, &str)] = &[
    ("bob", "robert"), ("rob", "robert"), ("bill", "william"), ("will", "william"), ("liz", "elizabeth"),
    ("beth", "elizabeth"), ("dick", "richard"), ("rick", "richard"), ("jim", "james"), ("jack", "john"),
    ("peggy", "margaret"), ("meg", "margaret"), ("kate", "katherine"), ("kate", "catherine"), ("katie", "katherine"),
    ("tony", "anthony"), ("tony", "antonio"), ("ted", "edward"), ("ned", "edward"), ("hank", "henry"),
    ("harry", "henry"), ("chuck", "charles"), ("charlie", "charles"), ("mike", "michael"), ("dave", "david"),
    ("becky", "rebecca"), ("sasha", "alexander"), ("sasha", "alexandra"), ("lena", "elena"), ("tina", "christina"),
    ("bev", "beverley"), ("steve", "stephen"), ("gus", "augustus"), ("molly", "mary"),
];

impl People {
    /// Everybody that turns and text name as taking part.
    pub fn of(text: &str, turns: &[Turn]) -> People {
        let mut people = People::default();
        for turn in turns {
            for name in turn.speaker.iter().chain(&turn.to).chain(&turn.cc) {
                people.add(name);
            }
        }
        // "Present: Greg, Shanice" at the head of minutes.
        static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"(?im)^\s*(?:present|attendees|participants|attending|出席|参会人?员?|与会人?员?)\s*[:：]\s*(.+)$",
            )
            .expect("a valid pattern")
        });
        for line in PRESENT.captures_iter(text) {
            for name in line[1].split([',', ';', '，', '、', '；', '&']) {
                let name = name.split(['(', '（']).next().unwrap_or_default().trim().trim_end_matches('.');
                if (1..=3).contains(&name.split(' ').count()) && name.chars().count() <= 40 {
                    people.add(name.trim());
                }
            }
        }
        // A signature may say who somebody is to the others: 李建国（李浩爸爸）.
        static ALSO: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(\p{Han}{2,4})[（(](\p{Han}{2,8})[)）]").expect("a valid pattern"));
        for found in ALSO.captures_iter(text) {
            if let Some(person) = people.all.iter_mut().find(|person| found[1].ends_with(&person.name)) {
                person.aliases.push(found[2].to_owned());
            }
        }
        people.learn();
        people.addressed(text);
        let absent = absent::absent(text, &people);
        if !absent.is_empty() {
            absent.iter().for_each(|name| people.add(name));
            people.learn();
        }
        people.signed(text, turns);
        people.nicknames(text);
        people
    }

    /// Who is asked by name takes part, whether or not a header names them.
    fn addressed(&mut self, text: &str) {
        static ASKED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(concat!(
                r"(?m)(?:^|[.!?;:,–-]\s+|\b(?:and|so|but)\s+)@?(\p{Lu}\p{Ll}{2,})(?:,? please [a-z]|,? (?:can|",
                r"could|would|will) you |, you |, I'd like you| to (?:please )?(?:send|check|call|order|prepare|",
                r"write|book|bring|update|draft|confirm|ask|contact|organi[sz]e|arrange|print|buy|set|review|fix|",
                r"get|talk|speak)\b)|@(\p{Lu}\p{Ll}{2,})\b",
            ))
            .expect("a valid pattern")
        });
        let before = self.all.len();
        for found in ASKED.captures_iter(text) {
            let name = found.get(1).or(found.get(2)).map_or("", |name| name.as_str());
            let word = super::names::NOT_NAMES.contains(&name) || text.contains(&format!(" {} ", name.to_lowercase()));
            if !word && self.find(name).is_none() {
                self.add(name);
            }
        }
        if self.all.len() > before {
            self.learn();
        }
    }

    /// An office or a role has a person behind it, who signs the mail or says who is speaking.
    fn signed(&mut self, text: &str, turns: &[Turn]) {
        static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(concat!(
                r"\b(?:[Mm]y name is|[Mm]y name's|[Tt]his is|you're speaking (?:to|with)|",
                r"[Ss]peaking to you is) (\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?)|(\p{Lu}\p{Ll}+) speaking\b|",
                r"我是(?:\p{Han}{2,6}的)?([老小阿]\p{Han}|\p{Han}{1,2}(?:老师|经理|主任|先生|女士))[，。,]",
            ))
            .expect("a valid pattern")
        });
        let mut found = false;
        for turn in turns {
            let Some(at) = turn.speaker.and_then(|name| self.find(name)) else { continue };
            let introduced = || {
                let words = INTRODUCED.captures(&text[turn.range.clone()])?;
                Some((1..4).find_map(|at| words.get(at))?.as_str())
            };
            let name = if turn.to.is_empty() { introduced() } else { super::mail::signature(text, turn.range.clone()) };
            let Some(name) = name.filter(|name| self.find(name).is_none()) else { continue };
            let person = &mut self.all[at];
            // Somebody with a full name signs with whatever they like.
            let full = person.name.split(' ').filter(|part| part.starts_with(char::is_uppercase)).count() > 1
                && !person.name.split(' ').any(|part| part.starts_with(char::is_lowercase))
                && !turn.to.is_empty();
            person.aliases.push(name.to_owned());
            if !full {
                let office = std::mem::replace(&mut person.name, name.to_owned());
                person.aliases.push(office);
            }
            found = true;
        }
        if found {
            self.learn();
        }
    }

    /// Short names that the text uses: Seun of Oluwaseun.
    fn nicknames(&mut self, text: &str) {
        static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\p{Lu}\p{Ll}{2,}\b").expect("a valid pattern"));
        // A word that also stands with a small letter is a word.
        let is_word =
            |name: &str| Regex::new(&format!(r"\b{}\b", name.to_lowercase())).is_ok_and(|word| word.is_match(text));
        let known: BTreeSet<&str> = NAME.find_iter(text).map(|name| name.as_str()).collect();
        let mut found = false;
        for name in known {
            let exact = self.all.iter().any(|person| person.aliases.iter().any(|alias| alias == name));
            if !exact
                && let Some(at) = self.find(name)
                && !is_word(name)
            {
                self.all[at].aliases.push(name.to_owned());
                found = true;
            }
        }
        if found {
            self.learn();
        }
    }

    /// A person of that name, new or known.
    fn add(&mut self, name: &str) {
        let name = name.trim();
        let letters = name.chars().any(char::is_alphabetic);
        if !letters || name.contains(['。', '？', '!', '?']) || self.all.iter().any(|person| person.name == name) {
            return;
        }
        // "Piotr" in one header and "Piotr Zielak" in another are one, if there is only one Piotr.
        let parts = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        let new = parts(name);
        let mut same = self.all.iter_mut().filter(|person| {
            let old = parts(&person.name);
            let (short, long) = if old.len() < new.len() { (&old, &new) } else { (&new, &old) };
            old.len() != new.len() && short.iter().all(|part| long.contains(part))
        });
        match (same.next(), same.next()) {
            (Some(person), None) => {
                person.aliases.push(name.to_owned());
                if name.len() > person.name.len() {
                    person.aliases.push(std::mem::replace(&mut person.name, name.to_owned()));
                }
            }
            _ => self.all.push(Person { name: name.to_owned(), aliases: Vec::new() }),
        }
    }

    /// Works out what each person is called, and keeps of it what means one of them only.
    fn learn(&mut self) {
        for person in &mut self.all {
            let mut aliases = std::mem::take(&mut person.aliases);
            aliases.push(person.name.clone());
            for name in aliases.clone() {
                aliases.extend(forms(&name));
            }
            aliases.retain(|alias| !alias.is_empty());
            aliases.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
            aliases.dedup();
            person.aliases = aliases;
        }
        let mut every: Vec<&str> = Vec::new();
        for (at, person) in self.all.iter().enumerate() {
            let shared = |alias: &String| {
                self.all.iter().enumerate().any(|(other, person)| other != at && person.aliases.contains(alias))
            };
            every.extend(
                person.aliases.iter().filter(|alias| **alias == person.name || !shared(alias)).map(String::as_str),
            );
        }
        every.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
        every.dedup();
        let any: Vec<String> = every
            .iter()
            // \b is between Latin letters and Chinese ones, never between Chinese ones.
            .map(|alias| {
                if alias.starts_with(is_cjk) { regex::escape(alias) } else { format!(r"\b{}\b", regex::escape(alias)) }
            })
            .collect();
        self.pattern = if any.is_empty() { None } else { Regex::new(&any.join("|")).ok() };
    }

    /// The person a name means, if it can only be one.
    pub fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim().trim_start_matches('@');
        let exact = |person: &Person| person.name == name;
        if let Some(at) = self.all.iter().position(exact) {
            return Some(at);
        }
        let only = |fits: &dyn Fn(&Person) -> bool| {
            let mut all = self.all.iter().enumerate().filter(|(_, person)| fits(person)).map(|(at, _)| at);
            all.next().filter(|_| all.next().is_none())
        };
        let lower = name.to_lowercase();
        only(&|person| person.aliases.iter().any(|alias| alias.to_lowercase() == lower)).or_else(|| {
            let first = |person: &Person| person.name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
            only(&|person| !name.contains(is_cjk) && first(person).iter().any(|part| nickname(part, &lower)))
        })
    }

    /// The names in a sentence, with their places.
    pub fn named<'s>(&self, sentence: &'s str) -> Vec<(std::ops::Range<usize>, &'s str)> {
        let Some(pattern) = &self.pattern else { return Vec::new() };
        pattern.find_iter(sentence).map(|found| (found.range(), found.as_str())).collect()
    }
}

/// What somebody of that name is called as well.
fn forms(name: &str) -> Vec<String> {
    let mut forms = Vec::new();
    if name.contains(is_cjk) {
        // 采购部 方琳, 厂长老滕, 总编戴老师: what somebody is, and then the name.
        if let Some((_, last)) = name.rsplit_once(' ') {
            forms.push(last.to_owned());
            forms.extend(self::forms(last));
            return forms;
        }
        let letters: Vec<char> = name.chars().collect();
        for length in (2..=3).filter(|length| letters.len() >= length + 2) {
            let end = &letters[letters.len() - length..];
            let called = "老小阿".contains(end[0]) && length == 2
                || FAMILY.contains(end[0]) && !CHINESE_TITLES.iter().any(|title| title.starts_with(end[0]));
            if called {
                forms.push(end.iter().collect());
            }
        }
        let title = CHINESE_TITLES.iter().find(|title| name.ends_with(**title) && name != **title);
        if let Some(title) = title {
            // With the family name only or alone, where there is one of them: 黄主任 is 主任.
            if title.chars().count() > 1 {
                forms.push((*title).to_owned());
            }
            // 小顾老师 is 小顾 as well; 章老师 is not 章.
            let bare = name.strip_suffix(*title).unwrap_or(name);
            if bare.chars().count() > 1 {
                forms.push(bare.to_owned());
            }
        } else if (2..=4).contains(&letters.len()) && FAMILY.contains(letters[0]) {
            if letters.len() > 2 {
                forms.push(letters[1..].iter().collect());
            }
            forms.extend(["小", "老", "阿"].iter().map(|little| format!("{little}{}", letters[0])));
            forms.extend(CHINESE_TITLES.iter().map(|title| format!("{}{title}", letters[0])));
        }
        return forms;
    }
    // "Deputy head Ms. Ferro": what has no capital is no name.
    let parts: Vec<&str> = name.split_whitespace().filter(|part| part.starts_with(char::is_uppercase)).collect();
    let plain: Vec<&str> = parts.iter().copied().filter(|part| !TITLES.contains(&part.trim_end_matches('.'))).collect();
    forms.push(plain.join(" "));
    forms.extend(plain.iter().filter(|part| part.chars().count() > 1).map(|part| (*part).to_owned()));
    if let Some(last) = plain.last() {
        forms.extend(TITLES.iter().take(6).flat_map(|title| [format!("{title} {last}"), format!("{title}. {last}")]));
    }
    if parts.len() > plain.len() && plain.len() > 1 {
        forms.push(format!("{} {}", parts[0], plain[0]));
    }
    forms
}

/// Whether one is a short form of the other: Nick and Nicky, Seun and Oluwaseun, Liz and Elizabeth.
fn nickname(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let stem = short.trim_end_matches(['y', 'i', 'e']);
    (stem.chars().count() >= 3 && long.starts_with(stem) && long.len() <= stem.len() + 7)
        || (short.chars().count() >= 4 && long.ends_with(short))
        || NICKNAMES.contains(&(short, long))
        || NICKNAMES.contains(&(long, short))
}

/// Whether this looks like the full name of a Chinese person.
pub(super) fn family_name(name: &str) -> bool {
    (2..=3).contains(&name.chars().count()) && name.starts_with(|c| FAMILY.contains(c))
}

/// A Chinese name that nobody present has, at the beginning of `text`: 小白, 刘经理, 王芳.
pub(super) fn unknown_chinese(text: &str) -> Option<&str> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        let titles = CHINESE_TITLES.join("|");
        Regex::new(&format!("^(?:[小老阿][{FAMILY}]|[{FAMILY}]\\p{{Han}}{{0,2}}?(?:{titles}|爸爸|妈妈))"))
            .expect("a valid pattern")
    });
    NAME.find(text).map(|found| found.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(names: &[&'static str]) -> People {
        let turns: Vec<Turn> = names.iter().map(|name| super::super::turns::turn(Some(name), 0..0)).collect();
        People::of("", &turns)
    }

    #[test]
    fn a_person_is_found_by_what_they_are_called() {
        let people =
            people(&["Piotr Zielak", "Dr. Imani Clarke", "Nick Thornley", "Oluwaseun Balogun", "Elizabeth Ray"]);
        for (name, at) in
            [("Piotr", 0), ("Mr Zielak", 0), ("Dr. Clarke", 1), ("Imani", 1), ("Nicky", 2), ("Seun", 3), ("Liz", 4)]
        {
            assert_eq!(people.find(name), Some(at), "{name}");
        }
        assert_eq!(people.find("Bernard"), None);
    }

    #[test]
    fn a_name_that_two_have_means_neither() {
        let people = people(&["Ben Ito", "Ben Adler"]);
        assert_eq!((people.find("Ben"), people.find("Adler")), (None, Some(1)));
    }

    #[test]
    fn chinese_short_forms() {
        let people = people(&["顾晓东", "沈知远", "许文静", "黄主任"]);
        for (name, at) in [("小顾", 0), ("沈主任", 1), ("文静", 2), ("主任", 3)] {
            assert_eq!(people.find(name), Some(at), "{name}");
        }
        assert_eq!(unknown_chinese("小白来做"), Some("小白"));
        assert_eq!(unknown_chinese("大家来做"), None);
    }
}
