//! Keys, tokens and passwords: by the forms that issuers gave them, by where they stand in an address, or by what they are
//! called.

use super::Kind;
use super::find::{Find, Sure, before, bytes_before, column_head, is_apart, line_after, line_before, pattern};
use crate::guard::is_common_word;
use crate::guard::words::is_function_word;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

pub fn find(text: &str, finds: &mut Vec<Find>) {
    let mut addressed = Vec::new();
    in_addresses(text, &mut addressed);
    by_name(text, &addressed, finds);
    by_line(text, finds);
    by_column(text, finds);
    finds.append(&mut addressed);
    by_form(text, finds);
    private_keys(text, finds);
    by_chance(text, finds);
    by_neighbours(text, finds);
}

/// Passwords in front of a host, and what queries and hooks carry that opens something.
fn in_addresses(text: &str, finds: &mut Vec<Find>) {
    static USER: LazyLock<Regex> = LazyLock::new(|| pattern(r#"://[^\s/:@"'<>]*:(?P<secret>[^\s/"'<>]+)@"#));
    static QUERY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)[?&#;](?:amp;)?(?:[a-z0-9_.-]*(?:token|secret|passw(?:or)?d|passwd|pwd|api[_-]?key|apikey|access[_-]?key|signature|credential|session[_-]?id|jwt|[_-]key|[_-]code|[_-]sig|[_-]auth|[_-]hash)|auth|authkey|key|sig|sign|pass|pw|sid|sessid|phpsessid|jsessionid|otp|ticket|hash|hmac|code|assertion)=(?P<secret>[^&#\s"'<>,。，)\]]+)"#,
        )
    });
    static HOOK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:hooks\.slack\.com/(?:services|workflows)/|discord(?:app)?\.com/api/webhooks/[0-9]+/|api\.telegram\.org/bot|outlook\.office\.com/webhook/|maker\.ifttt\.com/trigger/[^\s/]+/with/key/)(?P<secret>[A-Za-z0-9_:/@-]+)",
        )
    });
    for (form, least, query) in [(&USER, 1, false), (&QUERY, 3, true), (&HOOK, 8, false)] {
        for hit in form.captures_iter(text) {
            let Some(secret) = hit.name("secret") else { continue };
            let value = secret.as_str().trim_end_matches(['.', ';', ':', '!', '?']);
            // A query belongs to an address: something stands in front of it.
            let start = hit.get(0).map_or(0, |whole| whole.start());
            let lone = query && before(text, start).is_none_or(char::is_whitespace);
            if value.len() < least || is_stand_in(value) || lone {
                continue;
            }
            finds.push(Find::new(Kind::UrlSecret, Sure::Certain, secret.start()..secret.start() + value.len()));
        }
    }
}

