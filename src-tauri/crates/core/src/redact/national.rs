//! Numbers by which a state knows a person: by a form and check digits of their own, or by what they are called.

use super::check::{ean, is_date, luhn, mod_11_10, modulo, verhoeff, weighted};
use super::find::{Find, Sure, after, before, is_apart, line_before, pattern};
use super::{Kind, check};
use regex::Regex;
use std::sync::LazyLock;

/// How such a number looks in one country.
struct Scheme {
    form: Regex,
    /// Whether the number, without what sets it apart and in upper case, is one.
    check: fn(&str) -> bool,
    /// How sure the form and the check make.
    alone: Sure,
    /// How sure the form makes if the check fails; none is not at all.
    unchecked: Option<Sure>,
    /// Words for it: what is doubtful next to them is likely.
    named: Option<Regex>,
}

fn scheme(form: &str, check: fn(&str) -> bool, alone: Sure, unchecked: Option<Sure>, named: &str) -> Scheme {
    let named = (!named.is_empty()).then(|| pattern(&format!("(?i){named}")));
    Scheme { form: pattern(form), check, alone, unchecked, named }
}

#[rustfmt::skip]
static SCHEMES: LazyLock<Vec<Scheme>> = LazyLock::new(|| {
    use Sure::{Certain, Doubtful, Likely};
    vec![
        // United States: social security and individual taxpayer numbers.
        scheme(r"[0-9]{3}-[0-9]{2}-[0-9]{4}", is_us, Certain, Some(Doubtful), "ssn|social|security|tax|itin"),
        scheme(r"[0-9]{3} [0-9]{2} [0-9]{4}|[0-9]{9}", is_us, Doubtful, None, "ssn|social security|itin|社会安全|社保"),
        // China.
        scheme(r"[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{5} [0-9]{8} [0-9]{3}[0-9Xx]", is_chinese, Certain, Some(Doubtful), "身份|证件|证号|id|identity"),
        scheme(r"[1-9][0-9]{14}", |n| is_date(&n[6..12]), Doubtful, None, "身份证"),
        // Hong Kong, Macau, Taiwan.
        scheme(r"[A-Z]{1,2}[0-9]{6}\([0-9A]\)", |_| true, Certain, None, ""),
        scheme(r"[A-Z][1289][0-9]{8}", is_taiwanese, Likely, None, ""),
        // United Kingdom.
        scheme(r"(?i)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z](?: ?[0-9]{2}){3} ?[a-d]", is_british, Certain, None, ""),
        // Germany.
        scheme(r"[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}|[1-9][0-9]{10}", is_german, Likely, Some(Doubtful), "steuer|idnr|id-nr|tax|tin"),
        scheme(r"[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}", |n| is_date(&[&n[6..8], &n[4..6], &n[2..4]].concat()), Likely, None, ""),
        // France.
        scheme(r"[12378] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3}(?: ?| ?/ ?)[0-9]{2}", is_french, Certain, None, "sécu|insee|nir"),
        // Spain.
        scheme(r"(?:[0-9]{8}|[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}|[XYZxyz][ -]?[0-9]{7})[ -]?[A-Za-z]", is_spanish, Certain, Some(Doubtful), r"dni|nie|nif|documento"),
        // Italy.
        scheme(r"(?i)[a-z]{6}[0-9lmnpqrstuv]{2}[abcdehlmprst][0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{3}[a-z]", is_italian, Certain, Some(Likely), ""),
        // India: Aadhaar, PAN.
        scheme(r"[2-9][0-9]{3} [0-9]{4} [0-9]{4}|[2-9][0-9]{3}-[0-9]{4}-[0-9]{4}", verhoeff, Likely, Some(Doubtful), "aadhaa?r|uid|आधार"),
        scheme(r"[2-9][0-9]{11}", verhoeff, Doubtful, Some(Doubtful), "aadhaa?r|uidai|आधार"),
        scheme(r"[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]", |_| true, Likely, None, ""),
        // Brazil, Netherlands, Belgium, Poland, Sweden, Switzerland, Finland, Denmark, Korea, Japan, Canada, Mexico, Chile.
        scheme(r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}", is_brazilian, Certain, Some(Likely), ""),
        scheme(r"[0-9]{11}", is_brazilian, Doubtful, None, "cpf"),
        scheme(r"[0-9]{9}", |n| weighted(&n[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == weighted(&n[8..], &[1]), Doubtful, None, "bsn|burgerservice"),
        scheme(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}", |n| is_date(&n[..6]), Certain, None, ""),
        scheme(r"[0-9]{11}", is_polish, Doubtful, None, "pesel"),
        scheme(r"(?:19|20)?[0-9]{6}[-+][0-9]{4}", |n| { let n = &n[n.len() - 10..]; is_date(&n[..6]) && luhn(n) }, Likely, Some(Doubtful), "personnummer|cpr|ssn"),
        scheme(r"756\.?[0-9]{4}\.?[0-9]{4}\.?[0-9]{2}", ean, Certain, Some(Likely), ""),
        scheme(r"[0-9]{6}[-+A][0-9]{3}[0-9A-Y]", is_finnish, Likely, None, ""),
        scheme(r"[0-9]{6}-[1-8][0-9]{6}", |n| is_date(&n[..6]), Certain, None, ""),
        scheme(r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}", |_| true, Doubtful, None, "マイナンバー|個人番号|my number"),
        scheme(r"[0-9]{3}[ -][0-9]{3}[ -][0-9]{3}", luhn, Doubtful, None, r"(?-u:\b)sin(?-u:\b)|social insurance"),
        scheme(r"[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[0-9A-Z][0-9]", |n| is_date(&n[4..10]), Certain, None, ""),
        scheme(r"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9Kk]", |_| true, Likely, None, ""),
    ]
});

/// What such a number is introduced by, right in front of it.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:(?-u:\b)(?:ssn|social security(?: number)?|social insurance|passport|driver'?s? ?licen[cs]e|driving licen[cs]e|national id(?:entity)?|identity card|id card|tax id|taxpayer id|tin|itin|sin|tfn|nino|national insurance|ni number|medicare|nhs|",
        r"steuer-?(?:id|nummer|identifikationsnummer)|idnr\.?|personalausweis|ausweis|reisepass|sozialversicherungsnummer|rentenversicherungsnummer|führerschein|",
        r"insee|sécurité sociale|numéro de sécu|carte d'identité|passeport|permis de conduire|dni|nie|nif|pasaporte|codice fiscale|carta d'identità|passaporto|patente|",
        r"aadhaa?r|pan|voter id|bsn|burgerservicenummer|cpf|rg|pesel|rut|curp|personnummer|paspoort)",
        r"|身份证|身分证|护照|驾驶证|驾照|社保卡?|社会保障|证件|港澳通行证|通行证|居留证|军官证|居住证)",
        r#"(?:[ -]?(?:card|number|numbers|no\.?|num\.?|nr\.?|nummer|n°|nº|numéro|número|numero|id|#|号码|号|編號|编号))*[ "'(*_`]*(?:[:=#]|(?-u:\b)(?:is|ist|est|es|è|was|e)(?-u:\b)|为|是)?[ "'(*_`]*$"#,
    ))
});

