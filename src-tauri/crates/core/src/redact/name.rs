//! Names of persons in scripts with capitals: by what stands in front of them (a title, a greeting, "my name is", "From:"),
//! by where they stand (a signature, a speaker's label), or by a given name.

use super::Kind;
use super::find::{Find, Sure, after, before, is_apart, pattern};
use super::given::{is_family, is_given, is_only_given, is_pinyin, is_pinyin_family};
use crate::guard::is_common_word;
use crate::guard::words::is_function_word;
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A word of a name, and a name of up to four with initials and particles.
const WORD: &str = r"UPPERLETTER*(?:['-]LETTER+)*";
/// The letters of Latin script; a pattern with all of Unicode's is many times slower.
const UPPER: &str = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ]";
const LOWER: &str = "[a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļľłńņňōőřśşšţťūůűųźżžșțḁ-ỿ]";
const LETTER: &str = "[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]";
const PARTICLES: &str = r"(?:(?:de|van|von|der|den|da|di|del|della|la|le|bin|ibn|al|el|dos|du|des|zu|ter|ten|y) ){0,3}";

const NAME: &str = r"(?:UPPER\. ?){0,2}WORD(?: PARTICLES(?:UPPER\.(?: ?UPPER\.)?|WORD)){0,3}";

/// A pattern in which NAME is a name; WORD, UPPER and the like are parts of one.
fn naming(source: &str) -> Regex {
    let words = source.replace("NAME", NAME).replace("WORD", WORD).replace("PARTICLES", PARTICLES);
    pattern(&words.replace("UPPER", UPPER).replace("LOWER", LOWER).replace("LETTER", LETTER))
}

/// Words with a capital that are no one's name.
#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "all", "team", "everyone", "everybody", "sir", "sirs", "madam", "folks", "friends", "colleagues", "customer", "customers", "hiring", "manager", "support", "committee", "there", "sales",
    "admin", "guys", "mr", "mrs", "ms", "dr", "professor", "prof", "doctor", "members", "users", "user", "ladies", "gentlemen", "dott", "dottoressa", "ing", "avv", "sig", "frau", "herr", "herrn", "señor", "señora", "monsieur", "madame", "mme", "mlle", "signor", "signora", "miss", "aunt", "uncle", "captain", "alle", "zusammen", "kollegen", "damen", "herren", "tous", "toutes",
    "todos", "todas", "tutti", "tbd", "tba", "none", "unknown", "anonymous", "owner", "editor", "recruiter", "mom", "dad", "mum", "god", "world", "both", "again", "claude", "chatgpt", "siri", "alexa",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "january's", "i", "i'm", "i'll", "i've", "i'd", "ok", "okay", "yes", "no", "hi", "hello", "hey", "dear", "thanks", "thank", "regards", "best",
    "please", "english", "chinese", "german", "french", "spanish", "american", "british", "european", "indian", "japanese", "google", "microsoft", "apple", "amazon", "internet", "api", "url", "http", "https", "json", "pdf",
];

/// Words after which a name is one of a place, a firm or a thing.
#[rustfmt::skip]
const NO_PERSON: &[&str] = &[
    "university", "college", "school", "street", "st", "avenue", "ave", "road", "rd", "lane", "drive", "boulevard", "square", "park", "bridge", "station", "airport", "hospital", "clinic", "church", "hotel", "inc", "ltd", "llc",
    "gmbh", "ag", "corp", "corporation", "company", "co", "group", "bank", "foundation", "institute", "museum", "award", "prize", "act", "law", "theorem", "day", "island", "islands", "river", "lake", "valley", "mountain",
    "kong", "york", "county", "city", "state", "beach", "bay", "hall", "house", "center", "centre", "tower", "building", "plaza", "stadium", "arena", "theatre", "theater", "library", "press", "times", "post", "news", "open", "cup", "league",
    "method", "algorithm", "effect", "syndrome", "disease", "model", "distribution", "project", "committee", "team", "department", "office", "ministry", "agency", "association", "society", "club", "union", "party",
];

