//! What the user chose about servers.

use super::names;
use crate::redact;
use crate::route::{Policy, Rule, Rules};
use crate::run::Warning;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Cloud {
    /// Counts once a server is set up; until then nothing goes anywhere.
    pub policy: Policy,
    /// Characters above which a text is one for a server; `None` is no such limit.
    pub longer_than: Option<u32>,
    /// A text whose local result the guards rejected is one for a server.
    pub when_rejected: bool,
    /// Other policies for tools, by id: `tldr=automatic, proofread=never`.
    pub tools: Option<String>,
    /// Other policies for applications: `Mail=ask`.
    pub applications: Option<String>,
    /// Applications whose texts are never sent, between commas.
    pub excluded: Option<String>,
    /// What is replaced before a text is sent.
    pub hide: Hide,
    /// The user's own words and names, replaced as well, between commas.
    pub hidden_words: Option<String>,
    /// How long the privacy report is kept.
    pub keep: Keep,
    /// What was sent is kept in the report.
    pub keep_payloads: bool,
}

impl Default for Cloud {
    fn default() -> Self {
        Cloud {
            policy: Policy::Ask,
            longer_than: None,
            when_rejected: true,
            tools: None,
            applications: None,
            excluded: None,
            hide: Hide::Personal,
            hidden_words: None,
            keep: Keep::Days90,
            keep_payloads: false,
        }
    }
}

impl Cloud {
    /// The user's own words that are replaced.
    pub fn hidden(&self) -> Vec<String> {
        names(&self.hidden_words).collect()
    }

    /// The rules to route by, and what could not be understood of them: that counts as `never`.
    pub fn rules(&self) -> (Rules, Vec<Warning>) {
        let mut warnings = Vec::new();
        let mut read = |list: &Option<String>, key: &str| -> Vec<Rule> {
            let rule = |written: String| {
                let (name, word) =
                    written.split_once('=').map_or((written.as_str(), ""), |(name, word)| (name, word.trim()));
                let policy = Policy::of(word).unwrap_or_else(|| {
                    let message = format!(
                        "\"{written}\" in the setting {key} is no rule, so nothing of it is sent. Write one as in \
                         name=never, name=ask or name=automatic."
                    );
                    warnings.push(Warning::new("cloud-rule", message));
                    Policy::Never
                });
                Rule { name: name.trim().to_owned(), policy }
            };
            names(list).map(rule).collect()
        };
        let rules = Rules {
            policy: self.policy,
            longer_than: self.longer_than.map(|characters| characters as usize),
            when_rejected: self.when_rejected,
            tools: read(&self.tools, "cloud.tools"),
            applications: read(&self.applications, "cloud.applications"),
            excluded: names(&self.excluded).collect(),
        };
        (rules, warnings)
    }
}

/// What is replaced in texts before they are sent, each word with everything of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Hide {
    Nothing,
    Contacts,
    Personal,
    Everything,
}

impl Hide {
    pub fn level(self) -> Option<redact::Level> {
        match self {
            Hide::Nothing => None,
            Hide::Contacts => Some(redact::Level::Contacts),
            Hide::Personal => Some(redact::Level::Personal),
            Hide::Everything => Some(redact::Level::Everything),
        }
    }
}

/// How long entries of the privacy report are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Keep {
    #[serde(rename = "15m")]
    Minutes15,
    #[serde(rename = "1h")]
    Hour,
    #[serde(rename = "1d")]
    Day,
    #[serde(rename = "7d")]
    Days7,
    #[serde(rename = "30d")]
    Days30,
    #[serde(rename = "90d")]
    Days90,
    #[serde(rename = "forever")]
    Forever,
}

impl Keep {
    /// The age at which an entry is dropped.
    pub fn minutes(self) -> Option<u32> {
        const DAY: u32 = 24 * 60;
        match self {
            Keep::Minutes15 => Some(15),
            Keep::Hour => Some(60),
            Keep::Day => Some(DAY),
            Keep::Days7 => Some(7 * DAY),
            Keep::Days30 => Some(30 * DAY),
            Keep::Days90 => Some(90 * DAY),
            Keep::Forever => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_is_not_understood_sends_nothing() {
        let cloud = Cloud {
            tools: Some("tldr = automatic，proofread=never, ask".into()),
            applications: Some("Mail=Ask, Chat=sometimes".into()),
            excluded: Some("Notes, Diary".into()),
            ..Cloud::default()
        };
        let (rules, warnings) = cloud.rules();
        let rule = |name: &str, policy| Rule { name: name.into(), policy };
        assert_eq!(
            rules.tools,
            [rule("tldr", Policy::Automatic), rule("proofread", Policy::Never), rule("ask", Policy::Never)]
        );
        assert_eq!(rules.applications, [rule("Mail", Policy::Ask), rule("Chat", Policy::Never)]);
        assert_eq!(rules.excluded, ["Notes", "Diary"]);
        assert_eq!(warnings.len(), 2);
        assert!(warnings[1].message.contains("Chat=sometimes"), "{warnings:?}");
    }
}
