//! Passwords, and keys that are called so: by what introduces them, by the column or command they stand in, or because they
//! look made and passwords are spoken of.

use super::Kind;
use super::chance::{is_made, is_random, is_stand_in};
use super::find::{Find, Sure, bytes_before, column_head, line_after, line_before, pattern};
use super::secret::is_public;
use crate::guard::is_common_word;
use crate::guard::words::is_function_word;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// `addressed`: what was found in addresses, which ends there before the next parameter.
pub fn find(text: &str, addressed: &[Find], finds: &mut Vec<Find>) {
    by_name(text, addressed, finds);
    by_line(text, finds);
    by_column(text, finds);
    by_command(text, finds);
    by_user(text, finds);
    by_sentence(text, finds);
    by_answer(text, finds);
    by_neighbours(text, finds);
}

/// What is introduced as a key or a password: "password: …", `API_KEY=…`, 密码是….
fn by_name(text: &str, addressed: &[Find], finds: &mut Vec<Find>) {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)(?:(?P<password>passw(?:or)?ds?|passphrase|passwd|passcode|pwd|psw|(?:(?-u:\b)|_)(?:pw|pass|psk)(?-u:\b)|pre-?shared key|kennwort|passwort|mot de passe|mdp|contraseña|senha|wachtwoord|密码|密碼|口令|暗号|パスワード|비밀번호|пароль|parola|hasło|lösenord)|(?-u:\b)(?P<pin>pin(?: code)?)(?-u:\b)",
            r"|(?P<key>(?:api|access|secret|private|auth|encryption|signing|account|shared|license|subscription|client|master|app|service|consumer|deploy|webhook|storage|ssh|x-api|access[_ -]?key)[_ -]?(?:keys?|token|secret|id)|secrets?|tokens?|apikey|credentials?|(?-u:\b)auth|(?-u:\b)key|(?-u:\b)[as]k(?-u:\b)|(?P<some>[A-Za-z0-9][_-]key)(?-u:\b)|密钥|密鑰|金鑰|令牌|權杖|秘钥|访问密钥|口令))",
            r#"(?P<link>[A-Za-z0-9_]{0,12}(?: (?:for|to|of|on) [^\n:=.,;]{1,40}?)?(?:\*\*|__|`)?["']?\)?(?:\s?[(（][^)）\n]{1,40}[)）])?(?:\s{0,3}(?:[:=>|–—]|=>|->|:=)\s{0,4}|(?:\t| {2})\s{0,20}|\s(?:is|was|are|will be|should be|must be|remains|stays|ist|lautet|est|es|è|set to|changed to|reset to)(?: now| still| currently| just| simply| jetzt)?\s?:?\s|\s?(?:(?:还|就|仍)?是|(?:改|设|换|重置|更新|设置|修改|默认)?(?:为|成|成了)|:)\s?)(?:(?:\*\*|__)\s?)?)"#,
            r#"(?P<value>"[^"\n]{3,200}"|'[^'\n]{3,200}'|`[^`\n]{3,200}`|[^\s"'`<>，。；、,;]+)"#,
        ))
    });
    static USED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?P<password>(?-u:\b)(?:password|passwd|passcode|passphrase|pwd|pass|pw|psk|key|token|secret) |(?:密码|密碼|口令|密钥|秘钥|密鑰|令牌)\s?)(?P<value>[A-Za-z0-9][^\s"'`<>，。；、,;]+)"#,
        )
    });
    static GLUED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?P<password>(?-u:\b)(?i:token|secret|key|ak|sk))(?P<value>[0-9a-f]{24,})"));
    static LOGIN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?P<password>(?-u:\b)(?:logins?|wi-?fi|wlan|ssid|network|log-?in with|credentials?|sign in with|zugang(?:sdaten)?|identifiants|账号|帐号|账户|登录|无线)(?:[:=]| is| are| with|为|是)?\s?[^\s/，。,;]{2,40}\s?/\s?)(?P<value>[^\s"'`<>，。；、,;/]{4,})"#,
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
    for (form, linked) in
        [(&NAMED, true), (&USED, false), (&GLUED, false), (&LOGIN, false), (&QUOTED, false), (&USER, false)]
    {
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
            let path = value.contains("://") || value.starts_with('/') && value.matches('/').count() > 1;
            if secret
                && !addressed.contains(&start)
                && !path
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
    static NETWORK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?im)(?:ssid|wi-?fi|wlan|network|无线|無線)[^\n]{0,60}?(?:(?-u:\b)(?:key|password|pass|pw|passphrase|psk)(?-u:\b)|密码|密碼)[ \t]*[:=：]?[ \t]*(?P<value>[\p{L}\p{N}!?'-]{4,}(?:[ _.-][\p{L}\p{N}!?'-]+){0,7})[ \t]*(?:$|[/,;，；])",
        )
    });
    for hit in LABELLED.captures_iter(text).chain(NETWORK.captures_iter(text)) {
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

/// What a command is given as a password.
fn by_command(text: &str, finds: &mut Vec<Find>) {
    static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r#"(?i)(?:(?-u:\b)(?:sshpass|docker login[^\n]{0,80}?|plink[^\n]{0,80}?|rdesktop[^\n]{0,40}?)\s-pw?\s*|(?-u:\b)(?:mysql|mariadb)[a-z]*(?-u:\b)[^\n|;]{0,80}?\s-p|(?-u:\b)7z[a-z]?\s[^\n]{0,60}?\s-p|(?-u:\b)(?:un)?zip\s[^\n]{0,60}?-P\s*|(?-u:\b)redis-cli[^\n]{0,60}?\s-a\s+|(?-u:\b)ldap[a-z]+\s[^\n]{0,120}?\s-w\s+|(?-u:\b)htpasswd\s[^\n]{0,60}?-[a-z]*b[a-z]*\s+\S+\s+\S+\s+|(?-u:\b)smbclient\s[^\n]{0,80}?-U\s*[^\s%]+%"#,
            r#"|/user:\S+\s+(?:/[a-z]+\s+)*|/pass(?:word)?:|--(?:password|passwd|passphrase|pass|pw|token|secret|api-?key|key)[ =]|pass:|(?-u:\b)auth(?:entication)?\s+(?:md5|sha[0-9-]*)\s+|(?-u:\b)priv(?:acy)?\s+(?:aes|3?des)[0-9-]*(?:\s+[0-9]+)?\s+|(?-u:\b)(?:secret|password)\s+[0-9]\s+|(?-u:\b)net user \S+\s+)"#,
            r#"(?P<value>"[^"\n]{4,200}"|'[^'\n]{4,200}'|[^\s"'<>|;]{4,200})"#,
        ))
    });
    for hit in GIVEN.captures_iter(text) {
        let Some(found) = hit.name("value") else { continue };
        let value = found.as_str().trim_matches(['"', '\'']);
        let start = found.start() + usize::from(found.as_str().starts_with(['"', '\'']));
        let told =
            value.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_punctuation()) && !value.starts_with(['-', '/']);
        if told && !is_stand_in(value) {
            finds.push(Find::new(Kind::ApiKey, Sure::Certain, start..start + value.len()));
        }
    }
}

