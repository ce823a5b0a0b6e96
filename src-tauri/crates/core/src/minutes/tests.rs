//! The rules on short talks and threads.

use super::decisions::{decides, seals};
use super::questions::asks;
use super::*;

fn of(text: &str, heading: Heading) -> Vec<String> {
    called(text, heading, &[])
}

fn called(text: &str, heading: Heading, me: &[&str]) -> Vec<String> {
    let me: Vec<String> = me.iter().map(|name| (*name).to_owned()).collect();
    let minutes = minutes(text, false, &me).expect("a conversation");
    assert!(minutes.entries.is_sorted_by_key(|entry| entry.heading));
    for entry in &minutes.entries {
        assert!(entry.sources.iter().all(|source| !text[source.clone()].trim().is_empty()), "{entry:?}");
    }
    minutes.entries.into_iter().filter(|entry| entry.heading == heading).map(|entry| entry.text).collect()
}

#[test]
fn sentences_that_decide() {
    for sentence in [
        "We decided to close on Mondays.",
        "We've all agreed that the choir sings first.",
        "Let's go with the blue one.",
        "It's settled then, we meet at ten.",
        "So Friday it is.",
        "OK, the harbour room it is then.",
        "I'll move the start to 2 November and tell the contractor this afternoon.",
        "The budget is hereby approved.",
        "The board has decided against the new roof.",
        "Decision: two stalls instead of three.",
        "运动会定在9月25日，学校已经把操场安排好了。",
        "我们决定用第二个方案。",
        "预算方案一致通过。",
        "那就按老办法来。",
        "这件事老板已经拍板了。",
    ] {
        assert!(decides(sentence), "{sentence}");
    }
}

#[test]
fn sentences_that_only_sound_like_it() {
    for sentence in [
        "Have we decided on the venue?",
        "We haven't decided yet.",
        "Nothing is agreed until the board has decided.",
        "If it rains, we agreed to meet inside.",
        "We should have decided that last week.",
        "Once it's approved we can start.",
        "That's what it is.",
        "I'll move the chairs to the hall on Friday.",
        "We agreed to disagree.",
        "You decided that.",
        "还没决定。",
        "这个由老板决定。",
        "如果预算通过，就定蓝色的。",
        "下次再定吧。",
        "我一定来。",
        "酒店已经预定了。",
        "定了吗？",
        "通过邮件发给大家。",
    ] {
        assert!(!decides(sentence), "{sentence}");
    }
    for sentence in ["It's decided.", "Agreed.", "OK, deal!", "好，就这么定了。", "就这么办吧", "定了。"]
    {
        assert!(seals(sentence), "{sentence}");
    }
    for sentence in ["It's not decided.", "Agreed prices are in the list.", "定金交了。"] {
        assert!(!seals(sentence), "{sentence}");
    }
}

#[test]
fn what_is_sealed_is_told_with_it() {
    let text = "Brigid: Do we have a date?\nNoor: Saturday the 17th, two in the morning. It's decided.\nBrigid: Fine.";
    assert_eq!(of(text, Heading::Decisions), ["Saturday the 17th, two in the morning. It's decided."]);
    let text = "老王：那周六上午集合。\n小李：好，就这么定了。\n老王：散会。";
    assert_eq!(of(text, Heading::Decisions), ["那周六上午集合。好，就这么定了。"]);
}

#[test]
fn a_decision_that_is_taken_back_is_none() {
    let text = "Ann: We decided to hire the harbour room.\nBen: Good.\nAnn: Oh, scrap that, the harbour room is gone.\n\
        Ben: A pity.";
    assert_eq!(of(text, Heading::Decisions), Vec::<String>::new());
    let text = "Ann: Let's go with the harbour room.\nBen: It has no heating.\n\
        Ann: Then we'll go with the school instead of the harbour room.\nBen: Fine.";
    assert_eq!(of(text, Heading::Decisions), ["Then we'll go with the school instead of the harbour room."]);
    let text = "老王：我们决定周六去爬山。\n小李：天气预报有雨。\n老王：那爬山取消，改成看电影。\n小李：行。";
    assert!(!of(text, Heading::Decisions).iter().any(|decision| decision.contains("周六")));
}

#[test]
fn questions_that_want_an_answer() {
    for sentence in ["Who signs off the battens?", "Is Friday ok?", "请问预算多少？", "新货到了以后谁来验？"]
    {
        assert!(asks(sentence), "{sentence}");
    }
    for sentence in
        ["Friday is the bank holiday, isn't it?", "Right?", "Okay, everyone's here?", "行吗？", "人到齐了吗？", "Fine."]
    {
        assert!(!asks(sentence), "{sentence}");
    }
}