pub fn find(text: &str, finds: &mut Vec<Find>) {
    for scheme in SCHEMES.iter() {
        for hit in scheme.form.find_iter(text) {
            if !is_apart(text, &hit.range()) || is_continued(text, hit.start(), hit.end()) {
                continue;
            }
            let number: String =
                hit.as_str().chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
            let mut sure = if (scheme.check)(&number) { Some(scheme.alone) } else { scheme.unchecked };
            let named = scheme.named.as_ref().is_some_and(|named| named.is_match(line_before(text, hit.start(), 48)));
            if named && sure == Some(Sure::Doubtful) {
                sure = Some(Sure::Likely);
            }
            finds.extend(sure.map(|sure| Find::new(Kind::NationalId, sure, hit.range())));
        }
    }
    // Any number that is called one.
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?-u:\b)[A-Za-z]{0,6}[0-9]+[A-Za-z]{0,2}(?:[ .\-/]?[A-Za-z]{0,2}[0-9]+[A-Za-z]{0,2})*(?: ?- ?[A-Za-z](?-u:\b))?",
        )
    });
    for hit in NUMBER.find_iter(text) {
        let digits = hit.as_str().bytes().filter(u8::is_ascii_digit).count();
        if !(5..=20).contains(&digits) || !NAMED.is_match(line_before(text, hit.start(), 64)) {
            continue;
        }
        static DATE: LazyLock<Regex> = LazyLock::new(|| {
            pattern(r"^(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4})$")
        });
        if is_apart(text, &hit.range()) && !DATE.is_match(hit.as_str()) {
            finds.push(Find::new(Kind::NationalId, Sure::Likely, hit.range()));
        }
    }
}

