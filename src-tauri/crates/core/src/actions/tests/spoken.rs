//! English: plans without "I'll", dates said elsewhere, people who take no part.

use super::check;

#[test]
fn plans_in_other_forms() {
    check("Ann: The hens?\nBen: I walk over tomorrow and feed them.\nAnn: Good.", &[("Ben", Some("tomorrow"), "walk")]);
    check("Ann: The hens?\nBen: I walk over on Mondays.\nAnn: Good.", &[]);
    check(
        "Ann: And the speech?\nBen: I was going to write it on Sunday.\nAnn: Good.",
        &[("Ben", Some("Sunday"), "speech")],
    );
    check("Ann: And the speech?\nBen: I was going to write it on Sunday, but then I fell ill.\nAnn: Pity.", &[]);
    check(
        "Ann: What else?\nBen: I still owe Maria a list of songs.\nAnn: You do.\nBen: She'll get it by Friday.",
        &[("Ben", Some("Friday"), "list of songs")],
    );
    check("Ann: What else?\nBen: I still owe him an apology.\nAnn: Hm.", &[]);
    check("Ann: I can take the cat... no I can't, sorry.\nBen: Fine.\nAnn: Bye.", &[]);
    check(
        "Ann: The chairs are missing.\nBen: The chairs I'll bring on Friday.\nAnn: Good.",
        &[("Ben", Some("Friday"), "chairs")],
    );
}

#[test]
fn dates_said_elsewhere() {
    check(
        "Ann: Who asks the printer?\nBen: I can. I'm seeing her on Tuesday anyway.\nAnn: Good.",
        &[("Ben", Some("Tuesday"), "printer")],
    );
    check(
        "Ann: The lamp is broken.\nBen: I'll order a new one.\nAnn: When?\nBen: First thing tomorrow. No, tomorrow I'm in court. Friday.\nAnn: Good.",
        &[("Ben", Some("Friday"), "order")],
    );
    check(
        "Ann: I'll drive the samples over on Friday.\nBen: Friday the road's closed.\nAnn: Oh. Thursday, then, on my way to work.\nBen: Good.",
        &[("Ann", Some("Thursday"), "samples")],
    );
    check(
        "Ann: When will you cut the hedge, Ben?\nBen: Saturday.\nAnn: Good.",
        &[("Ben", Some("Saturday"), "cut the hedge")],
    );
    check(
        "Ann: I'll see to the insurance myself, it's due at the end of the month.\nBen: Good.\nAnn: Bye.",
        &[("Ann", Some("the end of the month"), "insurance")],
    );
    check(
        "Ann: I'll scan it tonight.\nBen: Good.\nAnn: I won't get to the scan tonight after all. Tomorrow.\nBen: Fine.",
        &[("Ann", Some("Tomorrow"), "scan")],
    );
    check(
        "Ann: The dry ice lasts until tonight. It needs topping up.\nBen: Who does that?\nAnn: Me. I'll come back at nine.\nBen: Good.",
        &[("Ann", Some("nine"), "topping up")],
    );
}

#[test]
fn who_will_and_when_that_is() {
    let mail = |words: &str| {
        format!(
            "From: Hedda Moe\nTo: Bruno Lie\nDate: 3 May 2026 09:00\nSubject: Trip\n\n{words}\n\nHedda\n\nFrom: Bruno Lie\nTo: Hedda Moe\nDate: 4 May 2026 \
             09:00\nSubject: Re: Trip\n\nThanks.\n"
        )
    };
    check(
        &mail("Coach: Bruno has found two firms and will book the cheaper one by Friday."),
        &[("Bruno Lie", Some("Friday"), "book")],
    );
    check(&mail("The shop has been told and will close early."), &[]);
    check(
        &mail("The manager is off until Wednesday. I'll give him a ring then."),
        &[("Hedda Moe", Some("Wednesday"), "ring")],
    );
    check(
        "Ann: I've promised the board a draft of the budget by the 15th. That's too early, so the 18th.\nBen: Good.\nAnn: Bye.",
        &[("Ann", Some("the 18th"), "draft")],
    );
    check(
        "Ann: I'll send the menu tonight.\nBen: Somebody has to be here at eight.\nAnn: Yes.",
        &[("Ann", Some("tonight"), "menu")],
    );
}

