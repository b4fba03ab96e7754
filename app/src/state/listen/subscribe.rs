//! Subscribing to what a server publishes.

use std::sync::Arc;

use super::Wanted;
use crate::{
    listen::{ALL_TOPICS, DEFAULT_ZMQ_PORT, ListenOptions, Subscriber, ZmqAddress},
    state::{Dialog, ListenDialog, State, later::Later, tabs::drop_elsewhere},
};

impl State {
    /// Asks where; the server that is in use is proposed.
    pub(super) fn ask_subscribe(&mut self) {
        if self.posts.settings.zmq.is_empty()
            && let Some(host) = self.servers().used().map(|used| used.url.host())
        {
            // The port is that of the web server.
            let name = host
                .rsplit_once(':')
                .map_or(host.as_str(), |(name, _)| name);
            self.posts.settings.zmq = format!("tcp://{name}:{DEFAULT_ZMQ_PORT}");
        }
        self.dialog = Some(Dialog::Listen(ListenDialog::Subscribe));
    }

    pub(super) fn subscribe(&mut self) {
        self.dialog = None;
        let address = match ZmqAddress::read(&self.posts.settings.zmq) {
            Ok(address) => address,
            Err(error) => {
                self.posts.trouble = Some(error.to_string());
                return;
            }
        };
        let Some(store) = self.posts.store.clone() else {
            self.posts.wanted = Some(Wanted::Subscriber);
            return self.open_posts();
        };
        self.posts.trouble = None;
        self.start(format!("Subscribing at {address}…"), move || {
            let limit = ListenOptions::default().body_limit;
            let topics = vec![ALL_TOPICS.to_owned()];
            let subscriber = Subscriber::start(address, topics, limit, Arc::new(store));
            Later::then(move |state| match subscriber {
                Ok(subscriber) => state.posts.subscriber = Some(subscriber),
                Err(error) => state.posts.trouble = Some(error.to_string()),
            })
        });
    }

    pub(super) fn unsubscribe(&mut self) {
        if let Some(subscriber) = self.posts.subscriber.take() {
            drop_elsewhere(subscriber);
        }
    }
}
