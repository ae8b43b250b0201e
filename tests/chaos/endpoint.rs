//! The shop's endpoint for notifications: verifies each, is told of each once, and reads the object that changed.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use amazonpay::notification::{
    HttpsCertificateSource, Notification, NotificationError, NotificationVerifier,
};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::Result;
use crate::journal::{Entry, Means};
use crate::settings::Settings;
use crate::shop::Shop;

/// How many objects that changed are read at the same time.
const READERS: usize = 8;

/// SNS's own limit.
const LARGEST_ENVELOPE: usize = 256 * 1024;

/// A message that was verified and noted, and not acted upon yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) object: String,
}

/// The endpoint at work.
#[derive(Debug)]
pub(crate) struct Endpoint {
    listening: JoinSet<()>,
    reading: JoinSet<Result<()>>,
}

impl Endpoint {
    /// Listens at the shop's port. What an earlier life noted and did not act upon comes first.
    pub(crate) async fn open(shop: &Arc<Shop>) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, shop.settings.port));
        let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
        let verifier = Arc::new(verifier(&shop.settings)?);
        let (noted, messages) = unbounded_channel();
        for message in shop.books().messages_not_acted_upon() {
            noted.send(message)?;
        }
        let mut endpoint = Self { listening: JoinSet::new(), reading: JoinSet::new() };
        endpoint.listening.spawn(listen(listener, Arc::clone(shop), verifier, noted));
        let messages = Arc::new(Mutex::new(messages));
        for _ in 0..READERS {
            endpoint.reading.spawn(act(Arc::clone(shop), Arc::clone(&messages)));
        }
        Ok(endpoint)
    }

    /// Takes no more notifications and returns when each that was noted has been acted upon.
    pub(crate) async fn close(mut self) -> Result<()> {
        self.listening.shutdown().await;
        while let Some(ended) = self.reading.join_next().await {
            ended??;
        }
        Ok(())
    }
}

/// A verifier that trusts the sandbox's authority in place of Amazon's, finds SNS there, and takes its own topic alone.
fn verifier(settings: &Settings) -> Result<NotificationVerifier> {
    let ca = std::fs::read(&settings.ca)?;
    // arn:aws:sns:REGION:ACCOUNT:TOPIC
    let region = settings.topic_arn.split(':').nth(3).ok_or("a topic's ARN has a region")?;
    let https = HttpsCertificateSource::builder()
        .add_root_certificate_pem(&ca)?
        .resolve(format!("sns.{region}.amazonaws.com"), settings.sns)
        .build()?;
    let builder = NotificationVerifier::builder().allowed_topics([&settings.topic_arn]).https(https);
    Ok(builder.root_certificates_pem(&ca)?.build()?)
}

async fn listen(
    listener: TcpListener,
    shop: Arc<Shop>,
    verifier: Arc<NotificationVerifier>,
    noted: UnboundedSender<Message>,
) {
    let mut connections = JoinSet::new();
    // An error of accepting comes from a connection that is gone already.
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let (shop, verifier, noted) = (Arc::clone(&shop), Arc::clone(&verifier), noted.clone());
                connections.spawn(async move {
                    let service = service_fn(|request: Request<Incoming>| {
                        let (shop, verifier, noted) = (Arc::clone(&shop), Arc::clone(&verifier), noted.clone());
                        async move { answer(&shop, &verifier, &noted, request).await.map_err(io::Error::other) }
                    });
                    // A sender that breaks off sends again.
                    _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

async fn answer(
    shop: &Shop,
    verifier: &NotificationVerifier,
    noted: &UnboundedSender<Message>,
    request: Request<Incoming>,
) -> Result<Response<Empty<Bytes>>> {
    let body = Limited::new(request.into_body(), LARGEST_ENVELOPE).collect().await?.to_bytes();
    let status = match verifier.verify(&body).await {
        Ok(notification) => {
            note(shop, &notification, noted).await?;
            StatusCode::OK
        }
        Err(error) => refuse(shop, &error).await?,
    };
    let mut response = Response::new(Empty::new());
    *response.status_mut() = status;
    Ok(response)
}

/// Notes a message that is new. It is on the disk before the sender is told that it need not come again.
async fn note(shop: &Shop, notification: &Notification, noted: &UnboundedSender<Message>) -> Result<()> {
    let id = notification.envelope().message_id.clone();
    if shop.books().notified.contains_key(&id) {
        return shop.enter(Entry::Repeated { message: id }).await;
    }
    // The confirmations of subscriptions have no message; none is asked for here.
    let Some(message) = notification.message() else { return Ok(()) };
    let message = Message { id, object: message.object_id.clone() };
    shop.enter(Entry::Notified { message: message.id.clone(), object: message.object.clone() }).await?;
    // Readers that have failed end the process.
    _ = noted.send(message);
    Ok(())
}

async fn refuse(shop: &Shop, error: &NotificationError) -> Result<StatusCode> {
    if error.is_retryable() {
        return Ok(StatusCode::SERVICE_UNAVAILABLE);
    }
    shop.enter(Entry::Refused { reason: error.kind().as_str().to_owned() }).await?;
    Ok(StatusCode::BAD_REQUEST)
}

/// Reads what the messages are about, until no more can come.
async fn act(shop: Arc<Shop>, messages: Arc<Mutex<UnboundedReceiver<Message>>>) -> Result<()> {
    loop {
        let Some(message) = messages.lock().await.recv().await else { return Ok(()) };
        // A Charge Permission holds no money: that it changed is all there is to know.
        let is_money = message.object.contains("-C") || message.object.contains("-R");
        let seen = if is_money { Some(shop.look_at(&message.object).await?) } else { None };
        if let Some(seen) = seen {
            shop.enter(Entry::Learnt { seen, by: Means::Notification }).await?;
        }
        let attempts = shop.attempts.take();
        shop.enter(Entry::Acted { message: message.id, attempts }).await?;
    }
}