pub fn find(text: &str, finds: &mut Vec<Find>) {
    introduced(text, finds);
    greeted(text, finds);
    signed(text, finds);
    listed(text, finds);
    speaking(text, finds);
    free(text, finds);
}

fn is_nobody(word: &str) -> bool {
    let word = word.to_lowercase();
    NOBODY.contains(&word.as_str()) || is_function_word(&word)
}

/// The words of a range that are set apart by spaces, with their places.
fn words(text: &str, range: Range<usize>) -> Vec<(usize, &str)> {
    let mut at = range.start;
    let placed = text[range].split(' ').map(|word| {
        let place = at;
        at += word.len() + 1;
        // Nobody is called "Anna's".
        (place, word.trim_end_matches("'s"))
    });
    placed.filter(|(_, word)| !word.is_empty()).collect()
}

/// What of a run of words with capitals is a name: without what leads in or follows, none if it is nobody's.
fn person(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = words(text, range);
    let leads = words.iter().take_while(|(_, word)| is_nobody(word.trim_end_matches('.'))).count();
    let belongs = |word: &str| !is_nobody(word) || word.starts_with(char::is_lowercase);
    let words: Vec<_> = words[leads..].iter().take_while(|(_, word)| belongs(word)).collect();
    let (last, word) = words.iter().rfind(|(_, word)| word.starts_with(char::is_uppercase))?;
    let range = words[0].0..last + word.len();
    // An abbreviation is no name, a name in capitals is.
    let written = range.len() > 1 && text[range.clone()].contains(char::is_lowercase);
    (written || words.iter().any(|(_, word)| is_given(word))).then_some(range)
}

/// Several words of which none is common: a name, where only names are to be expected.
fn is_strange(name: &str) -> bool {
    let mut words = name.split(' ');
    name.contains(' ')
        && words.all(|word| !is_common_word(&word.to_lowercase()) && !NO_PERSON.contains(&word.to_lowercase().as_str()))
}

/// Somebody rather than something: a given name in it, or several words that are not all common ones.
fn is_somebody(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let common = |word: &&&str| is_common_word(&word.to_lowercase());
    let thing = words.iter().any(|word| NO_PERSON.contains(&word.to_lowercase().as_str()));
    !thing
        && (is_only_given(words[0])
            || words.len() > 1 && is_given(words[0])
            || words.len() > 1
                && words.iter().filter(common).count() == 0
                && words.iter().any(|word| is_family(word) || is_given(word) || is_pinyin_family(word)))
}

fn push(text: &str, range: Range<usize>, sure: Sure, finds: &mut Vec<Find>) {
    if let Some(range) = person(text, range)
        && is_apart(text, &range)
    {
        finds.push(Find::new(Kind::Name, sure, range));
    }
}

