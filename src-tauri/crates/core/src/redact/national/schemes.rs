//! How such numbers look, country by country, and the check digits they carry.

use super::super::check::{ean, is_date, luhn, mod_11_10, modulo, verhoeff, weighted};
use super::super::find::{Sure, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// How such a number looks in one country.
pub struct Scheme {
    pub form: Regex,
    /// Whether the number, without what sets it apart and in upper case, is one.
    pub check: fn(&str) -> bool,
    /// How sure the form and the check make.
    pub alone: Sure,
    /// How sure the form makes if the check fails; none is not at all.
    pub unchecked: Option<Sure>,
    /// Words for it: what is doubtful next to them is likely.
    pub named: Option<Regex>,
}

fn scheme(form: &str, check: fn(&str) -> bool, alone: Sure, unchecked: Option<Sure>, named: &str) -> Scheme {
    let named = (!named.is_empty()).then(|| pattern(&format!("(?i){named}")));
    Scheme { form: pattern(form), check, alone, unchecked, named }
}

#[rustfmt::skip]
pub static SCHEMES: LazyLock<Vec<Scheme>> = LazyLock::new(|| {
    use Sure::{Certain, Doubtful, Likely};
    vec![
        // United States: social security and individual taxpayer numbers.
        scheme(r"[0-9]{3} ?- ?[0-9]{2} ?- ?[0-9]{4}", is_us, Certain, Some(Doubtful), "ssn|social|security|tax|itin"),
        scheme(r"[0-9]{3}[ .][0-9]{2}[ .][0-9]{4}|[0-9]{9}", is_us, Doubtful, None, r"(?-u:\b)ssn|soc(?:ial|\.)(?: sec\.?(?:urity)?| number| no|[:#]| is)|itin|taxpayer|社会安全|社保"),
        // Canada, Mexico.
        scheme(r"[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3}|[0-9]{9}", luhn, Doubtful, None, r"(?-u:\b)(?:sin|nas)(?-u:\b)|s\.i\.n\.|social insurance|assurance sociale"),
        scheme(r"[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[0-9A-Z][0-9]", |n| is_date(&n[4..10]), Certain, None, ""),
        scheme(r"[A-Z]{4}-?[0-9]{6}-?[A-Z0-9]{3}", |n| is_date(&n[4..10]), Likely, None, ""),
        // China.
        scheme(r"[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{5}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx]|[1-9][0-9]{5}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{3}[0-9Xx]", is_chinese, Certain, Some(Doubtful), "身份|证件|证号|id|identity"),
        scheme(r"[1-9][0-9]{14}", |n| is_date(&n[6..12]), Doubtful, None, "身份证"),
        // Hong Kong, Macau, Taiwan, Singapore, Malaysia, Thailand.
        scheme(r"[A-Z]{1,2}[0-9]{6} ?\([0-9A]\)", |_| true, Certain, None, ""),
        scheme(r"[A-Z]{1,2}[0-9]{6}[0-9A]", is_hongkong, Doubtful, None, "hkid|hong kong|香港|identity|身份|身分"),
        scheme(r"[157][0-9]{6} ?\([0-9]\)|[157]/[0-9]{6}/[0-9]", |_| true, Likely, None, ""),
        scheme(r"[A-Z][1289][0-9]{8}", is_taiwanese, Likely, Some(Doubtful), "身分證|身分证|身份证|身份證|taiwan|national id|identity"),
        scheme(r"[STFGMstfgm][ -]?[0-9]{7}[ -]?[A-Za-z]", is_singaporean, Likely, Some(Doubtful), r"nric|(?-u:\b)fin(?-u:\b)|singapore|identity"),
        scheme(r"[0-9]{6}-[0-9]{2}-[0-9]{4}", |n| is_date(&n[..6]), Likely, None, ""),
        scheme(r"[1-8][ -][0-9]{4}[ -][0-9]{5}[ -][0-9]{2}[ -][0-9]", |_| true, Likely, None, ""),
        // Korea, Japan.
        scheme(r"[0-9]{6} ?- ?[1-8][0-9]{6}", |n| is_date(&n[..6]), Certain, None, ""),
        scheme(r"[0-9]{6} [1-8][0-9]{6}", |n| is_date(&n[..6]), Doubtful, None, r"(?-u:\b)rrn(?-u:\b)|resident registration|korea|주민"),
        scheme(r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}", |_| true, Doubtful, None, "マイナンバー|個人番号|个人番号|my ?number|individual number"),
        // United Kingdom: national insurance, health service. Ireland.
        scheme(r"(?i)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z](?:[ .-]?[0-9]{2}){3}[ .-]?[a-d]", is_british, Certain, None, ""),
        scheme(r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}", is_nhs, Doubtful, None, r"(?-u:\b)nhs(?-u:\b)|health service"),
        scheme(r"[0-9]{7}[ -]?[A-W][A-IW]?", is_irish, Likely, None, ""),
        // Germany: tax, pension, identity card. Austria, Switzerland.
        scheme(r"[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}|[1-9][0-9]{2} [0-9]{4} [0-9]{4}|[1-9][0-9]{10}", is_german, Likely, Some(Doubtful), r"steuer|(?-u:\b)id-?nr|tax|(?-u:\b)tin(?-u:\b)"),
        scheme(r"[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}", |n| is_date(&[&n[6..8], &n[4..6], &n[2..4]].concat()), Likely, None, ""),
        scheme(r"[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}[0-9]?", |n| n.bytes().filter(u8::is_ascii_digit).count() > 2, Doubtful, None, "ausweis|reisepass|identity card|passport"),
        scheme(r"[0-9]{4}[ -]?[0-9]{6}", |n| is_date(&[&n[8..], &n[6..8], &n[4..6]].concat()), Doubtful, None, r"svnr|sv-?n|sozialversicherung|versicherungsnummer"),
        scheme(r"756[. ]?[0-9]{4}[. ]?[0-9]{4}[. ]?[0-9]{2}", ean, Certain, Some(Likely), ""),
        // France, Spain, Portugal, Italy.
        scheme(r"[12378][ .-]?[0-9]{2}[ .-]?[0-9]{2}[ .-]?(?:[0-9]{2}|2[AB])[ .-]?[0-9]{3}[ .-]?[0-9]{3}(?:[ .-]?| ?[/-] ?)[0-9]{2}", is_french, Certain, Some(Doubtful), r"sécu|insee|(?-u:\b)nir(?-u:\b)|social security"),
        scheme(r"(?:[0-9]{8}|[0-9]{1,2}[. ][0-9]{3}[. ][0-9]{3}|[XYZxyz][ -]?[0-9]{7}|[XYZxyz][ -]?[0-9][. ][0-9]{3}[. ][0-9]{3})[ -]?[A-Za-z]", is_spanish, Certain, Some(Doubtful), r"(?-u:\b)(?:dni|nie|nif)(?-u:\b)|documento"),
        scheme(r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}", is_portuguese, Doubtful, None, r"(?-u:\b)nif(?-u:\b)|contribuinte"),
        scheme(r"(?i)[a-z]{3} ?[a-z]{3} ?[0-9lmnpqrstuv]{2} ?[abcdehlmprst] ?[0-9lmnpqrstuv]{2} ?[a-z] ?[0-9lmnpqrstuv]{3} ?[a-z]", is_italian, Certain, Some(Likely), ""),
        // Netherlands, Belgium.
        scheme(r"[0-9]{9}|[0-9]{3}[ .][0-9]{3}[ .][0-9]{3}|[0-9]{4}[ .][0-9]{2}[ .][0-9]{3}", is_dutch, Doubtful, None, r"(?-u:\b)(?:bsn|sofi)|burgerservice"),
        scheme(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}[- ][0-9]{3}[. ][0-9]{2}", |n| is_date(&n[..6]), Certain, None, ""),
        scheme(r"[0-9]{6}[ -]?[0-9]{3}[ -]?[0-9]{2}", is_belgian, Doubtful, None, r"rijksregister|registre national|national register|(?-u:\b)(?:niss|insz)"),
        // Sweden and Denmark, Norway, Finland.
        scheme(r"(?:19|20)?[0-9]{6} ?[-+] ?[0-9]{4}", is_swedish, Likely, Some(Doubtful), r"personn(?:umme)?r|(?-u:\b)cpr|ssn|personal (?:identity )?number"),
        scheme(r"(?:19|20)?[0-9]{10}", is_swedish, Doubtful, None, r"personn(?:umme)?r|personal (?:identity )?number"),
        scheme(r"[0-9]{6} ?[0-9]{4}", is_danish, Doubtful, None, r"(?-u:\b)cpr"),
        scheme(r"[0-9]{6} ?[0-9]{5}", is_norwegian, Doubtful, None, r"f[øo]dselsnummer|(?-u:\b)fnr|personnummer|national id"),
        scheme(r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]", is_finnish, Likely, None, ""),
        // Poland, Czechia and Slovakia, Romania, Russia, Turkey.
        scheme(r"[0-9]{11}", is_polish, Doubtful, None, "pesel"),
        scheme(r"[0-9]{6} ?/ ?[0-9]{3,4}", |n| n.len() == 10 && modulo(n, 11) == 0, Likely, Some(Doubtful), r"rodné|(?-u:\b)r\.? ?č"),
        scheme(r"[1-9][0-9]{12}", is_romanian, Doubtful, None, r"(?-u:\b)cnp(?-u:\b)"),
        scheme(r"[0-9]{3}-[0-9]{3}-[0-9]{3}[ -][0-9]{2}", |_| true, Likely, None, ""),
        scheme(r"[1-9][0-9]{10}", is_turkish, Doubtful, None, r"kimlik|tckn|t\.? ?c\.?(?-u:\b)"),
        // India: Aadhaar, PAN, voter's card.
        scheme(r"[2-9][0-9]{3} [0-9]{4} [0-9]{4}|[2-9][0-9]{3}-[0-9]{4}-[0-9]{4}", verhoeff, Likely, Some(Doubtful), "aadhaa?r|uid|आधार"),
        scheme(r"[2-9][0-9]{11}", verhoeff, Doubtful, Some(Doubtful), "aadhaa?r|uidai|आधार"),
        scheme(r"[A-Z]{3}[ABCFGHJLPT][A-Z] ?[0-9]{4} ?[A-Z]", |_| true, Likely, None, ""),
        scheme(r"[A-Z]{3}[0-9]{7}", |_| true, Doubtful, None, "voter|epic"),
        // Australia: taxes, health insurance.
        scheme(r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}", is_australian, Doubtful, None, r"(?-u:\b)tfn(?-u:\b)|tax file"),
        scheme(r"[2-6][0-9]{3}[ -]?[0-9]{5}[ -]?[0-9]", |_| true, Doubtful, None, "medicare"),
        // Brazil, Chile, Argentina.
        scheme(r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}[-/ ][0-9]{2}", is_brazilian, Certain, Some(Likely), ""),
        scheme(r"[0-9]{11}|[0-9]{9}[- ][0-9]{2}", is_brazilian, Doubtful, None, r"(?-u:\b)cpf(?-u:\b)"),
        scheme(r"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9Kk]", |_| true, Likely, None, ""),
        scheme(r"[0-9]{7,8}-[0-9Kk]", |_| true, Doubtful, None, r"(?-u:\b)rut(?-u:\b)"),
        scheme(r"(?:2[0347]|30)-[0-9]{8}-[0-9]", |_| true, Likely, None, ""),
        // South Africa.
        scheme(r"[0-9]{6}[ -]?[0-9]{4}[ -]?[0-9]{3}", |n| is_date(&n[..6]) && luhn(n), Doubtful, None, r"(?-u:\b)(?:rsa|sa )?id(?-u:\b)|identity"),
    ]
});

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
    let check = b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(modulo(&digits, 31)) as usize];
    is_date(&[&n[4..6], &n[2..4], &n[..2]].concat()) && n.as_bytes()[n.len() - 1] == check
}