/// Forms that nothing else has.
fn by_form(text: &str, finds: &mut Vec<Find>) {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,}",
            r"|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|gl(?:pat|dt|rt|ptt|ft|soat|cbt|agent|oas)-[A-Za-z0-9_-]{16,}",
            r"|sk-[A-Za-z0-9_-]{16,}|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{16,}|rzp_(?:live|test)_[A-Za-z0-9]{10,}",
            r"|xox[abeoprs]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}",
            r"|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{16,}|GOCSPX-[A-Za-z0-9_-]{16,}",
            r"|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,}|pypi-[A-Za-z0-9_-]{20,}|dckr_pat_[A-Za-z0-9_-]{16,}|gsk_[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{20,}|pplx-[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,}|nvapi-[A-Za-z0-9_-]{20,}|tvly-[A-Za-z0-9_-]{16,}|lin_api_[A-Za-z0-9]{16,}|ntn_[A-Za-z0-9]{20,}|secret_[A-Za-z0-9]{30,}|figd_[A-Za-z0-9_-]{16,}|sntry[su]_[A-Za-z0-9_=+/-]{16,}|phc_[A-Za-z0-9]{20,}",
            r"|SG\.[A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{12,}|key-[0-9a-f]{32}|do[opr]_v1_[0-9a-f]{32,}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}|EAA[A-Za-z0-9]{30,}|sq0[a-z]{3}-[A-Za-z0-9_-]{16,}|PMAK-[a-f0-9-]{30,}|NRAK-[A-Z0-9]{20,}|dapi[0-9a-f]{32}|hv[sb]\.[A-Za-z0-9_-]{20,}|AGE-SECRET-KEY-1[A-Z0-9]{40,}",
            r"|LTAI[A-Za-z0-9]{12,}|AKID[A-Za-z0-9]{13,}|AC[0-9a-f]{32}|SK[0-9a-f]{32}",
            r"|[0-9]{8,10}:[A-Za-z0-9_-]{35}|[MNO][A-Za-z0-9_-]{23,}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
            r"|1//0[A-Za-z0-9_-]{20,}|[0-9a-f]{32}-us[0-9]{1,2}|[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,}|AT(?:ATT3|CTT3|BB)[A-Za-z0-9_=-]{20,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{40,}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}|dp\.[a-z]{2,5}\.[A-Za-z0-9]{30,}|oy2[a-z0-9]{43}",
            r"|(?:nfp|sbp|sb_secret|pscale_tkn|pscale_pw|rnd|glsa|glc|pnu|rubygems|sqp|squ|sqa|bkua|tfp|pul|sk)[_-][A-Za-z0-9_-]{24,}|CFPAT-[A-Za-z0-9_-]{30,}|CCIPAT_[A-Za-z0-9_]{20,}|EZ[AT]K[A-Za-z0-9]{40,}|AKCp[A-Za-z0-9]{30,}|HRKU-[A-Za-z0-9_-]{30,}|bce-v3/ALTAK-[A-Za-z0-9/]{20,}|[0-9a-f]{32}\.[A-Za-z0-9]{16}",
            r"|\$(?:2[aby]|5|6|y|apr1|argon2(?:id?|d))\$[A-Za-z0-9$./=,+_-]{20,}",
            r"|eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)*",
        ))
    });
    static BEARER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?-u:\b)(?:(?P<scheme>bearer)|(?:authorization[ :=]+['\x22]?)?basic|authorization: ?(?:token|apikey|key))[ :]+(?P<secret>[A-Za-z0-9._~+/=-]{8,})",
        )
    });
    for hit in FORM.find_iter(text) {
        if !before(text, hit.start()).is_some_and(|c| c.is_ascii_alphanumeric()) {
            let value = hit.as_str().trim_end_matches(['-', '.']);
            let capitals = value.len() == 20 && value.bytes().all(|b| b.is_ascii_uppercase());
            if !value.bytes().any(|b| b.is_ascii_digit()) && case_changes(value) < 4 && !capitals {
                continue;
            }
            finds.push(Find::new(Kind::ApiKey, Sure::Certain, hit.start()..hit.start() + value.len()));
        }
    }
    for hit in BEARER.captures_iter(text) {
        let Some(secret) = hit.name("secret") else { continue };
        let value = secret.as_str().trim_end_matches('.');
        let random = value.bytes().any(|b| b.is_ascii_digit()) || value.len() >= 20 && has_both_cases(value);
        if random && !is_stand_in(value) {
            finds.push(Find::new(Kind::ApiKey, Sure::Certain, secret.start()..secret.start() + value.len()));
        }
    }
}