/// "Mr. Smith", "my name is …", "I spoke with …".
fn introduced(text: &str, finds: &mut Vec<Find>) {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            r"(?-u:\b)(?P<sure>(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Rev|Herrn?|Frau|Monsieur|Madame|Mme|Mlle|Señora?|Sra|Signora?|Dott|Doña|Mevrouw|Meneer|Capt|Sgt|Lt)|Professor|Doctor|Sir|Dame|Lady|Lord|Father|Sister|Judge|Justice|Senator|President|Captain|Colonel|Inspector|Nurse|Aunt|Uncle|Sr|Don|Sig)\.? (?:(?:Dr|Prof|Ing|med)\.? )*(?P<name>NAME)",
        )
    });
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            r"(?-u:\b)(?i:my name is|my name's|my full name is|(?:his|her|their|whose|the [a-z]+'s) name is|i am called|ich hei(?:ß|ss)e|mein name ist|je m'appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome è|meu nome é|(?:eu )?me chamo|ik heet|mijn naam is|jag heter|mam na imię|nazywam się) (?P<name>NAME)",
        )
    });
    static LOWER: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            r"(?i)(?-u:\b)(?:my name is|my name's|me llamo|je m'appelle|mi chiamo|ich hei(?:ß|ss)e) (?P<name>LOWER(?:LETTER|['-])+(?: LOWER(?:LETTER|['-])+)?)",
        )
    });
    static LOOSE: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            r"(?-u:\b)(?i:this is|i am|i'm|it's|call me|named|called|name of|spoke (?:to|with)|speak (?:to|with)|talked? (?:to|with)|met(?: with)?|meeting with|lunch with|call with|contact|ask|asked|tell|told|email|emailed|signed by|written by|sent by|approved by|prepared by|reported by|assigned to|according to|cc|attn:?|c/o|from|by|with|and|patient|client|customer|tenant|employee|colleague|neighbou?r|friend|husband|wife|son|daughter|brother|sister|mother|father|ich bin|je suis|soy|sono|von|mit|avec|con) (?P<name>NAME)",
        )
    });
    for (form, strict) in [(&TITLE, false), (&SAID, true)] {
        for hit in form.captures_iter(text) {
            let Some(name) = hit.name("name") else { continue };
            let first = name.as_str().split(' ').next().unwrap_or_default().to_lowercase();
            let titled = strict
                || text[..name.start()].trim_end().ends_with('.')
                || hit.name("sure").is_some_and(|title| !is_common_word(&title.as_str().to_lowercase()));
            if titled || !is_common_word(&first) {
                push(text, name.range(), Sure::Likely, finds);
            }
        }
    }
    for hit in LOWER.captures_iter(text) {
        let Some(name) = hit.name("name") else { continue };
        let words = name.as_str().split(' ').take_while(|word| {
            is_given(word) || is_family(word) || !is_common_word(&word.to_lowercase()) && !is_function_word(word)
        });
        let len = words.map(|word| word.len() + 1).sum::<usize>();
        if len > 1 {
            finds.push(Find::new(Kind::Name, Sure::Likely, name.start()..name.start() + len - 1));
        }
    }
    for hit in LOOSE.captures_iter(text) {
        let Some(name) = hit.name("name") else { continue };
        if let Some(range) = person(text, name.range())
            && is_somebody(&text[range.clone()])
        {
            push(text, range, Sure::Likely, finds);
        }
    }
}

/// "Dear Anna and Tom," at the beginning of a line or a sentence.
fn greeted(text: &str, finds: &mut Vec<Find>) {
    static GREETING: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            r"(?m)(?:^[ \t>*_-]*|[.!?] )(?i:dear|hi there|hi|hello there|hello|hey there|hey|good (?:morning|afternoon|evening)|morning|greetings|thanks|thank you|congratulations|welcome|hallo|liebe[rs]?|guten (?:tag|morgen|abend)|sehr geehrte[rs]?|servus|moin|bonjour|bonsoir|salut|chère?|coucou|hola|estimad[oa]|querid[oa]|buenos días|buenas tardes|ciao|buongiorno|buonasera|salve|car[oa]|gentile|egregio|olá|oi|car[oa]|prezad[oa]|beste|hoi|dag|geachte),? (?P<names>NAME(?:(?:, | and | & |, and | und | et | y | e | en | oder | or |/)NAME)*)(?:[ ]?[,!:;.?)—–-]|[ ]*\r?$)",
        )
    });
    static ANY_CASE: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            r"(?mi)^[ \t>]*(?:dear|hi|hello|hey|thanks|hola|hallo|bonjour|ciao) (?P<name>LOWER(?:LETTER|['-])+)(?:[,!.]|[ ]*\r?$)",
        )
    });
    static JOINT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r", and | and | & | und | et | oder | or |, | y | e | en |/"));
    for hit in GREETING.captures_iter(text) {
        let Some(names) = hit.name("names") else { continue };
        let mut from = names.start();
        for joint in
            JOINT.find_iter(names.as_str()).map(|joint| joint.range()).chain(std::iter::once(names.len()..names.len()))
        {
            let range = from..names.start() + joint.start;
            from = names.start() + joint.end;
            let first = text[range.clone()].split(' ').next().unwrap_or_default();
            if !is_common_word(&first.to_lowercase()) || is_given(first) {
                push(text, range, Sure::Likely, finds);
            }
        }
    }
    for hit in ANY_CASE.captures_iter(text) {
        let Some(name) = hit.name("name") else { continue };
        if is_only_given(name.as_str()) {
            finds.push(Find::new(Kind::Name, Sure::Likely, name.range()));
        }
    }
}

