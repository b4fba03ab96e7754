//! Carries out what a user does with debug posts.

use std::{net::IpAddr, sync::Arc};

use super::{ListenCommand, Wanted, wake_with};
use crate::{
    listen::{ListenOptions, Listener, PostStore, curl},
    state::{Dialog, ListenDialog, State, Tone, Wish, later::Later, message::About},
};

impl State {
    pub(in crate::state) fn apply_to_posts(&mut self, command: ListenCommand) {
        let posts = &mut self.posts;
        match command {
            ListenCommand::Settings(settings) => {
                self.settings.listen_at = Some((settings.address.clone(), settings.port.clone()));
                posts.settings = *settings;
            }
            ListenCommand::Start => self.start_listening(false),
            ListenCommand::StartExposed => {
                self.dialog = None;
                self.start_listening(true);
            }
            ListenCommand::StartWithoutSecret => {
                self.dialog = None;
                self.settings.listen_secret = false;
                self.start_listening(false);
            }
            ListenCommand::Stop => {
                if let Some(listener) = posts.listener.take() {
                    // It waits for what is under way.
                    crate::state::tabs::drop_elsewhere(listener);
                }
            }
            ListenCommand::AskSubscribe => self.ask_subscribe(),
            ListenCommand::Subscribe => self.subscribe(),
            ListenCommand::Unsubscribe => self.unsubscribe(),
            ListenCommand::CopyUrl => {
                let url = posts.base();
                self.wishes.push(Wish::Clip(url));
                self.messages
                    .say(Tone::Done, "Copied the value for Plugin.Workflow_debug_url");
            }
            ListenCommand::Find(text) => posts.list.search(text),
            ListenCommand::ByRun(on) => posts.by_run = on,
            ListenCommand::Pause(on) => {
                let count = posts.store.as_ref().map(|it| it.index().rows().len());
                posts.paused = count.filter(|_| on);
            }
            ListenCommand::Follow(on) => posts.follow = on,
            ListenCommand::Choose(post) => posts.chosen = post,
            ListenCommand::Pin(post, on) => {
                if let Some(store) = &posts.store {
                    store.pin(post, on);
                }
            }
            ListenCommand::AskClear => self.dialog = Some(Dialog::Listen(ListenDialog::Clear)),
            ListenCommand::Clear => self.clear_posts(),
            ListenCommand::CopyCurl => {
                let base = posts.base();
                let text = posts.open_post().map(|open| curl(&open.post, &base));
                if let Some(text) = text {
                    self.wishes.push(Wish::Clip(text));
                    self.messages.say(Tone::Done, "Copied a curl command");
                }
            }
            ListenCommand::Export(form) => self.pick(crate::state::Purpose::ExportPosts(form)),
            ListenCommand::Import => self.pick(crate::state::Purpose::ImportPosts),
            ListenCommand::Play(run) => self.play(run),
            ListenCommand::BackToSimulation => self.back_to_simulation(),
            ListenCommand::SimulateSame(run) => self.simulate_same(run),
            ListenCommand::ShowSame => self.show_same(),
            ListenCommand::SaveAsEvent => self.save_as_event(),
        }
    }