/// PEM, with its first and last line; what was cut off goes to the end of the lines that look like it.
fn private_keys(text: &str, finds: &mut Vec<Find>) {
    static BEGIN: LazyLock<Regex> = LazyLock::new(|| pattern(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"));
    let mut done = 0;
    for begin in BEGIN.find_iter(text) {
        if begin.start() < done {
            continue;
        }
        let body = |c: char| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "+/=:,.\\>-".contains(c);
        // No key is longer.
        let rest = &text[begin.end()..text.floor_char_boundary(begin.end() + 20_000)];
        let inside = rest.find(|c| !body(c)).unwrap_or(rest.len());
        let end = match rest[..inside].find("-----END ").map(|at| (at, rest[at + 9..].find("-----"))) {
            Some((at, Some(close))) => at + 9 + close + 5,
            _ => rest[..inside].find("\n\n").unwrap_or(inside),
        };
        done = begin.end() + end;
        finds.push(Find::new(Kind::ApiKey, Sure::Certain, begin.start()..begin.end() + rest[..end].trim_end().len()));
    }
}

/// What is introduced as a key or a password: "password: …", `API_KEY=…`, 密码是….
fn by_name(text: &str, addressed: &[Find], finds: &mut Vec<Find>) {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)(?:(?P<password>passw(?:or)?ds?|passphrase|passwd|passcode|pwd|psw|(?:(?-u:\b)|_)(?:pw|pass)(?-u:\b)|kennwort|passwort|mot de passe|mdp|contraseña|senha|wachtwoord|密码|密碼|口令|暗号|パスワード|비밀번호|пароль|parola|hasło|lösenord)|(?-u:\b)(?P<pin>pin(?: code)?)(?-u:\b)",
            r"|(?P<key>(?:api|access|secret|private|auth|encryption|signing|account|shared|license|subscription|client|master|app|service|consumer|deploy|webhook|storage|ssh|x-api|access[_ -]?key)[_ -]?(?:keys?|token|secret|id)|secrets?|tokens?|apikey|credentials?|(?-u:\b)auth|(?-u:\b)key|(?P<some>[A-Za-z0-9][_-]key)(?-u:\b)|密钥|密鑰|金鑰|令牌|權杖|秘钥|访问密钥|口令))",
            r#"(?P<link>[A-Za-z0-9_]{0,12}(?: (?:for|to|of|on) [^\n:=.,;]{1,40}?)?(?:\*\*|__|`)?["']?\)?(?:\s{0,3}(?:[:=>|]|=>|->|:=)\s{0,4}|(?:\t| {2})\s{0,20}|\s(?:is|was|are|will be|should be|must be|remains|stays|ist|lautet|est|es|è|set to|changed to|reset to)(?: now| still| currently| just| simply| jetzt)?\s?:?\s|\s?(?:(?:还|就|仍)?是|(?:改|设|换|重置|更新|设置|修改|默认)?(?:为|成|成了)|:)\s?)(?:(?:\*\*|__)\s?)?)"#,
            r#"(?P<value>"[^"\n]{3,200}"|'[^'\n]{3,200}'|`[^`\n]{3,200}`|[^\s"'`<>，。；、,;]+)"#,
        ))
    });
    static USED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?-u:\b)(?P<password>(?:password|passwd|passcode|passphrase|pwd|pass|pw|key|token|secret) |(?:密码|密碼|口令)\s?)(?P<value>[A-Za-z0-9][^\s"'`<>，。；、,;]+)"#,
        )
    });
    static LOGIN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?-u:\b)(?P<password>(?:logins?|log-?in with|credentials?|sign in with|zugang(?:sdaten)?|identifiants|账号|帐号|登录)(?:[:=]| is| are| with|为|是)?\s?[^\s/，。,;]{2,40}\s?/\s?)(?P<value>[^\s"'`<>，。；、,;/]{4,})"#,
        )
    });
    static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?-u:\b)(?P<password>passw(?:or)?d|passwd|pwd|passphrase|identified by|identified with [a-z0-9_]+ by|secret|token)\s+(?P<value>"[^"\s]{4,200}"|'[^'\s]{4,200}'|`[^`\s]{4,200}`)"#,
        )
    });
    static USER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"(?P<password>(?:\s-u|\s--user)[ =]['"]?[^\s:/'"]{1,60}:)(?P<value>[^\s'"]{4,})"#));
    // In an address the secret ends before the next parameter.
    let addressed: HashSet<usize> = addressed.iter().map(|find| find.range.start).collect();
    for (form, linked) in [(&NAMED, true), (&USED, false), (&LOGIN, false), (&QUOTED, false), (&USER, false)] {
        for hit in form.captures_iter(text) {
            let Some(found) = hit.name("value") else { continue };
            let quoted = found.as_str().starts_with(['"', '\'', '`']);
            let value = if quoted { &found.as_str()[1..found.len() - 1] } else { found.as_str() };
            let value = value.trim_end_matches(['.', ')', ']', '}', '*']);
            let start = found.start() + usize::from(quoted);
            let password = hit.name("password").is_some();
            let spoken = !linked || !hit["link"].contains([':', '=', '>', '为', '是']);
            let introduced = linked
                || value.bytes().any(|b| b.is_ascii_digit())
                    && (password && value.len() >= 6 || value.bytes().any(|b| b.is_ascii_alphabetic()));
            let secret = introduced
                && match (password, hit.name("pin")) {
                    (true, _) => is_password(value, spoken, quoted),
                    (_, Some(_)) => (4..=12).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit()),
                    // Many a thing is some key: of a table, of a cache.
                    _ => is_random(value) && (hit.name("some").is_none() || value.len() >= 16),
                };
            if secret
                && !addressed.contains(&start)
                // The next line's label, where nothing stands after this one.
                && !value.ends_with([':', '：'])
                && !is_stand_in(value)
                && !is_expression(text, start + value.len(), value)
            {
                finds.push(Find::new(Kind::ApiKey, Sure::Certain, start..start + value.len()));
            }
        }
    }
}