/// The line after "Best regards,", or the rest of its line.
fn signed(text: &str, finds: &mut Vec<Find>) {
    static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            r"(?m)^[ \t>]*(?i:(?:best|kind|warm|kindest|warmest|many)? ?(?:regards|wishes|thanks)|all the best|all best|best|sincerely(?: yours)?|yours(?: (?:sincerely|truly|faithfully|ever))?|cheers|thanks?(?: again| so much| a lot| in advance| and regards)?|thank you(?: so much| very much| again| in advance)?|love|lots of love|warmly|take care|talk soon|see you|speak soon|respectfully(?: yours)?|cordially|xoxo|mit (?:freundlichen|besten|herzlichen|vielen) grüßen?|mit (?:freundlichen|besten) gruessen|(?:viele|liebe|beste|herzliche|schöne|freundliche) grüße|lg|mfg|vg|gruß|cordialement|bien à (?:vous|toi)|bien cordialement|salutations(?: distinguées)?|bises|amitiés|à bientôt|(?:un )?saludos?(?: cordiales)?|un (?:cordial )?saludo|(?:un )?abrazo|atentamente|(?:cordiali|distinti) saluti|un caro saluto|a presto|met (?:vriendelijke|hartelijke) groet(?:en)?|groetjes?|groeten|atenciosamente|cumprimentos|abraços?|um abraço)[,.!]*(?:[ \t]+[-–—]? ?|(?:[ \t]*\r?\n[ \t>]*){1,3}[-–—~]* ?)(?P<name>NAME)(?:[ ]*[,|(.—–-]|[ ]*\r?$)",
        )
    });
    static DASHED: LazyLock<Regex> =
        LazyLock::new(|| naming(r"(?m)^[ \t]*(?:[-–—~]{1,2}|/s/) ?(?P<name>NAME)[ ]*\r?$"));
    for hit in SIGNED.captures_iter(text) {
        let Some(name) = hit.name("name") else { continue };
        // "Best Western", "Thanks For": on one line only somebody known by a given name.
        let apart =
            text[hit.get(0).map_or(0, |whole| whole.start())..name.start()].trim_start().contains(['\n', ',', '-']);
        if apart && !NO_PERSON.contains(&name.as_str().rsplit(' ').next().unwrap_or_default().to_lowercase().as_str())
            || is_somebody(name.as_str())
        {
            let first = name.as_str().split(' ').next().unwrap_or_default();
            let lone_word = !name.as_str().contains(' ') && is_common_word(&first.to_lowercase()) && !is_given(first);
            if !lone_word {
                push(text, name.range(), Sure::Likely, finds);
            }
        }
    }
    for hit in DASHED.captures_iter(text) {
        let Some(name) = hit.name("name") else { continue };
        if is_somebody(name.as_str()) {
            push(text, name.range(), Sure::Likely, finds);
        }
    }
}

