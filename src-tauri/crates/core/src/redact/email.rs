//! E-mail addresses, also spelt out ("anna at example dot com").

use super::Kind;
use super::find::{Find, Sure, after, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// Ends of file names and of packages, which are no domains: `icon@2x.png`.
const NO_DOMAIN: &[&str] =
    &["png", "jpg", "jpeg", "gif", "svg", "webp", "js", "ts", "css", "html", "json", "rc", "beta", "alpha"];

pub fn find(text: &str, finds: &mut Vec<Find>) {
    // Latin, Greek and Cyrillic letters; Chinese ones would run into the address.
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[A-Za-zÀ-ÖØ-öø-ɏͰ-ӿ0-9_%+][A-Za-zÀ-ÖØ-öø-ɏͰ-ӿ0-9._%+'&~=/#!$*?^{|}-]*@(?:[A-Za-zÀ-ÖØ-öø-ɏͰ-ӿ0-9](?:[A-Za-zÀ-ÖØ-öø-ɏͰ-ӿ0-9-]*[A-Za-zÀ-ÖØ-öø-ɏͰ-ӿ0-9])?\.)+[A-Za-zÀ-ÖØ-öø-ɏͰ-ӿ]{2,}",
        )
    });
    static SPELT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?-u:\b)[a-z0-9._%+-]+ ?(?:[(\[{<] ?(?:at|@|ät) ?[)\]}>]| at ) ?[a-z0-9-]+(?: ?(?:[(\[{<] ?(?:dot|\.|punkt) ?[)\]}>]| dot |\.) ?[a-z0-9-]+)*? ?(?:[(\[{<] ?(?:dot|\.|punkt) ?[)\]}>]| dot |\.) ?(?:com|org|net|edu|gov|io|dev|co|uk|de|fr|es|it|nl|ch|at|eu|cn|jp|in|us|ca|au)(?-u:\b)",
        )
    });
    for hit in ADDRESS.find_iter(text) {
        // In a query or a path the address begins after what names it.
        let skip = hit
            .as_str()
            .find('@')
            .and_then(|at| hit.as_str()[..at].rfind(['=', '/', '?', '&', '#', '!', '$', '*', '^', '{', '|', '}']));
        let start = hit.start() + skip.map_or(0, |skip| skip + 1);
        let Some((local, domain)) = text[start..hit.end()].split_once('@') else { continue };
        let first = domain.split('.').next().unwrap_or_default();
        let version = first.bytes().all(|b| b.is_ascii_digit())
            && domain.split('.').nth(1).is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()));
        let last = domain.rsplit('.').next().unwrap_or_default();
        let remote = local == "git" && after(text, hit.end()) == Some(':');
        if local.is_empty() || version || remote || NO_DOMAIN.contains(&last) || is_user_info(text, start) {
            continue;
        }
        finds.push(Find::new(Kind::Email, Sure::Certain, start..hit.end()));
    }
    for hit in SPELT.find_iter(text) {
        // "look at example.com" is no address; one of the signs must be spelt out in brackets, or both as words.
        let spelt = hit.as_str();
        if spelt.contains(['(', '[', '{', '<']) || spelt.contains(" at ") && spelt.contains(" dot ") {
            finds.push(Find::new(Kind::Email, Sure::Likely, hit.range()));
        }
    }
}

/// The password in `https://name:password@host`, which has its own finder.
fn is_user_info(text: &str, at: usize) -> bool {
    let near = &text[text.ceil_char_boundary(at.saturating_sub(200))..at];
    let token = near.rsplit(char::is_whitespace).next().unwrap_or_default();
    token
        .rsplit_once("://")
        .is_some_and(|(_, authority)| !authority.contains(['/', '?', '#']) && authority.contains(':'))
}