/// A user and what opens the door for them: "admin / …", "root:…".
fn by_user(text: &str, finds: &mut Vec<Find>) {
    static PAIR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?:(?-u:\b)(?P<known>admin|administrator|root|manager|user|guest|test|sa|postgres|oracle|ubuntu|pi|operator|superuser|sysadmin|support|demo)|(?-u:\b)[a-z][a-z0-9._@-]{2,40})(?:\s?/\s?|\s?[:：]\s?)(?P<value>[^\s"'`<>，。；、,;/:]{6,64})"#,
        )
    });
    for hit in PAIR.captures_iter(text) {
        let Some(found) = hit.name("value") else { continue };
        let value = found.as_str().trim_end_matches(['.', ')', ']', '!', '?', '）']);
        let number = value.bytes().all(|b| b.is_ascii_hexdigit() || b".:-".contains(&b));
        let secret = match hit.name("known") {
            _ if number || is_in_address(text, found.start()) || is_public(text, found.start()) => false,
            Some(_) => is_password(value, true, false) && value.bytes().any(|b| b.is_ascii_digit()),
            None => hit[0].contains('/') && is_made(value) && !value.contains('.'),
        };
        if secret && !is_stand_in(value) && !is_expression(text, found.start() + value.len(), value) {
            finds.push(Find::new(Kind::ApiKey, Sure::Likely, found.start()..found.start() + value.len()));
        }
    }
}