/// "Name: …", "From: … <…>", "Attendees: …, …".
fn listed(text: &str, finds: &mut Vec<Find>) {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?im)(?:^[ \t>*_|#-]*|[|;,:.\t(] ?)(?P<label>(?:(?:full|first|last|given|family|middle|maiden|customer|client|patient|employee|student|contact|account|card ?holder|company contact|legal|display|your|emergency contact) )?(?:name|surname)|contact(?: person)?|customer|client|patient|employee|applicant|candidate|tenant|landlord|recipient|sender|beneficiary|account holder|card ?holder|policy ?holder|attn|attention|author|assignee|reporter|owner|manager|supervisor|doctor|physician|emergency contact|next of kin|witness|signed|signature|from|to|cc|bcc|attendees?|participants?|present|absent|host|organi[sz]er|interviewer|interviewee|presenter|guest|nom|prénom|nom complet|destinataire|nombre|apellidos|nombre completo|cliente|paciente|vorname|nachname|vor- und nachname|kunde|patientin|ansprechpartner(?:in)?|absender|empfänger|von|an|de|à|nome|cognome|naam)(?:\*\*|__)?[ ]?:(?:\*\*|__)?[ \t]*(?P<values>[^\n|]{2,400})",
        )
    });
    static ENTRY: LazyLock<Regex> =
        LazyLock::new(|| naming(r#"^["'*_]*(?P<name>NAME)["'*_]*(?:[ ]*[<(\[].*|[ ]*[-–—].*|[ ]*)$"#));
    static REVERSED: LazyLock<Regex> =
        LazyLock::new(|| naming(r#"^["']?WORD, WORD(?: WORD)?["']?(?: *<[^>]*>)?[ \r]*$"#));
    for hit in LABEL.captures_iter(text) {
        let (Some(label), Some(values)) = (hit.name("label"), hit.name("values")) else { continue };
        let label = label.as_str().to_lowercase();
        let named = label.ends_with("name")
            || ["nom", "prénom", "nombre", "apellidos", "nome", "cognome", "naam"].contains(&label.as_str());
        if REVERSED.is_match(values.as_str()) {
            let whole = values
                .as_str()
                .split('<')
                .next()
                .unwrap_or_default()
                .trim_matches(|c: char| c.is_whitespace() || "\"'".contains(c));
            let start = values.start() + values.as_str().find(whole).unwrap_or(0);
            if whole.split(", ").any(|part| is_given(part.split(' ').next().unwrap_or_default())) {
                finds.push(Find::new(Kind::Name, Sure::Likely, start..start + whole.len()));
                continue;
            }
        }
        let attending = ["attend", "particip", "present", "absent"].iter().any(|start| label.starts_with(start));
        let mut at = values.start();
        for entry in values.as_str().split_inclusive([',', ';']) {
            let lead = entry.len() - entry.trim_start().len();
            let value = entry.trim().trim_end_matches([',', ';', '.']).trim_end();
            if let Some(name) = ENTRY.captures(value).and_then(|hit| hit.name("name").map(|name| name.range())) {
                let range = at + lead + name.start..at + lead + name.end;
                let mailbox = value.contains('<') && value.contains('@');
                let name = &text[range.clone()];
                let word = !name.contains(' ') && is_common_word(&name.to_lowercase()) && !is_family(name);
                if named && !word && !value.contains('<')
                    || mailbox
                    || is_somebody(name)
                    || attending && is_strange(name)
                {
                    push(text, range, Sure::Likely, finds);
                }
            }
            at += entry.len();
        }
    }
}

/// Labels of speakers: of somebody with a given name, or of anybody who speaks more than once.
fn speaking(text: &str, finds: &mut Vec<Find>) {
    static SPEAKER: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            r"(?m)^[ \t>]*(?:[\[(]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?(?: ?[AaPp][Mm])?[\])]?,? ?(?:- )?)?(?:[-*•] )?[*_]{0,2}(?P<name>NAME)[*_]{0,2}(?: ?[(\[][^)\]\n]{1,24}[)\]])? ?:(?:[*_]{0,2})(?:[ \t]|\r?$)",
        )
    });
    static VOICE: LazyLock<Regex> = LazyLock::new(|| naming(r"<v(?:\.[a-z0-9.]+)? (?P<name>NAME)>"));
    let hits: Vec<Range<usize>> =
        SPEAKER.captures_iter(text).filter_map(|hit| hit.name("name").map(|name| name.range())).collect();
    let mut turns: HashMap<&str, usize> = HashMap::new();
    for range in &hits {
        *turns.entry(&text[range.clone()]).or_default() += 1;
    }
    for range in hits {
        let name = &text[range.clone()];
        let strange = name.split(' ').all(|word| !is_common_word(&word.to_lowercase()) && !is_nobody(word));
        if is_somebody(name)
            || is_only_given(name)
            || turns[name] > 1 && strange && name.chars().any(char::is_lowercase)
        {
            push(text, range, Sure::Likely, finds);
        }
    }
    for hit in VOICE.captures_iter(text) {
        finds.extend(hit.name("name").map(|name| Find::new(Kind::Name, Sure::Certain, name.range())));
    }
}

