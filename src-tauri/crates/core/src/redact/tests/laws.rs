//! What holds for every text.

use super::*;
use proptest::prelude::*;

#[test]
fn large_texts_take_seconds() {
    let mixed = "Dear Anna, call 030 12345678 or write to a.b@example.com; 项目的王小明先生住在北京市朝阳区建国路88号。 card 4111 1111 1111 1111, 10.1.2.3 ";
    for unit in [
        mixed,
        "a",
        "1 ",
        "1234567890 ",
        "a@",
        "a.",
        "://a:",
        "Anna ",
        "ab:",
        "-----BEGIN PRIVATE KEY-----\n",
        "key: ",
        "王",
        "北京市路",
        "0a",
        "DE89 ",
        "[EMAIL_",
        "\\[",
        "é",
        "password is the ",
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        let start = std::time::Instant::now();
        let redaction = Redaction::of(&text, &options(Level::Everything));
        let took = start.elapsed();
        assert_eq!(redaction.restore(redaction.text()).text, text);
        println!("{unit:?}: {took:?} for 1 MB, {} finds", redaction.replaced().len());
        assert!(took.as_secs() < 20, "{unit:?} took {took:?}");
    }
}

#[test]
fn many_different_finds_take_seconds() {
    let text: String = (0..40_000).map(|n| format!("user{n}@example.com, +49 170 {n:07}; ")).collect();
    let start = std::time::Instant::now();
    let redaction = Redaction::of(&text, &Options::default());
    assert_eq!(redaction.restore(redaction.text()).text, text);
    println!("{} bytes, {} finds: {:?}", text.len(), redaction.replaced().len(), start.elapsed());
    assert_eq!(redaction.replaced().len(), 80_000);
    assert!(start.elapsed().as_secs() < 20);
}

fn item() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{3,8}\\.[a-z]{3,8}@[a-z]{4,8}\\.(com|org|de)",
        "\\+49 [1-9][0-9]{2} [0-9]{7}",
        "1[3-9][0-9] [0-9]{4} [0-9]{4}",
        Just("4111 1111 1111 1111".to_owned()),
        Just("DE89 3704 0044 0532 0130 00".to_owned()),
        Just("11010519491231002X".to_owned()),
        "(10|172|192)\\.(1[0-9]|2[0-9])\\.(3[0-9]|4[0-9])\\.(5[0-9]|6[0-9])",
        "(0[1-9]:){3}(a[0-9]|b[0-9]):(c[0-9]|d[0-9]):[0-9]f",
        "ghp_[A-Za-z0-9]{36}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn restores_and_leaves_nothing_behind(
        pieces in prop::collection::vec(("(\\PC{0,12}|[a-z ]{0,20}|[0-9 .-]{0,8}|[A-Z]{1,6}|(EMAIL|\\[X_NAME)_1\\]?|(王|先生|路|号|市|，){0,6}|\n)", item()), 0..6),
        end in "\\PC{0,12}",
        level in prop_oneof![Just(Level::Contacts), Just(Level::Personal), Just(Level::Everything)],
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let mut text = String::new();
        for (piece, item) in &pieces {
            // Apart from what is around them, they are what they are.
            text.push_str(&format!("{piece}\n{item}\n"));
        }
        text.push_str(&end);
        let redaction = Redaction::of(&text, &options(level));
        let restored = redaction.restore(redaction.text());
        prop_assert_eq!(&restored.text, &text);
        prop_assert!(restored.missing.is_empty() && restored.changed.is_empty() && restored.unknown.is_empty());
        for (_, item) in &pieces {
            prop_assert!(!redaction.text().contains(item.as_str()), "{} in {}", item, redaction.text());
        }
        let mut done = 0;
        for replaced in redaction.replaced() {
            prop_assert!(replaced.range.start >= done);
            prop_assert_eq!(&text[replaced.range.clone()], &replaced.original);
            done = replaced.range.end;
        }
        let again = Redaction::of(&text, &options(level));
        prop_assert_eq!(again.text(), redaction.text());
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| redaction.text().floor_char_boundary(cut.index(redaction.text().len() + 1))).collect();
        cuts.extend([0, redaction.text().len()]);
        cuts.sort_unstable();
        let mut restorer = redaction.restorer();
        let mut streamed: String = cuts.windows(2).map(|cut| restorer.push(&redaction.text()[cut[0]..cut[1]])).collect();
        streamed.push_str(&restorer.finish().text);
        prop_assert_eq!(streamed, text);
    }

    #[test]
    fn what_was_found_stands_nowhere_else(text in "(Dear Anna|Mr\\. Vol|张伟|李娜老师|我叫|[a-z]{1,5}|\\PC| |\n|, |。|4155552671|a@b\\.de|key=){0,40}") {
        let redaction = Redaction::of(&text, &options(Level::Everything));
        prop_assert_eq!(redaction.restore(redaction.text()).text, text.as_str());
        let mut left = String::new();
        let mut done = 0;
        for replaced in redaction.replaced() {
            left.push_str(&text[done..replaced.range.start]);
            left.push('\u{1}');
            done = replaced.range.end;
        }
        left.push_str(&text[done..]);
        for replaced in redaction.replaced().iter().filter(|replaced| replaced.original.chars().count() > 2) {
            for (at, _) in left.match_indices(&replaced.original) {
                let range = at..at + replaced.original.len();
                prop_assert!(!find::is_apart(&left, &range), "{:?} in {:?}", replaced, left);
            }
        }
    }
}
