//! Connections to a D-Bus bus.

use zbus::{Connection, connection};

/// To the bus at `address`, the session's own when `None`.
pub async fn connect(address: Option<&str>) -> zbus::Result<Connection> {
    let builder = match address {
        Some(address) => connection::Builder::address(address),
        None => connection::Builder::session(),
    };
    builder?.build().await
}
