//! Pictures of every screen, in both languages and both themes, of real results by the `standard` model. Not a test:
//! `./dev screenshots` makes them and makes them small.

use crate::cloud;
use crate::common::Stet;
use crate::digest::{self, Sent};
use crate::person::{Person, RUN, SOON};
use crate::served::Recorder;
use crate::window::until;
use fantoccini::Client;
use std::path::{Path, PathBuf};

/// What is on the pictures of one language.
struct Scenes {
    language: &'static str,
    letter: &'static str,
    rewritten: &'static str,
    article: &'static str,
    question: &'static str,
    selected: &'static str,
    notifications: [Sent; 8],
}

const SCENES: [Scenes; 2] = [
    Scenes {
        language: "en",
        letter: include_str!("../../assets/samples/email.txt"),
        rewritten: "Hi Tom, I can't make it on Thursday, the catalogue is not ready and I don't want to rush it. Can we \
            do Monday instead? Sorry for telling you so late.",
        article: include_str!("../../assets/samples/newsletter.txt"),
        question: "Who is the architect?",
        selected: "I has read the second proof yesterday evening and it looks much better then the first one.",
        notifications: [
            ("Déjà Dup", "Backup finished", "All of your files were backed up."),
            ("Signal", "Priya Nair", "Hi, are you back from the printers?"),
            ("Signal", "Priya Nair", "The caption on page 14 is still missing. Can you send it to me before three?"),
            ("Signal", "Priya Nair", "Tom says we lose the slot otherwise"),
            (
                "Meadow Bank",
                "Direct debit returned",
                "Your direct debit to City Water (£57.20) could not be paid today.",
            ),
            ("Calendar", "Budget review", "Starts in 10 minutes, room 4.12"),
            ("Mastodon", "14 people favourited your post", "my sourdough has developed opinions"),
            ("Software", "Updates available", "14 packages can be updated, 3 of them security fixes"),
        ],
    },
    Scenes {
        language: "zh-CN",
        letter: include_str!("../../assets/samples/email.zh.txt"),
        rewritten: "小陈，周四我去不了了，目录还没弄好，我不想赶。改到下周一行不行？这么晚才说，不好意思。",
        article: include_str!("../../assets/samples/article.zh.txt"),
        question: "周师傅今年多大年纪？",
        selected: "大家都觉的，把发布会改到下周是一个合理的决定。",
        notifications: [
            ("备份", "备份完成", "所有文件都已备份。"),
            ("微信", "陈晓东", "你从印刷厂回来了吗？"),
            ("微信", "陈晓东", "海报的最终稿三点之前能发给我吗？"),
            ("微信", "陈晓东", "摄影师也在等"),
            ("东湖银行", "还款提醒", "您尾号3321的信用卡本期应还 ¥2,846.17，明天到期，未设置自动还款。"),
            ("日历", "预算评审", "10 分钟后开始，4 号会议室"),
            ("微博", "有 14 人赞了你", "今天的面包发得特别好"),
            ("系统更新", "有可用更新", "14 个软件包可以升级，其中 3 个是安全更新"),
        ],
    },
];

const THEMES: [&str; 2] = ["light", "dark"];

#[tokio::test]
#[ignore = "./dev screenshots makes them"]
async fn pictures() {
    for scenes in &SCENES {
        let stet = with_a_past(scenes.language);
        let stet = all(scenes, stet, "", &[]).await;
        // The answers are there already; this is about sharpness alone.
        all(scenes, stet, "@2x", &[("GDK_SCALE", "2")]).await;
        first(scenes.language).await;
    }
}

#[tokio::test]
#[ignore = "./dev screenshots makes them"]
async fn of_a_server() {
    for scenes in &SCENES {
        served(scenes, with_a_past(scenes.language)).await;
    }
}

/// A home in this language whose history has something in it.
fn with_a_past(language: &str) -> Stet {
    let stet = Stet::with_models();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    for name in ["chat.txt", "notes.md", "article.zh.txt", "rude.txt", "meeting.txt", "newsletter.txt"] {
        let text = std::fs::read(samples.join(name)).unwrap();
        assert!(stet.run(&["proofread", "--rules-only"], &text).status.success());
    }
    for (key, value) in [("language", language), ("theme", "light")] {
        assert!(stet.run(&["settings", "set", key, value], b"").status.success());
    }
    stet
}

async fn all(scenes: &Scenes, stet: Stet, scale: &str, variables: &[(&str, &str)]) -> Stet {
    let person = Person::with(stet, "standard", variables).await;
    person.client.set_window_size(1280, 800).await.unwrap();
    let album = Album { language: scenes.language, scale };
    let sharp = scale.is_empty();

    person.paste(scenes.letter).await;
    person.click("tool-proofread").await;
    assert!(person.ended().await);
    album.both(&person, "corrections").await;
    person.click("back").await;
    if sharp {
        album.both(&person, "write").await;
    }

    person.paste(scenes.rewritten).await;
    assert!(person.try_tools(&["professional", "friendly"]).await, "no tone gave a result");
    if sharp {
        album.both(&person, "rewriting").await;
    }
    person.click("back").await;

    person.paste(scenes.article).await;
    assert!(person.try_tools(&["key-points", "list"]).await, "no summary");
    person.click("point").await;
    album.both(&person, "summary").await;
    person.click("back").await;
    person.find("question").await.send_keys(scenes.question).await.unwrap();
    person.click("question-send").await;
    assert!(person.ended().await);
    if sharp {
        album.both(&person, "ask").await;
        person.click("place-history").await;
        until("the history is there", SOON, async || person.count("run").await > 3).await;
        let rows = person.client.find_all(fantoccini::Locator::Css("[data-testid=run]")).await.unwrap();
        rows[2].click().await.unwrap();
        person.find("past").await;
        for place in ["history", "models", "settings"] {
            album.both_at(&person, place, place).await;
        }
        let _service = digest::service().await;
        digest::turn_on(&person).await;
        digest::arrive(&person, &scenes.notifications, 6).await;
        until("the lines are written", RUN, async || person.text("digest-writing").await.trim().is_empty()).await;
        album.both_at(&person, "digest", "digest").await;
        popup(scenes, &person, &album).await;
    }
    person.stet
}

