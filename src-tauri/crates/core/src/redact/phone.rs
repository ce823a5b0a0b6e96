//! Telephone numbers: international ones, and national ones by their form, by the numbering plans of the countries that
//! speak the text's language, or by words in front of them.

use super::check;
use super::digits::{Digits, by_words};
use super::find::{Sure, bytes_before, pattern};
use crate::text::Language;
use phonenumber::country::Id;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Countries whose national numbers begin with a zero that tells them from other numbers.
const TRUNK: &[Id] = &[
    Id::GB,
    Id::DE,
    Id::FR,
    Id::IT,
    Id::CN,
    Id::JP,
    Id::KR,
    Id::AU,
    Id::NL,
    Id::BE,
    Id::AT,
    Id::CH,
    Id::SE,
    Id::IE,
    Id::IN,
];

pub struct Judge {
    likely: &'static [Id],
}

static SPOKEN_FOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?-u:\b)(?:tel|phones?|telephone|mobile|cell|cellphone|handphone|hp|tlf|gsm|fon|fono|cel|wa|texted|texting|ring|rings|rang|rung|ringing|phoned|phoning|dialled|get (?:me|him|her|them|us) on|a number|tfno|tlfno|telf|direct line|emergency|emergencies|notfall|urgences?|urgencias?|emergencia|call|calling|called|callback|fax|whats ?app|sms|dial|reach(?:ed|able)?|hotline|landline|contact|switchboard|reception|helpline|freephone|toll-?free|voicemail|pager|signal|telegram|viber|text me|telefon|telefonnummer|telefono|teléfono|tél|téléphone|telefoon|handy|handynummer|mobil|mobilnummer|rufnummer|festnetz|portable|móvil|movil|cellulare|celular|numero|número)(?-u:\b)|(?-u:\b)(?:t|m|p|f|ph|mob) ?[.:]|(?:'s|my|his|her|their|our|your) (?:new |old |work |home |private |direct )?number|电话|手机|联系方式|致电|拨打|热线|传真|座机|微信|来电|号码|打给|联系|電話|手機|聯絡|致電|撥打|熱線|傳真|座機|來電|號碼|打給|联络|客服|咨询|諮詢|垂询|查询|查詢|直拨|直撥|请电|請電|电联|電聯|总机|總機|前台|分机",
    )
});
static SPOKEN_AGAINST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?-u:\b)(?:order|invoice|tracking|reference|ref|isbn|issn|ean|upc|sku|serial|ticket|case|account|acct|version|build|commit|id|ids|imei|passport|policy|part|model|batch|lot|pid|uid|timestamp|epoch|po|vat|doi|pmid|patent|rfc|licen[cs]e|population|total|revenue|bestellnummer|rechnung|kundennummer|commande|facture|pedido|factura|ordine|fattura|port|size|bytes|iva|tva|ust-?id|siret|siren|cif)(?-u:\b)|订单|单号|编号|快递|运单|发票|卡号|账号|帐号|型号|版本|流水|合同|QQ|身份证|证件|工号|学号|邮编|人口|金额",
    )
});

/// Countries whose numbers have eight digits and are written in fours.
const EIGHT: &[Id] = &[Id::SG, Id::HK];

/// How many bytes before a number it may have been spoken of.
const FAR: usize = 160;

/// The end of what is before a number that somebody has written behind a name, or in the line under it.
static BEHIND_A_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\p{Lu}[\p{L}'’-]+ \p{Lu}[\p{L}'’-]+(?: ?(?P<joined>[,|–-]) ?|\n)$"));