/// The space before a single letter counts as 36.
fn is_hongkong(n: &str) -> bool {
    let letters = n.len() - 7;
    let padded = if letters == 1 {
        36 * 9 + weighted(n, &[8, 7, 6, 5, 4, 3, 2])
    } else {
        weighted(n, &[9, 8, 7, 6, 5, 4, 3, 2])
    };
    let check = weighted(&n[n.len() - 1..], &[1]);
    (padded + check).is_multiple_of(11)
}

fn is_singaporean(n: &str) -> bool {
    let series = n.as_bytes()[0];
    let more = match series {
        b'T' | b'G' => 4,
        b'M' => 3,
        _ => 0,
    };
    let rest = (weighted(&n[1..8], &[2, 7, 6, 5, 4, 3, 2]) + more) % 11;
    let letters: &[u8; 11] = match series {
        b'S' | b'T' => b"JZIHGFEDCBA",
        b'F' | b'G' => b"XWUTRQPNMLK",
        _ => b"XWUTRQPNJLK",
    };
    letters[rest as usize] == n.as_bytes()[8]
}

fn is_nhs(n: &str) -> bool {
    weighted(n, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn is_irish(n: &str) -> bool {
    let second = n.as_bytes().get(8).map_or(0, |b| if *b == b'W' { 0 } else { u32::from(b - b'A') + 1 });
    let rest = (weighted(&n[..7], &[8, 7, 6, 5, 4, 3, 2]) + second * 9) % 23;
    n.as_bytes()[7] == b"WABCDEFGHIJKLMNOPQRSTUV"[rest as usize]
}

fn is_portuguese(n: &str) -> bool {
    let rest = weighted(&n[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    weighted(&n[8..], &[1]) == if rest < 2 { 0 } else { 11 - rest }
}

fn is_dutch(n: &str) -> bool {
    weighted(&n[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == weighted(&n[8..], &[1])
}

/// Of those born after 2000 the number is checked with a 2 in front.
fn is_belgian(n: &str) -> bool {
    let check = n[9..].parse();
    is_date(&n[..6]) && [n[..9].to_owned(), format!("2{}", &n[..9])].iter().any(|n| check == Ok(97 - modulo(n, 97)))
}

fn is_swedish(n: &str) -> bool {
    let n = &n[n.len() - 10..];
    is_date(&n[..6]) && luhn(n)
}

/// The day, the month and the year; the check digit of old has been given up.
fn is_danish(n: &str) -> bool {
    is_date(&[&n[4..6], &n[2..4], &n[..2]].concat())
}

fn is_norwegian(n: &str) -> bool {
    is_date(&[&n[4..6], &n[2..4], &n[..2]].concat())
        && weighted(n, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighted(n, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn is_romanian(n: &str) -> bool {
    let rest = weighted(&n[..12], &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    is_date(&n[1..7]) && weighted(&n[12..], &[1]) == if rest == 10 { 1 } else { rest }
}

fn is_turkish(n: &str) -> bool {
    let digits: Vec<u32> = n.bytes().map(|b| u32::from(b - b'0')).collect();
    let (odd, even): (u32, u32) = (digits[..9].iter().step_by(2).sum(), digits[1..8].iter().step_by(2).sum());
    (odd * 7 + 100 - even) % 10 == digits[9] && digits[..10].iter().sum::<u32>() % 10 == digits[10]
}

fn is_australian(n: &str) -> bool {
    weighted(n, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_known_to_be_right() {
        assert!(is_hongkong("A1234563") && !is_hongkong("A1234564"));
        assert!(is_singaporean("S0000001I") && !is_singaporean("S0000001J"));
        assert!(is_nhs("9434765919") && !is_nhs("9434765918"));
        assert!(is_irish("1234567T") && is_irish("1234567FA") && !is_irish("1234567A"));
        assert!(is_portuguese("123456789") && !is_portuguese("123456788"));
        assert!(is_dutch("111222333") && !is_dutch("111222334"));
        assert!(is_belgian("85073003328") && !is_belgian("85073003329"));
        assert!(is_swedish("8112189876") && is_swedish("198112189876") && !is_swedish("8112189875"));
        assert!(is_turkish("10000000146") && !is_turkish("10000000147"));
        assert!(is_australian("123456782") && !is_australian("123456789"));
        assert!(is_german("86095742719") && is_spanish("12345678Z") && is_brazilian("52998224725"));
        assert!(is_polish("44051401359") && is_taiwanese("A123456789") && is_finnish("131052308T"));
        assert!(is_italian("RSSMRA85T10A562S") && is_french("255081416802538") && is_chinese("11010519491231002X"));
    }
}
