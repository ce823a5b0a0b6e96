//! What an English sentence does: who undertakes, asks, takes over, refuses, has done.
//!
//! The sentence is searched for openings ("I'll", "can you", "Ben to"); what follows up to the end of the clause is
//! what is to be done. The openings are a table; what must not follow them, because it promises nothing ("I'll be",
//! "let me know", "can you hear"), are word lists.

mod answers;
mod clause;
mod openings;
mod tasks;
mod words;

pub(super) use openings::unreal;

use super::act::{Act, Around, Kind, Lean, Who};
use super::due;
use super::names;
use answers::{answers, before, corrected, dated};
use clause::{idle, lean, tidy};
use openings::{CLAUSE_END, EVERYBODY, Form, OPENINGS, UNREAL};
use regex::Regex;
use std::sync::LazyLock;
use tasks::{absent, assigned, base, imperative, listed, nominated};
use words::{ACTIONS, PLANS, PROGRESS, SAME_PAST, STATES};

/// What the sentence does. `sentence` has straight apostrophes and no bullet.
pub(super) fn acts(sentence: &str, around: &Around) -> Vec<Act> {
    // "I was going to write it on Wednesday": a plan, as long as nothing came of it.
    static PLANNED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)\bI was (?:going|planning|about) to\b").expect("a valid pattern"));
    static GIVEN_UP: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)\b(?:but|then|until|instead|altogether)\b").expect("a valid pattern"));
    let planned = PLANNED.is_match(sentence) && !GIVEN_UP.is_match(sentence) && due::due(sentence).is_some();
    let sentence = &*if planned { PLANNED.replace(sentence, "I'm going to") } else { sentence.into() };
    let (called, rest) = names::called(sentence, around);
    let you = if called.is_empty() { around.you.clone() } else { called.clone() };
    let mut found = answers(rest, around);
    found.extend(absent(rest, around));
    let conditional = UNREAL.is_match(rest);
    static ASKING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:(?:and|so|but|ok|okay|good|great|well|right)[,.]?\s+)*(?:what|how|why|when|where|which|",
            r"by when|did|do|does|is|are|was|were|has|have)\b(?:'s)?",
        ))
        .expect("a valid pattern")
    });
    // "When could I see it?" asks to be told, and is no offer.
    if rest.ends_with('?')
        && ASKING.is_match(rest)
        && !rest.to_lowercase().contains("do you think you")
        && !rest.to_lowercase().contains("do you want me")
        && !rest.to_lowercase().starts_with("are you able")
    {
        found.extend(nominated(rest, around));
        return found;
    }
    if let Some(act) = nominated(rest, around) {
        found.push(act);
        return found;
    }
    // "I'll scan them instead of bringing the boxes."
    if let Some((_, given_up)) = rest
        .split_once("instead of ")
        .filter(|(_, tail)| tail.split(' ').next().is_some_and(|word| word.ends_with("ing")))
    {
        found.push(Act { about: given_up.to_owned(), ..Act::new(Kind::Cancel) });
    }
    let mut from = 0;
    if let Some(act) = listed(sentence, around) {
        found.push(act);
        from = rest.len();
    } else if let Some(act) = imperative(rest, &called, &you) {
        found.push(act);
        // "Call the bank and I'll do the rest": the other half may hold more.
        from = CLAUSE_END.find(rest).map_or(rest.len(), |end| end.start().max(1).min(rest.len()));
    }
    let question = rest.trim_end().ends_with('?');
    let assigned = assigned(rest, around);
    while let Some((start, mut act, end)) = next(rest, from, around, &you, question, &assigned) {
        let began = from;
        from = end.max(from + 1);
        while !rest.is_char_boundary(from) {
            from += 1;
        }
        // "If it rains we could…": only what is asked outright stands ("if you see him, please tell him").
        let outright = act.kind == Kind::Open && rest.contains("should")
            || act.kind == Kind::Request && rest[start..].to_lowercase().starts_with("please");
        if conditional && !outright && !matches!(act.kind, Kind::Offer) {
            continue;
        }
        if act.due.is_none() {
            act.due = before(rest, began, start).or_else(|| corrected(rest, end));
        } else if let Some(date) = corrected(rest, end) {
            act.due = Some(date);
        }
        act.about = rest.to_owned();
        if rest.contains("any questions") || rest.contains("hesitate") {
            continue;
        }
        // "I can take the books... no I can't."
        static TAKEN_BACK: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)\bno,? (?:wait,? )?I (?:can't|won't|couldn't|don't)\b").expect("a valid pattern")
        });
        // "…, otherwise I'll take a photo": only if something else fails.
        if TAKEN_BACK.is_match(&rest[start..])
            || act.kind == Kind::Commit && rest[..start].trim_end().to_lowercase().ends_with("otherwise")
        {
            continue;
        }
        // "I'm there on Wednesday, I'll ask her": when, too.
        if act.due.is_none()
            && matches!(act.kind, Kind::Commit | Kind::Offer)
            && (act.lean != Lean::Not || rest[start..].contains(" then") || rest[start..].contains(" myself"))
        {
            act.due = occasion(&rest[..start]).or_else(|| around.occasion.clone());
            // "He's off until Wednesday. I'll ring him then."
            if act.due.is_none() && rest.trim_end_matches(['.', '!']).ends_with(" then") {
                act.due = around.day.clone();
            }
        }
        // "I still have to pay, will do that today", "I need your numbers, please let me have them": one task.
        if let Some(last) =
            found.last_mut().filter(|last| act.lean != Lean::Not && last.who == act.who && !last.what.is_empty())
        {
            let own = act.kind == Kind::Commit && matches!(last.kind, Kind::Can | Kind::Offer | Kind::Soft);
            if own || act.kind == Kind::Request && last.kind == Kind::Request {
                last.kind = act.kind;
                last.due = act.due.or(last.due.take());
                continue;
            }
        }
        found.push(act);
    }
    // "Write me two pages on how it happened and how we keep it from happening again, by Friday": the only date there is.
    let tasks = |act: &&mut Act| matches!(act.kind, Kind::Commit | Kind::Request | Kind::Assign);
    if found.iter_mut().filter(tasks).count() == 1
        && let Some(act) = found.iter_mut().find(tasks).filter(|act| act.due.is_none())
    {
        let mut deadlines = due::dates(rest).into_iter().filter(|date| date.weight == due::Weight::Deadline);
        act.due = deadlines.next().filter(|_| deadlines.next().is_none());
    }
    if found.iter().all(|act| matches!(act.kind, Kind::Accept | Kind::Refuse)) {
        found.extend(dated(rest, &called, around.asked));
    }
    found
}