/// It is a part of a longer number, of an address on the web or of a file name.
fn is_continued(text: &str, start: usize, end: usize) -> bool {
    let joined = |c: Option<char>| c.is_some_and(|c| matches!(c, '-' | '.' | '/' | '_' | '+'));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let front = before(text, start).filter(|c| c.is_ascii());
    front.is_some() && joined(front) && digit(before(text, start - 1))
        || joined(after(text, end)) && digit(after(text, end + 1))
        || matches!(front, Some('$' | '#' | '='))
}

fn is_us(n: &str) -> bool {
    let (area, group, serial) = (&n[..3], &n[3..5], &n[5..]);
    area != "000" && area != "666" && group != "00" && serial != "0000"
}

fn is_chinese(n: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let check = b"10X98765432"[(weighted(&n[..17], &WEIGHTS) % 11) as usize];
    is_date(&n[6..14]) && n.as_bytes()[17] == check
}

fn is_taiwanese(n: &str) -> bool {
    // The letters' numbers in the order the offices were given them.
    let Some(place) = "ABCDEFGHJKLMNPQRSTUVXYWZIO".find(&n[..1]) else { return false };
    let office = place as u32 + 10;
    (office / 10 + office % 10 * 9 + weighted(&n[1..], &[8, 7, 6, 5, 4, 3, 2, 1, 1])).is_multiple_of(10)
}

fn is_british(n: &str) -> bool {
    !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&&n[..2])
}

/// One digit of the first ten stands there two or three times, so one or two are missing.
fn is_german(n: &str) -> bool {
    let count = |digit: u8| n.bytes().take(10).filter(|b| *b == digit).count();
    let counts: Vec<usize> = (b'0'..=b'9').map(count).collect();
    let repeated = counts.iter().filter(|count| **count > 1).count();
    repeated == 1 && counts.iter().all(|count| *count <= 3) && mod_11_10(n)
}

fn is_french(n: &str) -> bool {
    // The departments of Corsica have letters and count as 19 and 18.
    let number = n[..13].replace("2A", "19").replace("2B", "18");
    let month: u32 = n[3..5].parse().unwrap_or(0);
    let month_exists = (1..=12).contains(&month) || (20..=42).contains(&month) || month >= 50;
    month_exists && n[13..].parse() == Ok(97 - modulo(&number, 97))
}

fn is_spanish(n: &str) -> bool {
    let (number, letter) = n.split_at(n.len() - 1);
    let number = number.replacen('X', "0", 1).replacen('Y', "1", 1).replacen('Z', "2", 1);
    "TRWAGMYFPDXBNJZSQVHLCKE".as_bytes()[modulo(&number, 23) as usize] == letter.as_bytes()[0]
}

fn is_italian(n: &str) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let value = |b: u8| usize::from(if b.is_ascii_digit() { b - b'0' } else { b - b'A' });
    let sum: u32 =
        n.bytes().take(15).enumerate().map(|(i, b)| if i % 2 == 0 { ODD[value(b)] } else { value(b) as u32 }).sum();
    sum % 26 == value(n.as_bytes()[15]) as u32
}

fn is_brazilian(n: &str) -> bool {
    let digit = |weights: &[u32]| weighted(n, weights) * 10 % 11 % 10;
    let all_one = n.bytes().all(|b| b == n.as_bytes()[0]);
    let checks = [digit(&[10, 9, 8, 7, 6, 5, 4, 3, 2]), digit(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2])];
    !all_one && n[9..] == format!("{}{}", checks[0], checks[1])
}

fn is_polish(n: &str) -> bool {
    // The century is added to the month.
    let month = n[2..4].parse::<u32>().unwrap_or(0) % 20;
    (1..=12).contains(&month) && weighted(n, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

fn is_finnish(n: &str) -> bool {
    // The sign in the middle is gone unless it is a letter.
    let digits: String = n[..6].chars().chain(n[n.len() - 4..n.len() - 1].chars()).collect();
    let check = b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(check::modulo(&digits, 31)) as usize];
    is_date(&[&n[4..6], &n[2..4], &n[..2]].concat()) && n.as_bytes()[n.len() - 1] == check
}
