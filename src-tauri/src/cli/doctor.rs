//! `stet doctor`: what this machine and this build can do, and what to do about what they can't.

use super::terminal::print_json;
use crate::session::Session;
use serde_json::{Value, json};
use stet_core::Result;
use stet_core::adapters::Known;
use stet_core::catalog::State;
use stet_engine::compiled;
use stet_platform::session::{self, Fact};

pub fn run(session: &Session, as_json: bool) -> Result<()> {
    let report = report(session);
    if as_json {
        print_json(&report);
    } else {
        show(&report, 0);
    }
    Ok(())
}

fn report(session: &Session) -> Value {
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    let mb = |bytes: u64| bytes / (1024 * 1024);
    let home = session.home();
    let models: Vec<Value> = session
        .catalog()
        .models()
        .iter()
        .filter(|model| model.state == State::Installed)
        .map(|model| json!(model.id))
        .collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "processor": { "architecture": std::env::consts::ARCH, "cores": std::thread::available_parallelism().map_or(0, |n| n.get()), "features": features() },
        "memory": { "totalMb": mb(system.total_memory()), "availableMb": mb(system.available_memory()) },
        "engines": compiled().iter().map(|kind| kind.word()).collect::<Vec<_>>(),
        "models": { "folder": home.models_dir(), "present": models, "default": session.default_model() },
        "adapters": session.adapters().list().iter().map(adapter).collect::<Vec<_>>(),
        "data": { "folder": home.dir(), "writable": session.writable() },
        "desktop": desktop(),
    })
}

/// What the desktop gives, each with what to do where it doesn't.
fn desktop() -> Value {
    // Asked on a thread of its own: the bus is waited for, which a thread of the runtime may not do.
    let facts = std::thread::spawn(session::facts).join().unwrap_or_default();
    let told = facts.into_iter().map(|Fact { name, state, detail, advice }| {
        let fact = json!({ "ok": state == session::State::Ok, "detail": detail, "advice": advice });
        (name.to_owned(), fact)
    });
    Value::Object(told.collect())
}

/// Its id, and whether it is damaged.
fn adapter(known: &Known) -> String {
    if known.damaged.is_some() { format!("{} (damaged)", known.id) } else { known.id.clone() }
}

fn features() -> Vec<&'static str> {
    #[cfg(target_arch = "x86_64")]
    {
        let all = [
            ("avx2", is_x86_feature_detected!("avx2")),
            ("fma", is_x86_feature_detected!("fma")),
            ("f16c", is_x86_feature_detected!("f16c")),
            ("avx512f", is_x86_feature_detected!("avx512f")),
            ("avx512vnni", is_x86_feature_detected!("avx512vnni")),
            ("avxvnni", is_x86_feature_detected!("avxvnni")),
        ];
        all.into_iter().filter_map(|(name, there)| there.then_some(name)).collect()
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        Vec::new()
    }
}

fn show(value: &Value, depth: usize) {
    let Value::Object(map) = value else { return };
    for (key, value) in map {
        if value.is_null() {
            continue;
        }
        let indent = "  ".repeat(depth);
        let plain = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
        match value {
            Value::Object(_) => {
                println!("{indent}{key}");
                show(value, depth + 1);
            }
            Value::Array(items) if items.is_empty() => println!("{indent}{key:<14} none"),
            Value::Array(items) => {
                println!("{indent}{key:<14} {}", items.iter().map(plain).collect::<Vec<_>>().join(", "))
            }
            other => println!("{indent}{key:<14} {}", plain(other)),
        }
    }
}