/// A password made of words of the language, where a line has nothing else after its label.
fn by_line(text: &str, finds: &mut Vec<Find>) {
    static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?im)(?:passw(?:or)?d|passphrase|passcode|passwort|kennwort|pwd|mot de passe|contraseña|密码|密碼|口令)[A-Za-z0-9_ ]{0,12}[)*`]{0,2}[ \t]*[:=：][ \t*`]*(?P<value>[\p{L}\p{N}!?'-]{4,}(?:[ _.-][\p{L}\p{N}!?'-]+){0,7})[*`.]{0,2}[ \t]*$",
        )
    });
    for hit in LABELLED.captures_iter(text) {
        let Some(found) = hit.name("value") else { continue };
        let words: Vec<String> = found.as_str().split([' ', '_', '.', '-']).map(str::to_lowercase).collect();
        // A sentence about it has words that hold it together.
        let sentence = words.len() > 1 && words.iter().any(|word| is_function_word(word));
        let stands = words.iter().any(|word| STATES.contains(&word.as_str()));
        if !sentence && !stands && !found.as_str().chars().all(crate::text::is_cjk) && !is_stand_in(found.as_str()) {
            finds.push(Find::new(Kind::ApiKey, Sure::Certain, found.range()));
        }
    }
}

/// What stands in a table under a head that calls it a password or a key.
fn by_column(text: &str, finds: &mut Vec<Find>) {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^[\s*_]*(?:[a-z0-9]+[ _-])?(?P<password>passw(?:or)?d|passwort|kennwort|pwd|passcode|passphrase|mot de passe|contraseña|密码|口令|密碼)[\s*_]*$|^[\s*_]*(?:[a-z0-9]+[ _-])*(?:key|token|secret|密钥|令牌|密鑰)[\s*_]*$",
        )
    });
    static SPOKEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)passw|kennwort|pwd|passcode|passphrase|mot de passe|contraseña|密码|口令|密碼|key|token|secret|密钥|令牌|密鑰",
        )
    });
    // Looking for heads takes longer than seeing that there is none.
    if !SPOKEN.is_match(text) {
        return;
    }
    static CELL: LazyLock<Regex> = LazyLock::new(|| pattern(r#"[^\s,;|"'`]{4,}"#));
    for hit in CELL.find_iter(text) {
        let Some(head) = column_head(text, hit.start()).and_then(|head| HEAD.captures(head)) else { continue };
        let value = hit.as_str();
        let secret = if head.name("password").is_some() { is_password(value, false, false) } else { is_random(value) };
        if secret && !is_stand_in(value) {
            finds.push(Find::new(Kind::ApiKey, Sure::Certain, hit.range()));
        }
    }
}

