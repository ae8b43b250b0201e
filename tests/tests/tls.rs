//! TLS: an unknown CA is refused at once, a known one accepted, also through a proxy's tunnel.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use amazonpay::config::ClientBuilder;
use amazonpay::error::{Error, ErrorKind};
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::raw_server::{header, http_answer, read_request};
use amazonpay_tests::test_authority::TestAuthority;
use amazonpay_tests::test_key;
use tokio::io::{AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

const CHARGE: &str = "S02-9876543-1234567-C123456";

/// A server with a certificate of a CA made for it, for one host name.
struct TlsServer {
    port: u16,
    ca_pem: String,
    connections: Arc<AtomicUsize>,
}

async fn tls_server(host: &str) -> TlsServer {
    let authority = TestAuthority::new().unwrap();
    let (acceptor, ca_pem) = (authority.acceptor(&[host]).unwrap(), authority.pem().to_owned());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let answer = http_answer(
                    200,
                    &[("content-type", "application/json")],
                    &format!(r#"{{"chargeId": "{CHARGE}"}}"#),
                );
                while let Ok(Some(_)) = read_request(&mut stream).await {
                    stream.write_all(&answer).await.unwrap();
                }
            });
        }
    });
    TlsServer { port, ca_pem, connections }
}

fn client(server: &TlsServer) -> ClientBuilder {
    let clock = Arc::new(MovedClock::at_present());
    test_key::client(&format!("https://localhost:{}", server.port)).unwrap().clock(clock)
}

async fn get(builder: ClientBuilder) -> Result<(), Error> {
    builder.build().unwrap().charges().get(CHARGE).send().await.map(drop)
}

#[tokio::test]
async fn an_unknown_ca_is_refused_and_not_tried_again() {
    let server = tls_server("localhost").await;
    let error = get(client(&server)).await.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Tls, 0), "{error}");
    assert_eq!(server.connections.load(Ordering::Relaxed), 1);
    assert!(!error.is_retryable() && !error.outcome_unknown());
    assert!(error.to_string().starts_with("charges.get: the TLS handshake failed: "), "{error}");
}

#[tokio::test]
async fn a_ca_that_was_added_is_accepted() {
    let server = tls_server("localhost").await;
    get(client(&server).add_root_certificate_pem(&server.ca_pem).unwrap()).await.unwrap();
    // The CA of another server is of no help.
    let other = tls_server("localhost").await;
    let error = get(client(&server).add_root_certificate_pem(&other.ca_pem).unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let server = tls_server("pay-api.amazon.example").await;
    let error = get(client(&server).add_root_certificate_pem(&server.ca_pem).unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Tls, 0), "{error}");
}

#[tokio::test]
async fn a_proxys_tunnel_shows_the_proxy_nothing_but_the_host() {
    let server = tls_server("localhost").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://shop:pass@{}", listener.local_addr().unwrap());
    let tunnel = tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let request = String::from_utf8(read_request(&mut client).await.unwrap().unwrap()).unwrap();
        let target = request.split(' ').nth(1).unwrap().replace("localhost", "127.0.0.1");
        let mut server = TcpStream::connect(target).await.unwrap();
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        // Ends in an error when one side hangs up first.
        let _ended = copy_bidirectional(&mut client, &mut server).await;
        request
    });
    let builder = client(&server).add_root_certificate_pem(&server.ca_pem).unwrap();
    let pay = builder.proxy(proxy).build().unwrap();
    assert!(!format!("{pay:?}").contains("pass@"), "{pay:?}");
    pay.charges().get(CHARGE).send().await.unwrap();
    // The tunnel lasts as long as the connection that the client keeps open.
    drop(pay);
    let request = tunnel.await.unwrap();
    assert!(request.starts_with(&format!("CONNECT localhost:{} HTTP/1.1\r\n", server.port)), "{request}");
    // "shop:pass" in base64.
    assert_eq!(header(&request, "proxy-authorization"), Some("Basic c2hvcDpwYXNz"));
    assert!(!request.contains("x-amz-pay") && !request.contains("Signature"), "{request}");
}
