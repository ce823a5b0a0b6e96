//! What this machine is, and where Stet keeps things on it.

use crate::session::Session;
use serde::Serialize;
use stet_core::catalog::machine_memory;
use tauri::State;

#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Machine {
    /// Bytes that this process may use.
    pub memory: f64,
    pub cores: u32,
    pub processor: String,
    pub version: String,
    pub data_dir: String,
    pub models_dir: String,
}

#[tauri::command(async)]
#[specta::specta]
pub fn machine(session: State<'_, Session>) -> Machine {
    let mut system = sysinfo::System::new();
    system.refresh_cpu_all();
    let processor = system.cpus().first().map(|cpu| cpu.brand().trim().to_owned()).unwrap_or_default();
    Machine {
        memory: machine_memory() as f64,
        cores: super::count(std::thread::available_parallelism().map_or(1, |cores| cores.get())),
        processor,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: session.home().dir().display().to_string(),
        models_dir: session.home().models_dir().display().to_string(),
    }
}
