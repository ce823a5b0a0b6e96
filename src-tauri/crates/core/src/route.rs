//! Whether a text stays here or may go to a server: a pure decision, with its reason in words.
//!
//! Local by default. What forbids comes first and can't be overruled; where several policies apply, the strictest does.
//! Then a text needs a cause to leave: the user asked for it, the local result was rejected, or it is long. The reason
//! stands in the result, whichever way it goes. Nothing is sent here; that takes a consent (see [`crate::cloud`]).

use serde::{Deserialize, Serialize};

/// Whether texts may be sent to a server, strictest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    Never,
    /// Each time the user is asked.
    Ask,
    /// Where there is a cause, without asking.
    Automatic,
}

impl Policy {
    /// In whatever case.
    pub fn of(word: &str) -> Option<Policy> {
        [Policy::Never, Policy::Ask, Policy::Automatic]
            .into_iter()
            .find(|policy| policy.word().eq_ignore_ascii_case(word))
    }

    pub fn word(self) -> &'static str {
        match self {
            Policy::Never => "never",
            Policy::Ask => "ask",
            Policy::Automatic => "automatic",
        }
    }
}

/// A policy for one tool or application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub name: String,
    pub policy: Policy,
}

/// What the user settled, once for all texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Where no other rule applies; `never` is never, whatever other rules say.
    pub policy: Policy,
    /// Characters above which a text is one for a server.
    pub longer_than: Option<usize>,
    /// A text whose local result was rejected is one for a server.
    pub when_rejected: bool,
    /// By the tool's id.
    pub tools: Vec<Rule>,
    pub applications: Vec<Rule>,
    /// Applications whose texts are never sent.
    pub excluded: Vec<String>,
}

/// A text that is to be worked on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Case<'a> {
    /// The server that is used, when there is one: its name, and the tools that need no asking there.
    pub server: Option<(&'a str, &'a [String])>,
    /// Id of the tool.
    pub tool: &'a str,
    /// What the application that the text is from is called, by every name that is known.
    pub application: &'a [&'a str],
    /// The run leaves no trace, so it does not leave the machine.
    pub private: bool,
    pub characters: usize,
    /// The user asked for a server, or for something better.
    pub asked: bool,
    /// The local model worked on it and the guards rejected the result.
    pub rejected: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Local,
    /// To the server, once the user has seen the request and consents.
    Ask,
    /// To the server: the user consented for good.
    Send(Standing),
}

/// How the user consented for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// To this tool with this server.
    Always,
    /// By the policy `automatic`.
    Rules,
}

/// Where a text goes and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub way: Way,
    /// In words, to be shown: `it stays here: …` or `to “name”: …`.
    pub reason: String,
}

/// Decides where a text is worked on.
pub fn decide(rules: &Rules, case: &Case) -> Decision {
    let here = |why: String| Decision { way: Way::Local, reason: format!("it stays here: {why}") };
    let Some((server, always)) = case.server else {
        return here("no server is set up".into());
    };
    if case.private {
        return here("the run is private".into());
    }
    if rules.policy == Policy::Never {
        return here("the policy for servers is never".into());
    }
    if let Some(name) = rules.excluded.iter().find(|name| is_called(case.application, name)) {
        return here(format!("texts of {name} are never sent"));
    }
    let tool = rules.tools.iter().filter(|rule| rule.name == case.tool);
    let application = rules.applications.iter().filter(|rule| is_called(case.application, &rule.name));
    let strictest = tool.chain(application).min_by_key(|rule| rule.policy);
    let policy = strictest.map_or(rules.policy, |rule| rule.policy);
    if let Some(rule) = strictest.filter(|rule| rule.policy == Policy::Never) {
        return here(format!("the rule for {} is never", rule.name));
    }
    let cause = if case.asked {
        "you asked for it".to_owned()
    } else if case.rejected && rules.when_rejected {
        "the result of the local model was rejected".to_owned()
    } else if let Some(most) = rules.longer_than.filter(|most| case.characters > *most) {
        format!("the text has {} characters, more than {most}", case.characters)
    } else {
        return here("the local model will do".into());
    };
    let (way, leave) = match policy {
        _ if always.iter().any(|tool| tool == case.tool) => {
            (Way::Send(Standing::Always), format!("and you always allow it to {}", case.tool))
        }
        Policy::Automatic => (Way::Send(Standing::Rules), "and your rules allow it".to_owned()),
        Policy::Never | Policy::Ask => (Way::Ask, "when you consent".to_owned()),
    };
    Decision { way, reason: format!("to “{server}”: {cause}, {leave}") }
}

