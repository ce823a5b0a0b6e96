//! Keys and tokens: by the forms that issuers gave them, by where they stand in an address, or because they are nothing but
//! chance.

use super::Kind;
use super::chance::{bits, case_changes, has_both_cases, has_mixed_word, is_random, is_stand_in, odd_capitals};
use super::find::{Find, Sure, after, before, bytes_before, is_apart, line_before, pattern};
use regex::Regex;
use std::sync::LazyLock;

pub fn find(text: &str, finds: &mut Vec<Find>) {
    by_form(text, finds);
    private_keys(text, finds);
    by_chance(text, finds);
}

/// Passwords in front of a host, and what queries and hooks carry that opens something.
pub fn in_addresses(text: &str, finds: &mut Vec<Find>) {
    static USER: LazyLock<Regex> = LazyLock::new(|| pattern(r#"://[^\s/:@"'<>]*:(?P<secret>[^\s/"'<>]+)@"#));
    static QUERY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)[?&#;](?:amp;)?(?:[a-z0-9_.-]*(?:token|secret|passw(?:or)?d|passwd|pwd|api[_-]?key|apikey|access[_-]?key|signature|credential|session(?:[_-]?id)?|access|jwt|[_-]key|[_-]code|[_-]sig|[_-]auth|[_-]hash)|auth|authkey|key|sig|sign|pass|pw|sid|sessid|phpsessid|jsessionid|otp|ticket|hash|hmac|code|assertion)=(?P<secret>[^&#;\s"'<>,。，)\]]+)"#,
        )
    });
    static HOOK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:hooks\.slack\.com/(?:services|workflows)/|discord(?:app)?\.com/api/webhooks/[0-9]+/|api\.telegram\.org/bot|outlook\.office\.com/webhook/|maker\.ifttt\.com/trigger/[^\s/]+/with/key/)(?P<secret>[A-Za-z0-9_:/@-]+)",
        )
    });
    // By another name: whatever is nothing but chance.
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r#"[?&](?:amp;)?(?P<name>[A-Za-z0-9_.-]{1,40})=(?P<secret>[^&#\s"'<>,。，)\]]{12,})"#)
    });
    static HARMLESS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^(?:utm_.*|gclid|fbclid|msclkid|v|vid|id|ids|doc|file|filename|name|path|url|uri|redirect.*|return.*|next|q|query|search|list|rev|commit|ref|etag|ver|version|build|cid|lang|locale|x-amz-(?:date|credential|algorithm|expires|signedheaders))$",
        )
    });
    for (form, least, query) in [(&USER, 1, false), (&QUERY, 3, true), (&OTHER, 12, true), (&HOOK, 8, false)] {
        for hit in form.captures_iter(text) {
            let Some(secret) = hit.name("secret") else { continue };
            let value = secret.as_str().trim_end_matches(['.', ';', ':', '!', '?']);
            // A query belongs to an address: something stands in front of it.
            let start = hit.get(0).map_or(0, |whole| whole.start());
            let lone = query && before(text, start).is_none_or(char::is_whitespace);
            let harmless = hit.name("name").is_some_and(|name| HARMLESS.is_match(name.as_str()) || !is_random(value));
            if value.len() < least || is_stand_in(value) || lone || harmless {
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
            r"|LTAI[A-Za-z0-9]{12,}|AKID[A-Za-z0-9]{13,}|AC[0-9a-f]{32}|SK[0-9a-f]{32}|SEC[0-9a-f]{64}",
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

/// What nobody introduced and is nothing but chance. Hashes in code, and what addresses and paths consist of, are left.
fn by_chance(text: &str, finds: &mut Vec<Find>) {
    static LONG: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9_+/~-]{12,}={0,2}"));
    for hit in LONG.find_iter(text) {
        let value = hit.as_str();
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let changes = case_changes(value);
        let chance = if value.contains('/') {
            // Paths have words, and none is as long.
            value.len() >= 28 && digits >= 3 && changes >= 6 && !value.starts_with('/') && bits(value) > 4.2
        } else {
            value.len() >= 28 && digits >= 3 && has_both_cases(value) && bits(value) > 4.0
                || digits >= 2 && changes >= 4 && odd_capitals(value) >= 3 && has_mixed_word(value)
        };
        if !chance || value.len() > 400 || is_stand_in(value) || !is_apart(text, &hit.range()) {
            continue;
        }
        let token = line_before(text, hit.start(), 400).rsplit(char::is_whitespace).next().unwrap_or_default();
        let address = token.contains("://") || token.starts_with("www.") || token.ends_with(['/', '@', '.', '\\', '#']);
        let address = address || after(text, hit.end()) == Some('@');
        if !address && !token.ends_with("base64,") && !is_public(text, hit.start()) {
            finds.push(Find::new(Kind::ApiKey, Sure::Likely, hit.range()));
        }
    }
}

/// What stands here is a public key, a certificate, or a sum to check a file by.
pub fn is_public(text: &str, at: usize) -> bool {
    static NAMED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?:(?:ssh|ecdsa)-[a-z0-9@.-]+ |(?-u:\b)sha(?:256|384|512)-)\S*$"));
    let before = bytes_before(text, at, 4096);
    // A block ends with its last line, and where a line has anything but its signs.
    let block = before.rfind("-----BEGIN ").map(|begin| &before[begin + 11..]).is_some_and(|block| {
        let (label, body) = block.split_once("-----").unwrap_or_default();
        !label.contains("PRIVATE")
            && body.starts_with('\n')
            && body.chars().all(|c| c.is_ascii_alphanumeric() || "+/=\r\n".contains(c))
            && !body.contains("\n\n")
    });
    let sum = ["sha256-", "sha384-", "sha512-"].iter().any(|sum| text[at..].starts_with(sum));
    block || sum || NAMED.is_match(line_before(text, at, 200))
}