/// A given name with a family name, a given name by itself, a Chinese name in Latin letters.
fn free(text: &str, finds: &mut Vec<Find>) {
    static RUN: LazyLock<Regex> = LazyLock::new(|| naming(r"WORD(?: PARTICLES(?:UPPER\.|WORD))*"));
    for run in RUN.find_iter(text) {
        let words = words(text, run.range());
        let mut first = 0;
        while first < words.len() {
            match named(text, &words[first..]) {
                Some((count, sure)) => {
                    let (last, word) = words[first + count - 1];
                    let range = words[first].0..last + word.len();
                    let joined = before(text, range.start).is_some_and(|c| "@/\\._#".contains(c))
                        || after(text, range.end).is_some_and(|c| "@/\\_(".contains(c));
                    if is_apart(text, &range) && !joined {
                        finds.push(Find::new(Kind::Name, sure, range));
                    }
                    first += count;
                }
                None => first += 1,
            }
        }
    }
}

/// How many of these words, from the first on, are a name, and how sure that is.
fn named(text: &str, words: &[(usize, &str)]) -> Option<(usize, Sure)> {
    let lower = |place: usize| words.get(place).map(|(_, word)| word.to_lowercase());
    let (_, first) = *words.first()?;
    let common = is_common_word(&first.to_lowercase());
    let capital = |place: usize| words.get(place).is_some_and(|(_, word)| word.starts_with(char::is_uppercase));
    let particle = |place: usize| words.get(place).is_some_and(|(_, word)| word.starts_with(char::is_lowercase));
    let thing = |place: usize| lower(place).is_some_and(|word| NO_PERSON.contains(&word.as_str()));
    if thing(1) || thing(2) && capital(1) || is_nobody(first) {
        return None;
    }
    if is_given(first) && words.len() > 1 {
        // Initials, a second given name, particles, then the family name.
        let mut last = 1;
        while last < words.len() - 1
            && last < 4
            && (words[last].1.ends_with('.')
                || particle(last)
                || is_given(words[last].1) && capital(last + 1) && !is_nobody(words[last + 1].1))
        {
            last += 1;
        }
        let family = words[last].1;
        let strange = !is_common_word(&family.to_lowercase());
        let known = is_family(family) || strange;
        // Two words that are names as well begin a sentence by accident.
        let inside = text[..words[0].0].trim_end_matches(' ').ends_with(|c: char| c.is_lowercase() || c == ',');
        let told = !common || is_family(family) && (strange || inside);
        if capital(last) && !is_nobody(family) && family.len() > 1 && known && told {
            // A second family name.
            let second =
                words.get(last + 1).is_some_and(|(_, word)| is_family(word) && !is_common_word(&word.to_lowercase()));
            return Some((last + 1 + usize::from(second), Sure::Likely));
        }
    }
    let family = words.get(1).map_or("", |(_, word)| word);
    let strange = |word: &str| !is_common_word(&word.to_lowercase()) && !is_nobody(word);
    if is_family(family) && capital(1) && strange(first) && strange(family) && first.len() > 2 {
        return first.chars().skip(1).all(char::is_lowercase).then_some((2, Sure::Likely));
    }
    let (pinyin, second) = (is_pinyin_family(first), words.get(1).map_or("", |(_, word)| word));
    if words.len() > 1 && !second.is_empty() && !is_nobody(second) {
        let rare = |word: &str| !is_common_word(&word.to_lowercase());
        let western_order =
            is_pinyin_family(second) && is_pinyin(first) && (rare(first) && rare(second)) && first.len() > 2;
        if pinyin && is_pinyin(second) && (rare(first) || second.len() > 5) && rare(second) || western_order {
            return Some((2, Sure::Likely));
        }
    }
    if is_only_given(first) {
        // One that begins a sentence may be a word we do not know; the lists know it.
        return Some((1, Sure::Likely));
    }
    let inside = text[..words[0].0].trim_end_matches(' ').ends_with(|c: char| c.is_lowercase() || c == ',');
    (is_given(first) && !common && first.len() > 2 || is_given(first) && inside && first.len() > 2)
        .then_some((1, Sure::Doubtful))
}