#[test]
fn what_nobody_answered_in_a_talk() {
    let text = "Ann: What did the surveyor charge?\nBen: Four hundred.\nAnn: And which insurer covers the roof?\n\
        Ben: No idea.\nAnn: Next item, the fair. When does the tent arrive?";
    assert_eq!(of(text, Heading::OpenQuestions), ["And which insurer covers the roof?", "When does the tent arrive?"]);
    let text = "老王：场地费多少钱？\n小李：三百。\n老王：保险包括小孩吗？\n小李：不知道。\n老王：接下来说海报。";
    assert_eq!(of(text, Heading::OpenQuestions), ["保险包括小孩吗？"]);
}

const THREAD: &str = "From: Ann Roe <ann@example.com>\nTo: Ben Ito; Cleo Park\nDate: 2 May 2026 10:00\n\n\
Ben, which caterer do we take? And Cleo, could you send me the guest list by Friday?\n\n\
From: Cleo Park <cleo@example.com>\nTo: Ann Roe\nDate: 2 May 2026 11:00\n\n\
Will do. We agreed to keep it under sixty guests.\n\n\
From: Ann Roe <ann@example.com>\nTo: Ben Ito; Cleo Park\nDate: 3 May 2026 09:00\n\n\
The hall is booked. The tasting is postponed to 9 May.\n\nBen, please order the flowers.\n\n\
> We agreed to keep it under sixty guests.\n";

#[test]
fn a_thread_tells_what_is_asked_of_the_reader() {
    for me in ["Ben Ito", "ben"] {
        let asked = called(THREAD, Heading::AskedOfMe, &[me]);
        assert!(asked.iter().any(|text| text.contains("flowers")), "{asked:?}");
        assert!(asked.iter().any(|text| text.contains("caterer")), "{asked:?}");
    }
    let asked = called(THREAD, Heading::AskedOfMe, &["Nobody", "cleo@example.com"]);
    assert!(asked.iter().any(|text| text.contains("guest list")) && asked.len() == 1, "{asked:?}");
    assert_eq!(called(THREAD, Heading::AskedOfMe, &["Zoe"]), Vec::<String>::new());
    assert_eq!(of(THREAD, Heading::AskedOfMe), Vec::<String>::new());
}

#[test]
fn a_thread_tells_what_its_latest_message_changed() {
    let changed = of(THREAD, Heading::WhatChanged);
    assert!(changed.iter().any(|text| text.contains("postponed to 9 May")), "{changed:?}");
    assert!(changed.iter().any(|text| text.contains("order the flowers")), "{changed:?}");
    assert!(!changed.iter().any(|text| text.contains("sixty") || text.contains("guest list")), "{changed:?}");
    assert_eq!(of(THREAD, Heading::BySpeaker), Vec::<String>::new());
}

#[test]
fn what_is_quoted_is_blanked_out_in_place() {
    let minutes = minutes(THREAD, false, &[]).unwrap();
    assert_eq!(minutes.own.len(), THREAD.len());
    assert_eq!(minutes.own.matches("sixty").count(), 1);
    assert_eq!(minutes.own.find("flowers"), THREAD.find("flowers"));
    assert!(closed_up(&minutes.own).len() < THREAD.len() - 40);
}

#[test]
fn each_speaker_is_shown_by_what_says_most() {
    let text = "Ann: Good morning.\nBen: Hello.\n\
        Ann: The ferry timetable changes in June and the ferry company wants the new timetable on our posters.\n\
        Ben: Posters with the ferry timetable cost four hundred.\nAnn: Hm.\nBen: Yes.";
    let minutes = minutes(text, false, &[]).unwrap();
    let of = |name: &str| {
        let own = |entry: &&Entry| entry.heading == Heading::BySpeaker && entry.owner.as_deref() == Some(name);
        minutes.entries.iter().filter(own).map(|entry| entry.text.as_str()).collect::<Vec<_>>()
    };
    assert!(of("Ann").len() == 1 && of("Ann")[0].starts_with("The ferry timetable changes"), "{:?}", of("Ann"));
    assert_eq!(of("Ben"), ["Posters with the ferry timetable cost four hundred."]);
}

#[test]
fn a_text_that_is_no_conversation_has_no_minutes() {
    assert!(minutes("We decided to close on Mondays. The rest stays.", false, &[]).is_none());
    assert!(minutes("", true, &[]).is_none());
}

#[test]
fn headings_are_in_the_language_of_the_text() {
    assert_eq!(Heading::WhatChanged.title(Some(Language::CHINESE)), "最新变化");
    assert_eq!(Heading::WhatChanged.title(None), "What changed");
    assert_eq!(serde_json::to_value(Heading::AskedOfMe).unwrap(), "asked-of-me");
}
