//! A session bus of a test's own.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use zbus::{Connection, connection};

/// A bus without the services of this machine.
pub struct Bus {
    dir: tempfile::TempDir,
    daemon: Child,
}

pub const OPEN: &str = r#"<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>"#;

impl Bus {
    pub fn start(policy: &str) -> Bus {
        let dir = tempfile::tempdir().unwrap();
        let listen = format!("unix:path={}", dir.path().join("bus").display());
        let config = format!(
            "<busconfig><type>session</type><listen>{listen}</listen><auth>EXTERNAL</auth>{policy}</busconfig>"
        );
        std::fs::write(dir.path().join("bus.conf"), config).unwrap();
        let daemon = run(dir.path());
        Bus { dir, daemon }
    }

    pub fn address(&self) -> String {
        format!("unix:path={}", self.dir.path().join("bus").display())
    }

    pub fn stop(&mut self) {
        self.daemon.kill().unwrap();
        self.daemon.wait().unwrap();
        let _ = std::fs::remove_file(self.dir.path().join("bus"));
    }

    pub fn again(&mut self) {
        self.daemon = run(self.dir.path());
    }

    pub async fn client(&self) -> Connection {
        connection::Builder::address(self.address().as_str()).unwrap().build().await.unwrap()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

fn run(dir: &Path) -> Child {
    let config = format!("--config-file={}", dir.join("bus.conf").display());
    let mut daemon = Command::new("dbus-daemon")
        .args([config.as_str(), "--nofork", "--nopidfile"])
        .stdin(Stdio::null())
        .spawn()
        .expect("dbus-daemon is installed");
    for _ in 0..200 {
        if dir.join("bus").exists() {
            return daemon;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = daemon.kill();
    let _ = daemon.wait();
    panic!("the bus did not start");
}