/// By a whole name or the last word of a dotted one, in whatever case: `Mail` is `org.example.mail`.
fn is_called(names: &[&str], rule: &str) -> bool {
    let rule = rule.trim().to_lowercase();
    names.iter().map(|name| name.to_lowercase()).any(|name| name == rule || name.rsplit('.').next() == Some(&*rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules {
            policy: Policy::Ask,
            longer_than: Some(1_000),
            when_rejected: true,
            tools: Vec::new(),
            applications: Vec::new(),
            excluded: vec!["Diary".into()],
        }
    }

    fn rule(name: &str, policy: Policy) -> Vec<Rule> {
        vec![Rule { name: name.into(), policy }]
    }

    #[test]
    fn every_way_and_its_reason() {
        let always = ["tldr".to_owned()];
        let lab = Some(("lab", &always[..]));
        let plain = Case {
            server: lab,
            tool: "proofread",
            application: &["mail", "org.example.Mail"],
            characters: 900,
            ..Case::default()
        };
        let asked = Case { asked: true, ..plain };
        let rejected = Case { rejected: true, ..plain };
        let long = Case { characters: 1_001, ..plain };
        let automatic = Rules { policy: Policy::Automatic, ..rules() };
        let never = Rules { policy: Policy::Never, tools: rule("proofread", Policy::Automatic), ..rules() };
        let tool = |policy| Rules { tools: rule("proofread", policy), ..rules() };
        let application = |policy| Rules { applications: rule("MAIL", policy), ..rules() };
        let both = Rules { tools: rule("proofread", Policy::Automatic), ..application(Policy::Never) };
        let by_rules = Way::Send(Standing::Rules);
        for (rules, case, way, reason) in [
            // Local by default, whatever the policy.
            (rules(), plain, Way::Local, "it stays here: the local model will do"),
            (automatic.clone(), plain, Way::Local, "it stays here: the local model will do"),
            // What forbids can't be overruled, not even by asking.
            (automatic.clone(), Case { server: None, ..asked }, Way::Local, "it stays here: no server is set up"),
            (automatic.clone(), Case { private: true, ..asked }, Way::Local, "it stays here: the run is private"),
            (never, asked, Way::Local, "it stays here: the policy for servers is never"),
            (
                automatic.clone(),
                Case { application: &["diary"], ..asked },
                Way::Local,
                "it stays here: texts of Diary are never sent",
            ),
            (tool(Policy::Never), asked, Way::Local, "it stays here: the rule for proofread is never"),
            (both, asked, Way::Local, "it stays here: the rule for MAIL is never"),
            // A cause, and consent to come.
            (rules(), asked, Way::Ask, "to “lab”: you asked for it, when you consent"),
            (rules(), rejected, Way::Ask, "to “lab”: the result of the local model was rejected, when you consent"),
            (rules(), long, Way::Ask, "to “lab”: the text has 1001 characters, more than 1000, when you consent"),
            (Rules { longer_than: None, ..rules() }, long, Way::Local, "it stays here: the local model will do"),
            (Rules { when_rejected: false, ..rules() }, rejected, Way::Local, "it stays here: the local model will do"),
            // Consent that was given.
            (
                automatic.clone(),
                rejected,
                by_rules,
                "to “lab”: the result of the local model was rejected, and your rules allow it",
            ),
            (automatic.clone(), asked, by_rules, "to “lab”: you asked for it, and your rules allow it"),
            (tool(Policy::Automatic), asked, by_rules, "to “lab”: you asked for it, and your rules allow it"),
            (application(Policy::Automatic), asked, by_rules, "to “lab”: you asked for it, and your rules allow it"),
            (
                Rules { tools: rule("proofread", Policy::Automatic), ..application(Policy::Ask) },
                asked,
                Way::Ask,
                "to “lab”: you asked for it, when you consent",
            ),
            (
                rules(),
                Case { tool: "tldr", ..asked },
                Way::Send(Standing::Always),
                "to “lab”: you asked for it, and you always allow it to tldr",
            ),
            // What is always allowed still needs a cause.
            (rules(), Case { tool: "tldr", ..plain }, Way::Local, "it stays here: the local model will do"),
            (
                Rules { tools: rule("tldr", Policy::Never), ..rules() },
                Case { tool: "tldr", ..asked },
                Way::Local,
                "it stays here: the rule for tldr is never",
            ),
        ] {
            let decision = decide(&rules, &case);
            assert_eq!((decision.way, decision.reason.as_str()), (way, reason), "{rules:?} {case:?}");
        }
    }

    #[test]
    fn an_application_is_named_wholly_or_by_its_last_word() {
        assert!(is_called(&["org.example.Mail"], "mail"));
        assert!(is_called(&["Mail"], " MAIL "));
        assert!(!is_called(&["mailer"], "mail"));
        assert!(!is_called(&["mail"], "") && !is_called(&[], "mail"));
    }

    proptest::proptest! {
        /// Nothing but these three ever makes a text leave, and none of them does against a prohibition.
        #[test]
        fn nothing_leaves_without_a_cause(
            policy in 0..3usize, private: bool, asked: bool, rejected: bool, characters in 0..3_000usize, server: bool,
        ) {
            let policy = [Policy::Never, Policy::Ask, Policy::Automatic][policy];
            let case = Case {
                server: server.then_some(("lab", &[][..])),
                tool: "tldr", private, asked, rejected, characters,
                ..Case::default()
            };
            let leaves = decide(&Rules { policy, ..rules() }, &case).way != Way::Local;
            let may = server && !private && policy != Policy::Never;
            proptest::prop_assert_eq!(leaves, may && (asked || rejected || characters > 1_000));
        }
    }
}
