//! A merchant's endpoint for notifications, over a real socket.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub(crate) struct Receiver {
    pub(crate) url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    /// What to answer next; 200 when there is nothing, and never when it is 0.
    answers: Mutex<VecDeque<u16>>,
    received: watch::Sender<Vec<Received>>,
}

/// One delivery as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    /// The envelope; null when it is none.
    pub(crate) fn envelope(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A field of the envelope.
    pub(crate) fn field(&self, name: &str) -> String {
        self.envelope()[name].as_str().unwrap_or_default().to_owned()
    }

    /// The message inside.
    pub(crate) fn message(&self) -> Value {
        serde_json::from_str(&self.field("Message")).unwrap_or_default()
    }

    pub(crate) fn object_type(&self) -> String {
        self.message()["ObjectType"].as_str().unwrap_or_default().to_owned()
    }
}

async fn receive(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let answer = shared.answers.lock().unwrap().pop_front().unwrap_or(200);
    shared.received.send_modify(|received| received.push(Received { headers, body }));
    match answer {
        0 => std::future::pending().await,
        status => StatusCode::from_u16(status).unwrap(),
    }
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/ipn", listener.local_addr().unwrap());
        let shared = Arc::new(Shared { answers: Mutex::default(), received: watch::Sender::default() });
        let router = Router::new().fallback(receive).with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, shared, task }
    }

    /// Answers the next deliveries with these statuses; with 0 never.
    pub(crate) fn answer(&self, statuses: &[u16]) {
        self.shared.answers.lock().unwrap().extend(statuses);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.borrow().clone()
    }

    /// Waits until as many deliveries have come.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Received> {
        let mut received = self.shared.received.subscribe();
        received.wait_for(|received| received.len() >= count).await.unwrap().clone()
    }

    /// The kinds of object that were told of, in the order of arrival.
    pub(crate) fn object_types(&self) -> Vec<String> {
        self.received().iter().map(Received::object_type).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}