/// What a sentence about a password leads to: "changed the password to …", "use … as the password", 密码统一改成….
fn by_sentence(text: &str, finds: &mut Vec<Find>) {
    const SPOKEN: &str = r"(?:passw(?:or)?ds?|passwd|passphrase|passcode|passkey|(?-u:\b)(?:pwd|pw|pass|creds?|credentials|log-?ins?|logon|wi-?fi|wlan)(?-u:\b)|kennwort|passwort|mot de passe|contraseña|senha|wachtwoord)";
    const VALUE: &str = r#"(?P<value>[A-Za-z0-9!#$%&*@^+~?._=-]{5,64})"#;
    static LED_TO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            r#"(?i){SPOKEN}[^.\n?!]{{0,80}}?(?-u:\b)(?:to|as|is|was|be|it's|that's|with|use|using|try|enter|type|and|called|namely)(?: now| still| just| currently| simply)?:? ["'“‘`]?{VALUE}"#
        ))
    });
    static LED_FROM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r#"(?i){VALUE}["'”’`]? (?:is|as|was|for|=)(?: [a-z0-9'-]{{1,15}}){{0,3}}? {SPOKEN}"#))
    });
    static CHINESE: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!(r"(?:密码|密碼|口令|暗号)[^\x00-\x7f。，；！？]{{0,12}}[ :]{{0,2}}{VALUE}")));
    for (form, chinese) in [(&LED_TO, false), (&LED_FROM, false), (&CHINESE, true)] {
        for hit in form.captures_iter(text) {
            let Some(found) = hit.name("value") else { continue };
            let value = found.as_str().trim_end_matches(['.', '?', '-', ',']);
            let end = found.start() + value.len();
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
            let signs = value[..value.len().saturating_sub(1)].contains(|c: char| "!#$%&*@^+~?_=".contains(c));
            let version = value.split_once('.').is_some_and(|(_, part)| part.starts_with(|c: char| c.is_ascii_digit()));
            let told = letters > 0 && (signs || digits > 0 && !version) || chinese && digits >= 6;
            // "8位以上", "3 times", a time, a version, an address.
            let counted = text[end..].trim_start().starts_with(['位', '个', '次', '天', '分', '年', '月', '日']);
            let known = value.contains("://") || value.split_once('@').is_some_and(|(_, host)| host.contains('.'));
            let dated = value.bytes().all(|b| b.is_ascii_digit() || b".-:".contains(&b)) && !chinese;
            let ordinal = digits > 0 && letters <= 2 && !signs && value.ends_with(|c: char| c.is_ascii_lowercase());
            if told
                && !counted
                && !known
                && !dated
                && !ordinal
                && !is_stand_in(value)
                && !is_in_address(text, found.start())
                && !is_expression(text, end, value)
            {
                finds.push(Find::new(Kind::ApiKey, Sure::Likely, found.start()..end));
            }
        }
    }
}

