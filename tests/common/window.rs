//! The real window under remote control.

use crate::common::Stet;
use fantoccini::{Client, ClientBuilder, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Dropping it ends the driver and the application with it.
pub struct Window {
    driver: Child,
    pub client: Client,
}

impl Window {
    /// Opens the app over this home. Needs a display and WebKitWebDriver.
    pub async fn open(stet: &Stet) -> Window {
        Window::with(stet, &[], &[]).await
    }

    /// With arguments and variables of its own.
    pub async fn with(stet: &Stet, args: &[&str], variables: &[(&str, &str)]) -> Window {
        need_display();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("WebKitWebDriver");
        // The application inherits the driver's environment.
        command.env("STET_HOME", stet.home()).env("STET_MODELS", stet.models()).env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.envs(variables.iter().copied());
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let driver = command.spawn().expect("WebKitWebDriver is not here; the package webkit2gtk-driver has it");
        let binary = json!({ "binary": env!("CARGO_BIN_EXE_stet"), "args": args });
        let capabilities = Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), binary)]);
        let client = connect(&format!("http://127.0.0.1:{port}"), capabilities).await;
        Window { driver, client }
    }

    /// Ends the driver and the application as `kill -9` does.
    pub fn kill(&mut self) {
        // SAFETY: a plain system call. The group was made for the driver, so it holds nothing but it and its children.
        unsafe { libc::kill(-(self.driver.id() as i32), libc::SIGKILL) };
        let _ = self.driver.wait();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.kill();
    }
}

pub fn need_display() {
    let display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    assert!(display, "the window can't be tested without a display; ./dev test starts a virtual one");
}

async fn connect(url: &str, capabilities: Capabilities) -> Client {
    let started = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder.capabilities(capabilities.clone()).connect(url).await {
            Ok(client) => return client,
            Err(error) if started.elapsed() > Duration::from_secs(120) => panic!("the window did not open: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

pub async fn until(what: &str, limit: Duration, holds: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < limit, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