/// The same for an address of mail, and what follows a number in front of one.
static BEHIND_MAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}[>)]?(?: ?[,;|/·-] ?| |\t|\n)$"));
static BEFORE_MAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?: ?[,;|/·-] ?| |\t|\n)[<(]?[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"));

/// Between a word and the number that it speaks of, and nothing else.
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:号码?|號碼?)?[\s:：=]*[是为為]?[\s:：]*$"));

impl Judge {
    pub fn new(language: Option<Language>) -> Self {
        let likely: &[Id] = match language.map_or("", Language::code) {
            "en" => &[Id::US, Id::GB, Id::IN, Id::AU],
            "zh" => &[Id::CN, Id::TW, Id::HK],
            "de" => &[Id::DE, Id::AT, Id::CH],
            "fr" => &[Id::FR, Id::BE, Id::CH],
            "es" => &[Id::ES, Id::MX, Id::AR],
            "it" => &[Id::IT, Id::CH],
            "pt" => &[Id::PT, Id::BR],
            "nl" => &[Id::NL, Id::BE],
            "ja" => &[Id::JP],
            "ko" => &[Id::KR],
            "pl" => &[Id::PL],
            "ru" => &[Id::RU],
            "sv" => &[Id::SE],
            "da" => &[Id::DK],
            "tr" => &[Id::TR],
            _ => &[],
        };
        Judge { likely }
    }

    /// How sure these digits are a telephone number, and its range with an extension.
    pub fn judge(&self, digits: &Digits) -> Option<(Sure, Range<usize>)> {
        let number = digits.joined();
        let international =
            (digits.plus || number.starts_with("00") && number.len() >= 11) && (8..=17).contains(&number.len());
        let single = digits.groups.iter().filter(|group| group.len() == 1).count();
        // A Chinese land line and its extension.
        if let [3 | 4, 7 | 8, 1..=6] = digits.lengths()[..]
            && number.starts_with('0')
            && digits.gaps == ["-", "-"]
        {
            return Some((Sure::Certain, digits.range.clone()));
        }
        if !international && (!(7..=15).contains(&number.len()) || single > 2) {
            return None;
        }
        let extended = digits.range.start..digits.range.end + extension(&digits.text[digits.range.end..]);
        if digits.plus && international {
            return Some((Sure::Certain, extended));
        }
        let near = digits.introduction();
        let last = |words: &Regex| words.find_iter(&near).last().map(|hit| hit.end());
        let (spoken_for, spoken_against) = (last(&SPOKEN_FOR), last(&SPOKEN_AGAINST));
        let (for_it, mut against) = (spoken_for > spoken_against, spoken_against > spoken_for);
        // Nothing else looks like these, so what a word speaks of may well be something else, unless it is next to it.
        if self.is_surely_chinese(digits, &number) {
            against &= spoken_against.is_some_and(|end| LINK.is_match(&near[end..]));
        }
        let for_it = for_it || is_beside_a_person(digits, &number);
        let form = match international {
            true => Some(Sure::Likely),
            false if is_other(digits, &number, for_it) => return None,
            false => self.form(digits, &number),
        };
        // What the form alone leaves in doubt may have been spoken of further before, and of nothing else since.
        let far = || {
            let far = bytes_before(digits.text, digits.range.start, FAR);
            let last = |words: &Regex| words.find_iter(far).last().map(|hit| hit.end());
            last(&SPOKEN_FOR) > last(&SPOKEN_AGAINST)
        };
        let for_it = for_it || form == Some(Sure::Doubtful) && !against && far();
        // Words may be about another number nearby, so the form must not speak against it.
        let for_it = for_it && (form.is_some() || digits.groups.len() > 1 || number.len() <= 12);
        by_words(form, for_it, against && form < Some(Sure::Certain)).map(|sure| (sure, extended))
    }

    /// In a Chinese text, a mobile number or a land line with its area.
    fn is_surely_chinese(&self, digits: &Digits, number: &str) -> bool {
        let formed = match digits.lengths()[..] {
            [11] => is_chinese_mobile(number),
            [3 | 4, 7 | 8] => number.starts_with('0') && digits.gaps == ["-"],
            _ => false,
        };
        formed && self.likely.contains(&Id::CN) && is_valid(&[Id::CN], number)
    }

    fn form(&self, digits: &Digits, number: &str) -> Option<Sure> {
        let bracketed = digits.text[digits.range.clone()].starts_with('(');
        let spaced = digits.gaps.iter().all(|gap| *gap == " ");
        let lengths = digits.lengths();
        let leads = |digits: &[char]| number.starts_with(digits);
        match lengths[..] {
            // (415) 555-2671
            [3, 3, 4] if !leads(&['0', '1']) => {
                return Some(if spaced && !bracketed { Sure::Likely } else { Sure::Certain });
            }
            [1, 3, 3, 4] if leads(&['1']) => return Some(Sure::Certain),
            // A Chinese mobile, also with the country in front.
            [11] | [3, 4, 4] if is_chinese_mobile(number) => {
                return Some(if lengths.len() == 1 { Sure::Likely } else { Sure::Certain });
            }
            [2, 11] | [2, 3, 4, 4] | [13] if number.strip_prefix("86").is_some_and(is_chinese_mobile) => {
                return Some(Sure::Likely);
            }
            // 400 and 800 are service lines.
            [3, 3, 4] | [3, 4, 3] if number.starts_with("400") || number.starts_with("800") => {
                return Some(Sure::Likely);
            }
            // (51) 9 5530-9776
            [2..=4, ..]
                if bracketed
                    && digits.gaps.first().is_some_and(|gap| gap.starts_with(')'))
                    && (9..=11).contains(&number.len()) =>
            {
                return Some(Sure::Likely);
            }
            // 9396 5149
            [4, 4] if spaced && is_valid(EIGHT, number) => return Some(Sure::Likely),
            // 03.82.61.83.37, unless it is numbers that were drawn, which are told in their order.
            [2, 2, 2, 2, 2] if leads(&['0']) && !number.starts_with("00") && !digits.groups.is_sorted() => {
                return Some(Sure::Certain);
            }
            [3, 4] | [4, 4] => return Some(Sure::Doubtful),
            _ => {}
        }
        let grouped = lengths.len() > 1;
        if leads(&['0']) && !number.starts_with("00") && (9..=13).contains(&number.len()) {
            let formed = grouped && lengths[0] >= 2 && !lengths.contains(&1);
            let valid = || is_valid(self.likely, number) || grouped && is_valid(TRUNK, number);
            return Some(if formed || bracketed || valid() { Sure::Likely } else { Sure::Doubtful });
        }
        if !grouped {
            return (9..=11).contains(&number.len()).then_some(Sure::Doubtful);
        }
        // With its country in front, but no plus.
        if lengths.len() >= 3 && (11..=13).contains(&number.len()) && lengths.iter().all(|n| *n >= 2) {
            let whole = phonenumber::parse(None, format!("+{number}"));
            if whole.is_ok_and(|number| number.is_valid()) {
                return Some(Sure::Likely);
            }
        }
        let formed = (8..=13).contains(&number.len()) && lengths.iter().all(|n| *n >= 2);
        (formed && is_valid(self.likely, number)).then_some(Sure::Likely)
    }
}

/// The digits have the form of some telephone number, and of nothing else.
pub fn may_be(digits: &Digits) -> bool {
    let (number, lengths) = (digits.joined(), digits.lengths());
    let formed = match lengths[..] {
        [n] => (8..=11).contains(&n),
        _ => (8..=12).contains(&number.len()) && lengths.len() <= 5 && lengths.iter().all(|n| (2..=5).contains(n)),
    };
    formed && !is_other(digits, &number, true) && !(number.len() == 8 && check::is_date(&number))
}

/// What introduces the digits says that they are something else.
pub fn is_spoken_against(digits: &Digits) -> bool {
    let near = digits.introduction();
    let last = |words: &Regex| words.find_iter(&near).last().map(|hit| hit.end());
    last(&SPOKEN_AGAINST) > last(&SPOKEN_FOR)
}

/// Next to a name or an address of mail, as people give their numbers.
fn is_beside_a_person(digits: &Digits, number: &str) -> bool {
    let before = bytes_before(digits.text, digits.range.start, 64);
    let rest = &digits.text[digits.range.end..];
    let lengths = digits.lengths();
    let grouped = (3..=5).contains(&lengths.len()) && lengths.iter().all(|n| (2..=4).contains(n));
    let formed = grouped && (8..=11).contains(&number.len()) || lengths.len() == 1 && (9..=11).contains(&number.len());
    // A line of digits alone under two words may count anything.
    let named = || BEHIND_A_NAME.captures(before).is_some_and(|found| grouped || found.name("joined").is_some());
    formed && named()
        || (8..=12).contains(&number.len()) && (BEHIND_MAIL.is_match(before) || BEFORE_MAIL.is_match(rest))
}

fn is_valid(countries: &[Id], number: &str) -> bool {
    countries.iter().any(|country| phonenumber::parse(Some(*country), number).is_ok_and(|number| number.is_valid()))
}

fn is_chinese_mobile(number: &str) -> bool {
    number.len() == 11 && number.starts_with('1') && !matches!(number.as_bytes()[1], b'0'..=b'2')
}

/// A date, an amount in thousands, an ISBN, an IP address.
fn is_other(digits: &Digits, number: &str, spoken_for: bool) -> bool {
    if number.bytes().all(|b| b == number.as_bytes()[0]) {
        return true;
    }
    let lengths = digits.lengths();
    let points = !digits.gaps.is_empty() && digits.gaps.iter().all(|gap| *gap == ".");
    let day = |group: &str, most: u32| group.len() <= 2 && group.parse().is_ok_and(|n: u32| (1..=most).contains(&n));
    let is_year = |group: &str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let date = digits
        .groups
        .windows(3)
        .any(|g| is_year(g[0]) && day(g[1], 12) && day(g[2], 31) || is_year(g[2]) && day(g[0], 31) && day(g[1], 31));
    // A span of years, a standard and its year.
    let years = digits.groups.len() == 2 && is_year(digits.groups[1]) && number.len() < 10;
    let stamp = number.len() >= 8
        && check::is_date(&digits.groups[0][..digits.groups[0].len().min(8)])
        && digits.groups[0].len() >= 8
        && number.starts_with("20");
    let isbn = (number.starts_with("978") || number.starts_with("979")) && number.len() == 13;
    let thousands = lengths.len() >= 3
        && lengths[0] <= 3
        && lengths[1..].iter().all(|n| *n == 3)
        && !number.starts_with('0')
        && digits.gaps.iter().all(|gap| matches!(*gap, " " | "."));
    // No area is set apart from all the rest by a point, but by its zero one may be.
    let decimal = points && lengths.len() == 2 && lengths[1] >= 5 && !(number.starts_with('0') && lengths[0] >= 3);
    let address = points && lengths.len() == 4 && lengths.iter().all(|n| *n <= 3);
    // A place on a grid of maps: TQ 73043 36703.
    static GRID: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)[A-HJ-Z]{2} $"));
    let grid = lengths.len() == 2
        && lengths[0] == lengths[1]
        && digits.gaps == [" "]
        && GRID.is_match(bytes_before(digits.text, digits.range.start, 8));
    // A version, and numbers that were drawn.
    let version = points && lengths.len() == 4 && lengths != [1, 3, 3, 4] && !number.starts_with('0');
    let drawn = lengths.len() > 5 && lengths.iter().all(|n| *n == 2) && number.starts_with('0');
    date || years || isbn || grid || (address || decimal || version || drawn || stamp || thousands) && !spoken_for
}

/// The bytes of an extension: " x12", " ext. 12", "转123".
fn extension(rest: &str) -> usize {
    static EXTENSION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^ ?,? ?(?:x|ext[n.]?|extn\.|extension|(?:转|轉)?(?:分机号?|分機號?)|转|轉|內線|内线|durchwahl|dw|poste|interno|int\.|anexo|#) ?[0-9]{1,6}",
        )
    });
    EXTENSION.find(rest).map_or(0, |hit| hit.end())
}