/// All that somebody answers who was asked for a password.
fn by_answer(text: &str, finds: &mut Vec<Find>) {
    static ASKED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?im)(?:passw|pwd|(?-u:\b)pw(?-u:\b)|passphrase|passcode|wi-?fi|log-?in|密码|密碼|口令|kennwort|mot de passe|contraseña)[^\n]{0,60}[?？][ \t]*\n+(?:[^\n:：]{1,40}[:：][ \t]*)?(?P<value>[^\s，。；、,;]{4,64})[ \t.。]*$"#,
        )
    });
    // A label with the line below it to itself.
    static BELOW: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?im)^[ \t*•>-]*(?:[\p{L}0-9_-]+ ){0,2}(?:passw(?:or)?d|passphrase|passcode|passwort|kennwort|pwd|mot de passe|contraseña|[\p{Han}]{0,4}(?:密码|密碼|口令))[ \t*]*[:：]?[ \t]*\n[ \t>]*(?P<value>[^\s，。；、,;:：]{4,64})[ \t]*$"#,
        )
    });
    for hit in ASKED.captures_iter(text).chain(BELOW.captures_iter(text)) {
        let Some(found) = hit.name("value") else { continue };
        if is_password(found.as_str(), true, false) && !is_stand_in(found.as_str()) {
            finds.push(Find::new(Kind::ApiKey, Sure::Certain, found.range()));
        }
    }
}

/// What looks made up to be a password, in a text that speaks of passwords just before: "root's password?" – "It's … now."
fn by_neighbours(text: &str, finds: &mut Vec<Find>) {
    static SPOKEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)passw|passphrase|passcode|kennwort|(?-u:\b)(?:pwd|pw|log-?ins?|logged|sign[- ]?in|wi-?fi|wlan|ssid|vpn|credentials?|keys?|tokens?|secrets?|admin|root)(?-u:\b)|mot de passe|contraseña|senha|wachtwoord|密码|密碼|口令|登录|登陆|账号|帐号|账户|密钥|密鑰|令牌|后台|服务器",
        )
    });
    if !SPOKEN.is_match(text) {
        return;
    }
    static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r#"[!-~&&[^\s"'`<>(),;:|={}\[\]]]{7,128}"#));
    for hit in WORD.find_iter(text) {
        let value = hit.as_str().trim_matches(['*', '.', '?']);
        let value = if is_made(value) { value } else { value.trim_end_matches('!') };
        let start = hit.start() + hit.as_str().find(value).unwrap_or_default();
        if !is_made(value) || is_stand_in(value) {
            continue;
        }
        let near = bytes_before(text, start, NEAR);
        // A blank line ends what was spoken of.
        let near = near.rfind("\n\n").map_or(near, |end| &near[end..]);
        let spoken = SPOKEN.is_match(near) || SPOKEN.is_match(line_after(text, hit.end(), 40));
        if spoken && !is_in_address(text, start) && !is_public(text, start) {
            finds.push(Find::new(Kind::ApiKey, Sure::Certain, start..start + value.len()));
        }
    }
}

/// It is a part of an address on the web.
fn is_in_address(text: &str, at: usize) -> bool {
    line_before(text, at, 400).rsplit(char::is_whitespace).next().is_some_and(|token| token.contains("://"))
}

/// How many bytes before a password it may be spoken of.
const NEAR: usize = 200;

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

/// Code that gets a secret rather than being one: `get_token()`, `os.environ["KEY"]`, `config.password`.
fn is_expression(text: &str, end: usize, value: &str) -> bool {
    let name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || "_.:".contains(c));
    let call = value.split_once('(').is_some_and(|(before, _)| name(before));
    let called = text[end..].starts_with(['(', '[']) && value.contains(|c: char| c.is_ascii_alphabetic());
    // A type, a path, a reference: letters and what holds them together.
    let signs = |c: char| "_.:!<>()?".contains(c);
    let reference = value.starts_with('&');
    let value = value.trim_start_matches('&');
    let typed = (reference || value.contains(signs)) && value.chars().all(|c| c.is_ascii_alphabetic() || signs(c));
    call || called || typed || value.contains("getenv") || value.contains("environ")
}