/// What is said of a password in its place.
const STATES: &[&str] = &[
    "required",
    "optional",
    "none",
    "null",
    "nil",
    "true",
    "false",
    "yes",
    "no",
    "string",
    "str",
    "text",
    "undefined",
    "empty",
    "blank",
    "incorrect",
    "wrong",
    "invalid",
    "expired",
    "changed",
    "reset",
    "forgotten",
    "protected",
    "manager",
    "policy",
    "here",
    "below",
    "see",
    "same",
    "什么",
    "多少",
    "错误",
    "必填",
    "空",
];

/// Something introduced as a password that is no word of a sentence. `spoken`: without a colon.
fn is_password(value: &str, spoken: bool, quoted: bool) -> bool {
    let word = value.to_lowercase();
    let letters = value.chars().all(char::is_alphabetic);
    let mixed = value.chars().any(|c| c.is_numeric())
        || value.chars().skip(1).any(char::is_uppercase)
        || value.contains(|c: char| c.is_ascii_punctuation() && !"'-".contains(c));
    if STATES.contains(&word.as_str())
        || value.chars().count() < 3
        || value.chars().all(|c| !c.is_alphanumeric() && c != '!')
    {
        return false;
    }
    if value.chars().all(crate::text::is_cjk) {
        return false;
    }
    let joined = value.contains(['-', '_', '.', '+', '&']);
    mixed && !value.starts_with("http")
        || quoted
        || letters && value.is_ascii() && !is_common_word(&word) && (!spoken || value.len() >= 6)
        || joined && !spoken
        || joined && spoken && value.split(['-', '_', '.', '+', '&']).filter(|part| !part.is_empty()).count() > 2
}

/// Long and mixed enough to be made by a machine.
fn is_random(value: &str) -> bool {
    let plain = value.chars().all(|c| c.is_ascii_graphic());
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let mixed = digits > 0 && letters > 0 || letters >= 16 && case_changes(value) * 3 >= letters;
    plain
        && value.len() >= 8
        && mixed
        && bits(value) > 2.4
        && !value.contains("://")
        && !value.starts_with(['/', '.', '$', '('])
}

/// How often upper case follows lower case or the other way round: rarely in a name made of words.
fn case_changes(value: &str) -> usize {
    let changes = |pair: &[u8]| {
        pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()
            || pair[0].is_ascii_uppercase() && pair[1].is_ascii_lowercase()
    };
    value.as_bytes().windows(2).filter(|pair| changes(pair)).count()
}

fn has_both_cases(value: &str) -> bool {
    value.bytes().any(|b| b.is_ascii_lowercase()) && value.bytes().any(|b| b.is_ascii_uppercase())
}

/// Shannon's entropy of one byte.
fn bits(value: &str) -> f64 {
    let mut counts = [0u32; 256];
    value.bytes().for_each(|b| counts[usize::from(b)] += 1);
    let share = |count: u32| f64::from(count) / value.len() as f64;
    counts.iter().filter(|count| **count > 0).map(|count| -share(*count) * share(*count).log2()).sum()
}

/// Something that stands where a secret would: stars, `<token>`, `YOUR_API_KEY`, `${TOKEN}`, one of our own placeholders.
fn is_stand_in(value: &str) -> bool {
    let lower = value.to_lowercase();
    let hidden = value.chars().all(|c| matches!(c, '*' | '•' | '.' | 'x' | 'X' | '_' | '-' | '…' | '●' | '#'));
    hidden
        || value.starts_with(['<', '{', '$', '%', '[', '('])
        || ["your", "example", "placeholder", "redacted", "changeme", "insert", "xxxx", "****"]
            .iter()
            .any(|word| lower.starts_with(word))
        || lower.ends_with("_here")
}