    pub(in crate::state) fn why_not_posts(&self, command: &ListenCommand) -> Option<&'static str> {
        let posts = &self.posts;
        let unless = |holds: bool, reason| (!holds).then_some(reason);
        match command {
            ListenCommand::Start | ListenCommand::StartExposed => unless(
                posts.folder.is_some(),
                "There is no folder for the program's data",
            )
            .or(unless(posts.listener.is_none(), "It listens already")),
            ListenCommand::Stop => unless(posts.listener.is_some(), "Nothing listens"),
            ListenCommand::AskSubscribe | ListenCommand::Subscribe => unless(
                posts.folder.is_some(),
                "There is no folder for the program's data",
            )
            .or(unless(
                posts.subscriber.is_none(),
                "It is subscribed already",
            )),
            ListenCommand::Unsubscribe => {
                unless(posts.subscriber.is_some(), "Nothing is subscribed to")
            }
            ListenCommand::Clear | ListenCommand::AskClear | ListenCommand::Export(_) => {
                let any = (posts.store.as_ref()).is_some_and(|it| !it.index().rows().is_empty());
                unless(any, "There are no posts yet")
            }
            ListenCommand::BackToSimulation => unless(
                self.tab.aside.is_some(),
                "The simulation is not there any more: it was ended, or another one was begun",
            ),
            ListenCommand::Import => unless(
                posts.store.is_some(),
                "There is no folder for the program's data",
            ),
            ListenCommand::CopyCurl | ListenCommand::SaveAsEvent => {
                unless(posts.open_post().is_some(), "Choose a post first")
            }
            _ => None,
        }
    }

    /// Opens the posts that are kept, where that has not been done.
    pub(in crate::state) fn open_posts(&mut self) {
        let Some(folder) = self.posts.folder.clone() else {
            return;
        };
        if self.posts.store.is_some() || std::mem::replace(&mut self.posts.opening, true) {
            return;
        }
        self.start("Opening the debug posts…".to_owned(), move || {
            let opened = PostStore::open(&folder);
            Later::then(move |state| {
                state.posts.opening = false;
                match opened {
                    Ok(store) => {
                        wake_with(&state.background, &store);
                        state.posts.last_run = store.index().runs().len();
                        state.posts.store = Some(store);
                        state.posts.trouble = None;
                        match state.posts.wanted.take() {
                            Some(Wanted::Listener(exposed)) => state.start_listening(exposed),
                            Some(Wanted::Subscriber) => state.subscribe(),
                            None => {}
                        }
                    }
                    Err(error) => {
                        state.posts.wanted = None;
                        state.posts.trouble = Some(error.to_string());
                    }
                }
            })
        });
    }

    fn start_listening(&mut self, open_to_network: bool) {
        let settings = &self.posts.settings;
        let refuse = |state: &mut Self, words: String| {
            state.posts.trouble = Some(words);
        };
        let Ok(address) = settings.address.trim().parse::<IpAddr>() else {
            let words = format!("{} is no address such as 127.0.0.1", settings.address);
            return refuse(self, words);
        };
        let Ok(port) = settings.port.trim().parse::<u16>() else {
            let words = format!("{} is no port between 0 and 65535", settings.port);
            return refuse(self, words);
        };
        let secret = Some(settings.secret.trim().to_owned()).filter(|secret| !secret.is_empty());
        // The secret is kept nowhere. Without it, what a server sends to the old address would be
        // taken as unknown requests, with the secret in their paths.
        if secret.is_none() && self.settings.listen_secret {
            self.dialog = Some(Dialog::Listen(ListenDialog::WithoutSecret));
            return;
        }
        if !address.is_loopback() && !open_to_network {
            self.dialog = Some(Dialog::Listen(ListenDialog::Exposed(address)));
            return;
        }
        let Some(store) = self.posts.store.clone() else {
            self.posts.wanted = Some(Wanted::Listener(open_to_network));
            return self.open_posts();
        };
        self.settings.listen_secret = secret.is_some();
        let options = ListenOptions {
            address,
            port,
            secret,
            open_to_network,
            ..ListenOptions::default()
        };
        self.posts.trouble = None;
        self.start("Beginning to listen…".to_owned(), move || {
            let listener = Listener::start(options, Arc::new(store));
            Later::then(move |state| match listener {
                Ok(listener) => state.posts.listener = Some(listener),
                Err(error) => state.posts.trouble = Some(error.to_string()),
            })
        });
    }

    fn clear_posts(&mut self) {
        self.dialog = None;
        let Some(store) = self.posts.store.clone() else {
            return;
        };
        self.start("Clearing the debug posts…".to_owned(), move || {
            let cleared = store.clear();
            Later::then(move |state| match cleared {
                Ok(()) => {
                    let posts = &mut state.posts;
                    (posts.chosen, posts.played, posts.same) = (None, None, None);
                    posts.paused = None;
                    state.messages.withdraw(&About::Received);
                    for tab in state.tabs_mut() {
                        if tab.run.as_ref().is_some_and(|run| run.received.is_some()) {
                            tab.drop_run();
                        }
                    }
                    let posts = &mut state.posts;
                    posts.open.forget();
                    posts.last_run = posts.store.as_ref().map_or(0, |it| it.index().runs().len());
                    state.messages.say(Tone::Done, "Cleared the debug posts");
                }
                Err(error) => {
                    let text = format!("The debug posts were not cleared: {error}");
                    state.messages.say(Tone::Failed, text);
                }
            })
        });
    }
}
