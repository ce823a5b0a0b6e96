//! Certificates, and the way through a proxy.

use super::*;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::path::PathBuf;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// An authority of our own, written to a file, and a server that has a certificate of it for this name.
pub(crate) fn authority(dir: &std::path::Path, name: &str) -> (PathBuf, TlsAcceptor) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let path = dir.join(format!("{}.pem", uuid::Uuid::now_v7()));
    std::fs::write(&path, issuer.pem()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .unwrap();
    (path, TlsAcceptor::from(Arc::new(config)))
}

#[tokio::test]
async fn the_authority_of_a_server_is_believed_when_the_user_gave_it() {
    let dir = tempfile::tempdir().unwrap();
    let (ca_file, acceptor) = authority(dir.path(), "127.0.0.1");
    let scripted = Scripted::with_tls(acceptor, |_| answer(&["over TLS"])).await;
    let stage = Stage::of(Server { ca_file: Some(ca_file), ..defined(&scripted.address) }, None);
    assert_eq!(stage.ask().await.unwrap().0, "over TLS");
    assert_eq!(stage.shown.bodies()[0].as_bytes(), scripted.asked()[0].body);
}

#[tokio::test]
async fn a_wrong_certificate_is_refused_before_anything_is_sent() {
    let dir = tempfile::tempdir().unwrap();
    let (_, acceptor) = authority(dir.path(), "127.0.0.1");
    let (another, _) = authority(dir.path(), "127.0.0.1");
    let (own, misnamed) = authority(dir.path(), "models.example");
    // Of an authority that nobody knows, of another one than was given, and for another name.
    for (ca_file, acceptor) in [(None, acceptor.clone()), (Some(another), acceptor), (Some(own), misnamed)] {
        let scripted = Scripted::with_tls(acceptor, |_| answer(&["over TLS"])).await;
        let stage = Stage::of(Server { ca_file, ..defined(&scripted.address) }, Some(Key::new(KEY.into()).unwrap()));
        let (error, _) = stage.fails().await;
        assert_eq!(error.code, Code::Server);
        assert!(error.message.contains("certificate of “lab” is not trusted"), "{error}");
        assert!(error.hint.as_deref().unwrap().contains("stayed on this machine"));
        assert_eq!((scripted.asked().len(), stage.fates()), (0, vec![vec![Fate::Unreached]]));
    }
}

#[test]
fn a_ca_file_is_there_and_holds_certificates() {
    let dir = tempfile::tempdir().unwrap();
    let with = |ca_file: PathBuf| {
        Connection::new(Server { ca_file: Some(ca_file), ..defined("https://models.example") }, None).unwrap_err().code
    };
    assert_eq!(with(dir.path().join("none.pem")), Code::NotFound);
    let empty = dir.path().join("empty.pem");
    std::fs::write(&empty, "nothing of the kind").unwrap();
    assert_eq!(with(empty), Code::Usage);
}

#[tokio::test]
async fn a_proxy_sees_where_to_and_not_what() {
    let proxy = Scripted::start(|_| whole(403, "", "")).await;
    let server = Server { proxy: Some(proxy.address.clone()), ..defined("https://models.example") };
    let stage = Stage::of(server, Some(Key::new(KEY.into()).unwrap()));
    let (error, _) = stage.fails().await;
    assert!(error.message.contains("can't be reached"), "{error}");
    let asked = proxy.asked();
    assert!(asked.iter().all(|request| request.head.starts_with("CONNECT models.example:443 ")), "{asked:?}");
    assert!(asked.iter().all(|request| request.body.is_empty() && !request.head.contains(KEY)));
    assert_eq!(stage.fates(), [[Fate::Unreached]]);
}

#[tokio::test]
async fn a_server_on_this_machine_is_reached_without_a_proxy() {
    let proxy = Scripted::start(|_| whole(403, "", "")).await;
    let scripted = Scripted::start(|_| answer(&["direct"])).await;
    let server = Server { proxy: Some(proxy.address.clone()), ..defined(&scripted.address) };
    assert_eq!(Stage::of(server, None).ask().await.unwrap().0, "direct");
    assert!(proxy.asked().is_empty());
}