/// Code that gets a secret rather than being one: `get_token()`, `os.environ["KEY"]`, `config.password`.
fn is_expression(text: &str, end: usize, value: &str) -> bool {
    let name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || "_.:".contains(c));
    let call = value.split_once('(').is_some_and(|(before, _)| name(before));
    let called = text[end..].starts_with(['(', '[']) && value.contains(|c: char| c.is_ascii_alphabetic());
    // A type, a path, a reference: letters and what holds them together.
    let signs = |c: char| "_.:&!<>()?".contains(c);
    let typed = value.contains(signs) && value.chars().all(|c| c.is_ascii_alphabetic() || signs(c));
    call || called || typed || value.contains("getenv") || value.contains("environ")
}

/// What looks made up to be a password, in a text that speaks of passwords just before: "root's password?" – "It's … now."
fn by_neighbours(text: &str, finds: &mut Vec<Find>) {
    static SPOKEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)passw|passphrase|passcode|kennwort|(?-u:\b)(?:pwd|pw|log-?ins?|wi-?fi|wlan|credentials?|keys?|tokens?|secrets?)(?-u:\b)|mot de passe|contraseña|senha|wachtwoord|密码|密碼|口令|登录|登陆|账号|密钥|密鑰|令牌",
        )
    });
    if !SPOKEN.is_match(text) {
        return;
    }
    static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r#"[!-~&&[^\s"'`<>(),;:|{}\[\]]]{8,128}"#));
    for hit in WORD.find_iter(text) {
        let value = hit.as_str().trim_matches(['*', '.', '?']);
        let value = if is_made(value) { value } else { value.trim_end_matches('!') };
        let start = hit.start() + hit.as_str().find(value).unwrap_or_default();
        let near = bytes_before(text, start, NEAR);
        // A blank line ends what was spoken of.
        let near = near.rfind("\n\n").map_or(near, |end| &near[end..]);
        let spoken = SPOKEN.is_match(near) || SPOKEN.is_match(line_after(text, hit.end(), 40));
        if spoken && is_made(value) && !is_stand_in(value) {
            finds.push(Find::new(Kind::ApiKey, Sure::Certain, start..start + value.len()));
        }
    }
}

/// How many bytes before a password it may be spoken of.
const NEAR: usize = 200;

/// A mixture that neither a word, a name, a number, an address nor code is: signs among letters of both cases or digits, or
/// more changes of case and digits than names have.
fn is_made(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let both = has_both_cases(value);
    let changes = case_changes(value);
    let sign = |c: char| "!#$%^&*?@~+".contains(c);
    let signs = value.contains(sign);
    let word = value.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max().unwrap_or_default();
    // Paths, addresses, mail, mathematics, money, file names.
    let known = value.contains("://")
        || value.matches('/').count() > 1 && !value.ends_with('=')
        || value.split_once('@').is_some_and(|(_, host)| host.contains('.'))
        || value.starts_with(['/', '@', '$', '#', '&', '+', '~', '-'])
        || value.contains("->")
        || value.contains("&&")
        || value.contains("==") && !value.ends_with("==");
    let mixed = if signs {
        both && (digits > 0 || changes >= 3) && word >= 3
            || digits > 1 && value.bytes().any(|b| b.is_ascii_alphabetic()) && value.len() >= 10 && word >= 5
    } else {
        both && digits >= 2 && changes >= 4 && word >= 8 || both && digits >= 2 && changes >= 3 && word >= 16
    };
    !known && mixed
}

/// Long strings of nothing but chance that nobody introduced; hashes in code are among them only if they have both cases.
fn by_chance(text: &str, finds: &mut Vec<Find>) {
    static LONG: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9_+=-]{28,}"));
    for hit in LONG.find_iter(text) {
        let value = hit.as_str();
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let address = line_before(text, hit.start(), 200)
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|token| token.contains("://"));
        if digits >= 3 && has_both_cases(value) && bits(value) > 4.0 && !address && is_apart(text, &hit.range()) {
            finds.push(Find::new(Kind::ApiKey, Sure::Doubtful, hit.range()));
        }
    }
}