/// When the speaker will be somewhere, or with somebody: "I'm down there on Wednesday", "I'm dining with him tomorrow".
pub(super) fn occasion(text: &str) -> Option<due::Date> {
    static RULE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\bI(?:'m| am|'ll be| will be) (?:(?:down|up|over|back|out|in|at|there|here|round) |(?:dining|lunching|",
            r"seeing|meeting|visiting|having (?:lunch|dinner|a drink)) )",
        ))
        .expect("a valid pattern")
    });
    RULE.find(text).and_then(|found| due::due(&text[found.start()..]))
}

/// The first opening from `from` on that something comes of: where it begins, the act, where its clause ends.
fn next(
    text: &str,
    from: usize,
    around: &Around,
    you: &[Who],
    question: bool,
    assigned: &[(usize, usize, Vec<Who>, Kind)],
) -> Option<(usize, Act, usize)> {
    let mut at = from;
    loop {
        let tail = text.get(at..)?;
        let mut first: Option<(usize, usize, Kind, Form, Vec<Who>, String)> = None;
        let mut consider = |start: usize, end: usize, kind, form, who: Vec<Who>, verb: String| {
            let better = first.as_ref().is_none_or(|best| start < best.0 || (start == best.0 && end > best.1));
            if better {
                first = Some((start, end, kind, form, who, verb));
            }
        };
        for opening in OPENINGS.iter() {
            if let Some(found) = opening.rule.captures(tail) {
                let whole = found.get(0)?;
                let verb = found.get(1).map_or(String::new(), |verb| verb.as_str().to_lowercase());
                let ours = whole.as_str().to_lowercase().starts_with("you and i");
                let who = match opening.kind {
                    Kind::Request if ours => you.iter().cloned().chain(around.speaker.map(Who::Person)).collect(),
                    Kind::Request => you.to_vec(),
                    Kind::Open => Vec::new(),
                    _ => around.speaker.map(Who::Person).into_iter().collect(),
                };
                consider(at + whole.start(), at + whole.end(), opening.kind, opening.form, who, verb);
            }
        }
        if let Some(found) = EVERYBODY.captures(tail) {
            let whole = found.get(0)?;
            let all = found.get(1).or(found.get(2)).map_or("all", |all| all.as_str()).to_lowercase();
            consider(
                at + whole.start(),
                at + whole.end(),
                Kind::Request,
                Form::Verb,
                vec![Who::All(all)],
                String::new(),
            );
        }
        for (start, end, who, kind) in assigned.iter().filter(|(start, ..)| *start >= at) {
            consider(*start, *end, *kind, Form::Verb, who.clone(), String::new());
        }
        let (start, end, kind, form, who, verb) = first?;
        let clause_end = end + CLAUSE_END.find(&text[end..]).map_or(text.len() - end, |found| found.start());
        // "Ann rings the man, Ben sees to the pads": the next person takes over.
        // The verb belongs to what is to be done: "somebody tell the parents".
        let end = if kind == Kind::Open && form == Form::Verb && text[start..end].ends_with(char::is_alphabetic) {
            text[..end].rfind(' ').map_or(end, |space| space + 1)
        } else {
            end
        };
        let clause_end = assigned.iter().map(|other| other.0).filter(|other| *other > end).fold(clause_end, usize::min);
        // "Ann does the cut, Ben the notes": Ben's, though no verb says so.
        let gapped = names::groups(text, around).into_iter().map(|(range, _)| range.start);
        let clause_end = gapped
            .filter(|at| around.recap && *at > end && text[..*at].ends_with(", "))
            .map(|at| at - 2)
            .fold(clause_end, usize::min);
        if let Some(mut act) =
            read(text, start, end..clause_end, kind, form, who, &verb, around, (question, you != around.you))
        {
            if kind == Kind::Assign {
                act.what = base(&act.what);
            }
            return Some((start, act, clause_end));
        }
        at = end.max(at + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
}

/// The act behind one opening, unless what follows undertakes nothing.
#[allow(clippy::too_many_arguments)]
fn read(
    text: &str,
    start: usize,
    clause: std::ops::Range<usize>,
    kind: Kind,
    form: Form,
    who: Vec<Who>,
    progressive: &str,
    around: &Around,
    (question, named): (bool, bool),
) -> Option<Act> {
    let words = &text[clause.clone()];
    // "See whether he can do Monday": a date of what is asked, not of the asking.
    let own = [" whether ", " how ", " what ", " why "].iter().filter_map(|word| words.find(word)).min();
    let due = due::due(&words[..own.unwrap_or(words.len())]);
    let mut act = Act { due, who, ..Act::new(kind) };
    let low = words.to_lowercase();
    let verb = low
        .split(|c: char| !c.is_alphabetic() && c != '\'')
        .find(|word| !word.is_empty())
        .unwrap_or_default()
        .to_owned();
    if form == Form::Present {
        // "I go there on Mondays" is what somebody always does; "I put it there on Monday" has been done.
        let plan = (ACTIONS.contains(&&*verb) && !SAME_PAST.contains(&&*verb)) || PLANS.contains(&&*verb);
        let day =
            act.due.as_ref().is_some_and(|date| !date.text.ends_with("days") && date.weight != due::Weight::Thing);
        if !plan || !day || question || ["always", "usually", "every", "never"].iter().any(|word| text.contains(word)) {
            return None;
        }
    }
    if form == Form::Bare {
        if kind == Kind::Request {
            act.what = "do that".to_owned();
        }
        if kind == Kind::Deliver && act.due.is_none() {
            return None;
        }
        return Some(act);
    }
    if form == Form::Progressive {
        let busy = PROGRESS.contains(&progressive);
        let own = low.contains("myself") || low.contains("care of");
        let idle = low.trim_start().starts_with("late")
            || low.trim_start().starts_with("well")
            || low.trim_start().starts_with("to ")
            || low.trim_start().starts_with("fine")
            || low.trim_start().starts_with("out of");
        if idle || STATES.contains(&progressive) || !(act.due.is_some() || busy || own) {
            return None;
        }
        let from = text[..clause.start].len() - progressive.len();
        act.what = tidy(&text[from..clause.end]);
    } else if form == Form::Passive {
        let whole = text[start..clause.start].trim_start_matches([',', ';', ':', ' ']);
        act.what =
            tidy(if kind == Kind::Request { whole.split_once(' ').map_or(whole, |(_, rest)| rest) } else { whole });
        act.due = due::due(words);
    } else if form == Form::Topic {
        act.what = tidy(&text[start..clause.start]).split(" would be").next().unwrap_or_default().to_owned();
        act.what =
            act.what.split(" is ").next().unwrap_or_default().trim_start_matches([',', ';', ':', ' ']).to_owned();
    } else {
        act.what = tidy(words);
        // "Could you give me access, Dr. Clarke": whom it speaks to is no part of it.
        if let Some((range, _)) = around.people.named(&act.what).last().filter(|(range, _)| range.end == act.what.len())
            && act.what[..range.start].ends_with(", ")
        {
            act.what.truncate(range.start - 2);
        }
    }
    // "The photographs I'll take tomorrow."
    static FRONTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|[,;:] |\b(?:and|but|so) )((?:the|your|our|my|those|these) [^,;:.?!]{2,40}) $")
            .expect("a valid pattern")
    });
    if kind == Kind::Commit
        && form == Form::Verb
        && !act.what.contains(' ')
        && !act.what.is_empty()
        && let Some(thing) = FRONTED.captures(&text[..start])
    {
        act.what = format!("{} {}", act.what, &thing[1]);
    }
    // "Will do" is an answer.
    if kind == Kind::Commit && act.what.eq_ignore_ascii_case("do") && act.due.is_none() {
        return None;
    }
    let silent = match (kind, form) {
        (Kind::Deliver, _) => act.due.is_none() && !low.contains("from me"),
        // How much of something is needed, said of what was asked for.
        (Kind::Open, Form::Thing) if ["about", "around", "roughly", "more", "less", "at"].contains(&verb.as_str()) => {
            true
        }
        (_, Form::We) => !(around.thread || around.asked) || act.due.is_none() || idle(&verb, &low, kind, "", around),
        (Kind::Commit, Form::Thing) if text[start..].contains(" owe ") => {
            !(low.starts_with("a ") || low.starts_with("an ") || low.starts_with("the "))
                || ["apolog", "drink", "beer", "favour", "favor", "quid", "pound", "money", "lunch"]
                    .iter()
                    .any(|word| low.contains(word))
        }
        (_, Form::Need) => {
            !(named || low.contains("from you") || low.contains("your "))
                || low.starts_with("you ")
                || low.starts_with("to ")
        }
        (_, Form::Thing | Form::Gerund | Form::Topic | Form::Progressive | Form::Passive) => act.what.is_empty(),
        (Kind::Can, _)
            if verb == "see"
                && !["see to ", "see if ", "see about ", "see whether "]
                    .iter()
                    .any(|w| low.trim_start().starts_with(w)) =>
        {
            true
        }
        (Kind::Open, _) => {
            verb.is_empty() || ["be", "know", "think", "remember", "explain", "see", "hear"].contains(&verb.as_str())
        }
        _ => idle(&verb, &low, kind, &text[start..], around),
    };
    if silent {
        return None;
    }
    // "A guy who does that" asks for nobody.
    if kind == Kind::Open && !question && text[start..].to_lowercase().starts_with("who") {
        return None;
    }
    // "will you", "can I" are questions; in "I said will you" they are none, and neither is "who will" in a clause.
    let asks = text[start..].to_lowercase().starts_with("you ");
    if kind == Kind::Request && asks && !(around.thread || act.due.is_some() || ACTIONS.contains(&verb.as_str())) {
        return None;
    }
    if kind == Kind::Can && question {
        act.kind = Kind::Offer;
    }
    if kind == Kind::Commit && text[start..].to_lowercase().starts_with("let me") && around.speaker.is_none() {
        return None;
    }
    // "Ben has found two firms and will book one": not the speaker.
    if kind == Kind::Commit
        && text[start..].trim_start_matches([',', ' ', ';', ':']).to_lowercase().starts_with("and will ")
    {
        let before = &text[..start];
        let own =
            before.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|word| word == "I" || word.starts_with("I'"));
        match names::groups(before, around).into_iter().next() {
            Some((range, who)) if !own && (range.start == 0 || before[..range.start].ends_with(": ")) => {
                act.who = who;
                act.kind = Kind::Assign;
            }
            _ if !own && before.split(' ').count() > 2 => return None,
            _ => {}
        }
    }
    if kind == Kind::Request && low.contains("all of you")
        || text[clause.end..].to_lowercase().trim_start_matches([',', ' ']).starts_with("all of you")
    {
        act.who = vec![Who::All("all of you".to_owned())];
    }
    // "May I leave this with you?"
    if form == Form::Thing && ["this", "that", "it"].contains(&verb.as_str()) && kind == Kind::Request {
        act.what = "do this".to_owned();
    }
    act.lean = match (form, lean(&act.what)) {
        (Form::Thing | Form::Topic | Form::Need, Lean::Object) if !super::words::words(&act.what).is_empty() => {
            Lean::Not
        }
        (_, lean) => lean,
    };
    Some(act)
}