#[test]
fn people_who_take_no_part() {
    check(
        "Ann: The keys have no labels. Give it to young Kieran, he has nothing to do.\nBen: Good. Kieran labels the keys, by Friday.\nAnn: Yes.",
        &[("Kieran", Some("Friday"), "keys")],
    );
    check(
        "Ann: My husband Colm is writing the list. He says he'll have it ready by Sunday.\nBen: Good.\nAnn: Bye.",
        &[("Colm", Some("Sunday"), "list")],
    );
    check("Ann: The council will repair the road by Friday.\nBen: Good.\nAnn: Bye.", &[]);
    check("Ann: Ben, my brother has a van. He'll bring it on Friday.\nBen: Good.\nAnn: Bye.", &[]);
}

#[test]
fn points_of_minutes() {
    let mail = "From: Mia Lund\nTo: Sam Okoro; Lea Fux\nDate: 1 June 2026\nSubject: Jobs\n\nWhat was agreed:\n\n(a) The gate has been mended.\n(b) A price for \
                the fence (S. Okoro, 30 June)\n(c) Posters - Lea, by Friday\n\nMia\n\nFrom: Lea Fux\nTo: Mia Lund\nDate: 2 June 2026\nSubject: Re: Jobs\n\nFine.\n";
    check(mail, &[("Sam Okoro", Some("30 June"), "fence"), ("Lea Fux", Some("Friday"), "Posters")]);
}

#[test]
fn a_day_that_somebody_proposed() {
    let thread = "From: Ruth Ek\nTo: Arne Dahl; Mei Tan\nDate: 7 April 2026 09:00\nSubject: Loan\n\nArne, could the crate be ready by the 20th? Mei, could you take \
                  the photographs?\n\nRuth\n\nFrom: Arne Dahl\nTo: Ruth Ek; Mei Tan\nDate: 7 April 2026 10:00\nSubject: Re: Loan\n\nThe 20th is out of the \
                  question. The carpenter promises it for the 22nd.\n\nArne\n\nFrom: Mei Tan\nTo: Ruth Ek\nDate: 7 April 2026 11:00\nSubject: Re: Loan\n\nThe \
                  photographs I'll take tomorrow.\n\nMei\n\nFrom: Ruth Ek\nTo: Arne Dahl; Mei Tan\nDate: 8 April 2026 09:00\nSubject: Re: Loan\n\nThe 22nd will do.\n\nRuth\n";
    check(thread, &[("Arne Dahl", Some("The 22nd"), "crate"), ("Mei Tan", Some("tomorrow"), "photographs")]);
}

#[test]
fn what_that_means_is_not_guessed_far_away() {
    check(
        "Ann: I checked with the bank, but that is the story.\nCleo: Then it has to be fixed before we go public. Ben, can \
         you do that and keep the date?\nBen: Sure.",
        &[("Ben", Some("before we go"), "it has to be fixed and keep the date")],
    );
    check(
        "Ann: Ben, could you also make the script delete old ones by itself? otherwise we have the same in a month\n\
         Ben: yes, will do that today. is 7 days enough?\nAnn: I'd say 14.",
        &[("Ben", Some("today"), "make the script delete old ones")],
    );
}

#[test]
fn to_see_something_is_no_offer() {
    check("Ann: The disk is full.\nBen: I can see 214 GB of backups in it.\nAnn: Oh no.", &[]);
    check("Ann: Somebody has to look after the gate.\nBen: I can see to it.\nAnn: Thanks.", &[("Ben", None, "gate")]);
}