/// With a server: what it is asked for, what it made, what the report tells, and the settings about it.
async fn served(scenes: &Scenes, stet: Stet) {
    let recorder = Recorder::start();
    let person = cloud::with_server(&recorder, stet, "standard", &[]).await;
    person.client.set_window_size(1280, 800).await.unwrap();
    let album = Album { language: scenes.language, scale: "" };
    for theme in THEMES {
        turn(&person, theme).await;
        person.click("place-write").await;
        person.paste(scenes.letter).await;
        person.click("tool-tldr").await;
        assert!(person.ended().await);
        person.click("better").await;
        person.find("consent").await;
        album.take(&person.client, "consent", theme).await;
        while person.count("cancel").await > 0 {
            if person.count("consent").await > 0 {
                person.click("consent-once").await;
            }
        }
        album.take(&person.client, "better", theme).await;
        person.click("back").await;
    }
    album.both_at(&person, "privacy", "privacy").await;
    let down = "document.querySelector('[data-testid=servers]').scrollIntoView()";
    for theme in THEMES {
        turn(&person, theme).await;
        person.client.execute(down, vec![]).await.unwrap();
        album.take(&person.client, "servers", theme).await;
    }
}

async fn popup(scenes: &Scenes, person: &Person, album: &Album<'_>) {
    let main = person.client.window().await.unwrap();
    for theme in THEMES {
        assert!(person.stet.run(&["settings", "set", "theme", theme], b"").status.success());
        assert!(person.stet.run(&["popup"], scenes.selected.as_bytes()).status.success());
        for handle in person.client.windows().await.unwrap() {
            if handle != main {
                person.client.switch_to_window(handle).await.unwrap();
            }
        }
        person.click("popup-tool-proofread").await;
        let ready = async || person.count("popup-replace").await + person.count("popup-clean").await > 0;
        until("the popup has a result", RUN, ready).await;
        album.take(&person.client, "popup", theme).await;
    }
    person.client.switch_to_window(main).await.unwrap();
}

/// The first run, on a machine without any model.
async fn first(language: &str) {
    let stet = Stet::new();
    assert!(stet.run(&["settings", "set", "language", language], b"").status.success());
    for theme in THEMES {
        assert!(stet.run(&["settings", "set", "theme", theme], b"").status.success());
        let window = crate::window::Window::open(&stet).await;
        window.client.set_window_size(1280, 800).await.unwrap();
        let wait = window.client.wait().at_most(SOON);
        wait.for_element(fantoccini::Locator::Css("[data-testid=first-run]")).await.unwrap();
        Album { language, scale: "" }.take(&window.client, "first-run", theme).await;
    }
}

/// Chooses a theme in the settings, and stays there.
async fn turn(person: &Person, theme: &str) {
    person.click("place-settings").await;
    let radio = serde_json::to_value(person.find(&format!("theme-{theme}")).await).unwrap();
    person.client.execute("arguments[0].closest('label').click()", vec![radio]).await.unwrap();
}

/// Where the pictures of one language go.
struct Album<'a> {
    language: &'a str,
    scale: &'a str,
}

impl Album<'_> {
    /// What is at the place to write, in both themes.
    async fn both(&self, person: &Person, name: &str) {
        self.both_at(person, "write", name).await;
    }

    async fn both_at(&self, person: &Person, place: &str, name: &str) {
        for theme in THEMES {
            turn(person, theme).await;
            person.click(&format!("place-{place}")).await;
            self.take(&person.client, name, theme).await;
        }
    }

    async fn take(&self, client: &Client, name: &str, theme: &str) {
        // Nothing moves: a window that nobody looks at may draw no frames, and would stay half-way.
        let is = "if (!window.still) {
                const still = (window.still = new CSSStyleSheet());
                still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }');
                document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
            }
            return document.documentElement.dataset.theme === arguments[0]";
        let still = async || client.execute(is, vec![theme.into()]).await.unwrap() == true;
        until(&format!("{name} is still and {theme}"), SOON, still).await;
        // Two frames later what is asked of the page is on the screen; where none are drawn, after a second.
        let drawn = "const done = arguments[0];
            setTimeout(done, 1000);
            requestAnimationFrame(() => requestAnimationFrame(() => done()));";
        client.execute_async(drawn, vec![]).await.unwrap();
        let picture = client.screenshot().await.unwrap();
        let language = self.language.split('-').next().unwrap_or_default();
        std::fs::write(folder().join(format!("{name}-{language}-{theme}{}.png", self.scale)), picture).unwrap();
    }
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
