//! Numbers by which a state knows a person: by a form and check digits of their own, or by what they are called.

mod schemes;

use super::Kind;
use super::find::{Find, Sure, after, before, bytes_before, column_head, is_apart, line_after, line_before, pattern};
use regex::Regex;
use schemes::SCHEMES;
use std::ops::Range;
use std::sync::LazyLock;

/// Words for papers and numbers of this kind.
const WORDS: &str = concat!(
    r"(?:(?-u:\b)(?:ssn|social security|social insurance|passport|driver'?s? ?licen[cs]e|driving licen[cs]e|national[ _-]?id(?:entity)?|identity card|identity document|identity|id card|personal id|citizen id|tax[ _-]?id|tax[ _-]?file|taxpayer id|tin|itin|sin|tfn|nino|national insurance|ni|medicare|nhs|nric|fin|hkid|mykad|pps|ppsn|ird|alien registration|green card|residence permit|",
    r"steuer-?(?:id|nummer|identifikationsnummer)|idnr\.?|id-nr\.?|personalausweis|ausweis|reisepass|sozialversicherungsnummer|rentenversicherungsnummer|versicherungsnummer|svnr|ahv|führerschein|",
    r"insee|nir|sécurité sociale|numéro de sécu|carte d'identité|passeport|permis de conduire|titre de séjour|dni|nie|nif|pasaporte|codice fiscale|c\. ?f\.|carta d'identità|passaporto|patente|",
    r"aadhaa?r|pan|voter id|bsn|burgerservicenummer|rijksregisternummer|cpf|rg|pesel|rut|curp|cédula|cedula|personnummer|fødselsnummer|cpr|hetu|henkilötunnus|paspoort|snils|снилс|паспорт|инн|tckn|kimlik|personnr\.?|fødselsnr\.?|cnp|",
    // Abbreviations with their points.
    r"s\.? ?s\.? ?n\.|s\.? ?i\.? ?n\.|n\. ?i\. ?n\.|n\. ?i\.|t\.? ?f\.? ?n\.|d\. ?n\. ?i\.|n\. ?i\. ?[ef]\.|c\. ?p\. ?f\.|b\. ?s\. ?n\.|r\. ?u\. ?t\.|i\. ?d\.)",
    r"|身份证|身分证|身分證|护照|護照|驾驶证|驾照|社保卡?|社会保障|社會保障|证件|證件|港澳通行证|通行证|回乡证|台胞证|居留证|军官证|居住证|マイナンバー|個人番号|旅券|在留カード|주민등록번호|주민번호|여권)",
);

/// What such a number is introduced by, right in front of it.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    const CALLED: &str = r"(?:[ _-]?(?:card|number|numbers|no\.?|num\.?|nr\.?|nummer|n°|nº|n\.|numéro|número|numero|id|#|号码|号|號碼|號|編號|编号))*";
    const LINK: &str =
        r#"[ "'”’(*_`\])]*(?:[:=#]|(?-u:\b)(?:is|are|ist|lautet|est|es|è|was|e)(?-u:\b)|为|是|為)?[ "'“‘(\[*_`]*$"#;
    pattern(&format!("(?i){WORDS}(?: ?[/,&] ?{WORDS})?{CALLED}{LINK}"))
});

/// Any of them, by a word that says no more.
static ANY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?-u:\b)(?:my|your|his|her|their|personal|national|citizen|tax|state|government|person) id(?-u:\b)|(?-u:\b)id ?(?:number|no\.|nr\.?|card)|identity|identification|identifikation|identité|identidad|identità|身份|身分|证件|證件",
    )
});

/// A column of a table by its head.
static COLUMN: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("(?i){WORDS}(?:[^A-Za-z]|$)")));

/// How many bytes before a number a word for it may be: of a number that carries its check digits, and of another.
const FAR: usize = 240;
const NEAR: usize = 48;

pub fn find(text: &str, finds: &mut Vec<Find>) {
    // Numbers that carry a check, though nothing says whose it is.
    let mut checked = Vec::new();
    for scheme in SCHEMES.iter() {
        for hit in scheme.form.find_iter(text) {
            if !is_apart(text, &hit.range()) || is_continued(text, hit.start(), hit.end()) {
                continue;
            }
            let number: String =
                hit.as_str().chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
            let valid = (scheme.check)(&number);
            let mut sure = if valid { Some(scheme.alone) } else { scheme.unchecked };
            let called = |named: &Regex| is_named(text, &hit.range(), named, valid);
            if sure == Some(Sure::Doubtful)
                && (scheme.named.as_ref().is_some_and(called) || valid && tells(scheme.check, &number) && called(&ANY))
            {
                sure = Some(Sure::Likely);
            }
            if sure == Some(Sure::Doubtful) && valid && tells(scheme.check, &number) {
                checked.push(hit.range());
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
        let named = || {
            NAMED.is_match(line_before(text, hit.start(), 64))
                || column_head(text, hit.start()).is_some_and(|head| COLUMN.is_match(head))
        };
        if !(5..=20).contains(&digits) || !named() {
            continue;
        }
        static DATE: LazyLock<Regex> = LazyLock::new(|| {
            pattern(r"^(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4})$")
        });
        if is_apart(text, &hit.range()) && !DATE.is_match(hit.as_str()) {
            finds.push(Find::new(Kind::NationalId, Sure::Likely, hit.range()));
        }
    }
    // "85.07.30-033.28 (buyer) and 77111758517 (seller)": of as many digits as one beside it.
    let digits = |range: &Range<usize>| text[range.clone()].bytes().filter(u8::is_ascii_digit).count();
    let mut known: Vec<_> = finds
        .iter()
        .filter(|f| f.kind == Kind::NationalId && f.sure >= Sure::Likely)
        .map(|f| f.range.clone())
        .collect();
    known.sort_by_key(|range| range.start);
    for number in checked {
        let first = known.partition_point(|id| id.end + FAR < number.start);
        let near = known[first..].iter().take_while(|id| id.start <= number.end + FAR);
        if near.into_iter().any(|id| digits(id) == digits(&number)) {
            finds.push(Find::new(Kind::NationalId, Sure::Likely, number));
        }
    }
}

/// Another last digit would be wrong: the number carries a check.
fn tells(check: fn(&str) -> bool, number: &str) -> bool {
    let (rest, last) = number.split_at(number.len() - 1);
    let other = if last == "1" { "2" } else { "1" };
    !check(&format!("{rest}{other}"))
}

/// Words for a scheme's numbers are near it, or in the head of its column.
fn is_named(text: &str, number: &Range<usize>, named: &Regex, valid: bool) -> bool {
    named.is_match(line_before(text, number.start, NEAR))
        || column_head(text, number.start).is_some_and(|head| named.is_match(head))
        || valid
            && (named.is_match(bytes_before(text, number.start, FAR))
                || named.is_match(line_after(text, number.end, NEAR)))
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
