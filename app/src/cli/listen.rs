//! `misp-flow listen`: debug posts without a window.

use std::{
    io::{self, Write as _},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
};

use clap::Args;
use serde_json::json;

use super::{Failure, line::one_line};
use crate::{
    library::data_folder,
    listen::{
        ALL_TOPICS, Address, DEFAULT_PORT, Index, Intake, Kind, ListenError, ListenOptions,
        Listener, Post, PostStore, SubscribeError, Subscribed, Subscriber, Taken, ZmqAddress,
        recorded, send,
    },
    size::size_words,
};

/// So many lines wait to be printed at most; a reader that is slower misses some.
const LINES: usize = 10_000;

/// Take the debug posts of MISP servers and print a line for each
///
/// Any request is taken, whatever its method and path. Set Plugin.Workflow_debug_url on the server to
/// the address that is printed, and switch debug mode on for the workflow. Ctrl-C ends it.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow listen
  misp-flow listen --store --secret a1b2c3
  misp-flow listen --json | jq 'select(.result == \"error\")'
  misp-flow listen --zmq misp.local --topic misp_json_event
  misp-flow listen --replay recordings/")]
pub(super) struct ListenArguments {
    /// The address to listen at
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub address: IpAddr,
    /// The port to listen at; 0 takes any that is free
    #[arg(long, default_value_t = DEFAULT_PORT)]
    pub port: u16,
    /// Refuse what does not have this as the first segment of its path
    #[arg(long)]
    pub secret: Option<String>,
    /// Listen at an address that other machines can reach
    #[arg(long)]
    pub allow_network: bool,
    /// Keep the posts, where the window shows them; or in this folder
    #[arg(long, value_name = "FOLDER")]
    pub store: Option<Option<PathBuf>>,
    /// Send the recorded requests (*.http) of this folder, to the program that listens at the address
    /// already or else to this one, then end
    #[arg(long, value_name = "DIR")]
    pub replay: Option<PathBuf>,
    /// Take what a MISP server publishes at this ZeroMQ address instead, such as misp.local:50000
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["address", "port", "secret", "allow_network", "replay"])]
    pub zmq: Option<String>,
    /// With --zmq, take the topics that begin so only; may be given several times
    #[arg(long, value_name = "TOPIC", requires = "zmq", default_value = ALL_TOPICS)]
    pub topic: Vec<String>,
    /// Keep so much of a body, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 64)]
    pub body_limit: usize,
    /// Serve so many connections at once
    #[arg(long, value_name = "N", default_value_t = 256)]
    pub connections: usize,
    /// Print a line of JSON for each post
    #[arg(long)]
    pub json: bool,
}

/// Listens until Ctrl-C, or until all is replayed.
pub(super) fn run(arguments: &ListenArguments) -> Result<u8, Failure> {
    let recordings = arguments.replay.as_deref().map(recordings).transpose()?;
    let store = arguments.store.as_ref().map(open_store).transpose()?;
    let (lines, printed) = sync_channel(LINES);
    let body_limit = arguments
        .body_limit
        .saturating_mul(1024 * 1024)
        .clamp(1, 1 << 31);
    let options = ListenOptions {
        address: arguments.address,
        port: arguments.port,
        secret: arguments.secret.clone(),
        open_to_network: arguments.allow_network,
        body_limit,
        connections: arguments.connections.max(1),
        ..ListenOptions::default()
    };
    let printer = Printer {
        index: Mutex::default(),
        json: arguments.json,
        lines,
        store,
        is_failing: Arc::default(),
    };
    if let Some(address) = &arguments.zmq {
        let printing = thread::spawn(move || print_all(&printed));
        let address = ZmqAddress::read(address).map_err(in_words)?;
        let topics = arguments.topic.clone();
        let subscriber = Subscriber::start(address, topics, body_limit, Arc::new(printer));
        let subscriber = subscriber.map_err(in_words)?;
        eprintln!("Subscribed to {}", subscriber.address());
        let waited = wait();
        let (taken, unkept) = (subscriber.taken(), subscriber.unkept());
        if let Subscribed::Lost(why) = subscriber.standing() {
            let why = why.words(subscriber.address());
            eprintln!("misp-flow: there was no connection at the end: {why}");
        }
        drop(subscriber);
        let printed = printing.join().unwrap_or(Ok(()));
        eprintln!("{taken} messages taken, {unkept} not kept");
        printed.map_err(Failure::Output)?;
        return waited.map(|()| 0);
    }
    let listener = match Listener::start(options, Arc::new(printer)) {
        Ok(listener) => listener,
        Err(ListenError::InUse(there)) if let Some(files) = &recordings => {
            eprintln!("misp-flow: a program listens at {there} already; the recordings go there");
            return replay(files, there, arguments.secret.as_deref());
        }
        Err(ListenError::Exposed(address)) => {
            return Err(Failure::Listen(format!(
                "{address} can be reached from other machines, which could read nothing but send anything; add --allow-network to listen there, or use --address 127.0.0.1"
            )));
        }
        Err(error) => return Err(Failure::Listen(error.to_string())),
    };
    eprintln!(
        "Listening. Set Plugin.Workflow_debug_url to {}",
        listener.url()
    );
    let printing = thread::spawn(move || print_all(&printed));
    let status = match &recordings {
        Some(files) => replay(files, listener.address(), arguments.secret.as_deref()),
        None => wait().map(|()| 0),
    };
    let (answered, refused) = (listener.answered(), listener.refused());
    // Answers what is under way, and lets the printer know that nothing comes any more.
    drop(listener);
    let printed = printing.join().unwrap_or(Ok(()));
    let refused = match refused {
        0 => String::new(),
        refused => format!(", {refused} refused"),
    };
    eprintln!("{answered} posts taken{refused}");
    printed.map_err(Failure::Output)?;
    status
}

fn in_words(error: SubscribeError) -> Failure {
    Failure::Listen(error.to_string())
}

/// The store in a folder, or where the window keeps its posts.
fn open_store(folder: &Option<PathBuf>) -> Result<PostStore, Failure> {
    let folder = match folder {
        Some(folder) => folder.clone(),
        None => data_folder()
            .map(|data| data.join("posts"))
            .ok_or_else(|| {
                Failure::Listen(
                    "there is no folder for the program's data; name one with --store FOLDER"
                        .to_owned(),
                )
            })?,
    };
    PostStore::open(&folder).map_err(|error| Failure::Listen(error.to_string()))
}

/// Waits for Ctrl-C.
fn wait() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .and_then(|runtime| runtime.block_on(tokio::signal::ctrl_c()))
        .map_err(|error| Failure::Listen(format!("nothing would end it: {error}")))
}

/// The recordings of a folder, at least one.
fn recordings(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let shown = folder.display();
    let files = recorded(folder).map_err(|error| {
        Failure::Listen(match error.kind() {
            io::ErrorKind::NotFound => format!(
                "there is no folder {shown}; name one with recorded requests (*.http) after --replay"
            ),
            io::ErrorKind::NotADirectory => format!(
                "{shown} is no folder; name the one that the recorded requests (*.http) are in"
            ),
            io::ErrorKind::PermissionDenied => {
                format!("the folder {shown} may not be read by this user")
            }
            _ => format!("the folder {shown} cannot be read: {error}"),
        })
    })?;
    match files.is_empty() {
        true => Err(Failure::Listen(format!(
            "{shown} holds no recorded requests (*.http)"
        ))),
        false => Ok(files),
    }
}

fn replay(files: &[PathBuf], to: SocketAddr, secret: Option<&str>) -> Result<u8, Failure> {
    for file in files {
        let status = send(file, to, secret)
            .map_err(|error| Failure::Listen(format!("{}: {error}", file.display())))?;
        if status != 200 {
            // A listener hides behind a 404 from who does not know its secret.
            let hint = match (status, secret) {
                (404, None) => {
                    "; it may want a secret, the first part of its address: add --secret SECRET"
                }
                (404, Some(_)) => "; it may want another secret than the one after --secret",
                _ => "",
            };
            let text = format!("{}: the listener answers {status}{hint}", file.display());
            return Err(Failure::Listen(text));
        }
    }
    Ok(0)
}

/// Prints the lines as they come. A reader that went away is no failure.
fn print_all(lines: &Receiver<String>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in lines {
        match writeln!(out, "{line}").and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            written => written?,
        }
    }
    Ok(())
}

/// Tells of each post, and keeps it where that is wanted.
struct Printer {
    index: Mutex<Index>,
    json: bool,
    lines: SyncSender<String>,
    store: Option<PostStore>,
    /// Whether the last post could not be kept.
    is_failing: Arc<AtomicBool>,
}

impl Intake for Printer {
    fn take(&self, post: Post, taken: Taken) {
        let line = self.line(&post);
        let Some(store) = &self.store else {
            print_later(&self.lines, line);
            return taken(Ok(()));
        };
        let (lines, is_failing) = (self.lines.clone(), Arc::clone(&self.is_failing));
        let told = move |kept: Result<(), String>| {
            match &kept {
                Ok(()) => {
                    is_failing.store(false, Ordering::Relaxed);
                    print_later(&lines, line);
                }
                // Each that follows would say the same; how many there were is told at the end.
                Err(reason) if !is_failing.swap(true, Ordering::Relaxed) => eprintln!(
                    "misp-flow: posts are refused, since they cannot be kept: {reason}. Make room, or end this and name another folder with --store"
                ),
                Err(_) => {}
            }
            taken(kept);
        };
        store.add(post, Box::new(told));
    }
}

fn print_later(lines: &SyncSender<String>, line: String) {
    if let Err(TrySendError::Full(_)) = lines.try_send(line) {
        // Servers wait for their answers, and a reader that is behind must not hold them up.
        eprintln!("misp-flow: a line is left out, the reader is too slow");
    }
}

impl Printer {
    fn line(&self, post: &Post) -> String {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let row = index.note(post);
        let names = index.names();
        let (trigger, node) = (names.get(row.trigger), names.get(row.node));
        let module = names.get(row.module);
        let address = Address::of(&post.head.path);
        if self.json {
            let debug = row.kind != Kind::Other;
            return json!({
                "time": post.head.time,
                "method": post.head.method,
                "path": post.head.path,
                "from": post.head.from,
                "kind": row.kind.name(),
                "run": debug.then_some(row.run),
                "uncertain": row.uncertain,
                "trigger": trigger,
                "module": address.module,
                "node": node,
                "result": row.verdict.name(),
                "message": address.message,
                "size": row.size,
                "cut": row.is_cut(),
                "broken": row.broken,
            })
            .to_string();
        }
        let time = crate::listen::date(row.time);
        let time = time.get(11..23).unwrap_or_default();
        let run = match (row.run, row.uncertain) {
            (0, _) => "-".to_owned(),
            (run, false) => run.to_string(),
            (run, true) => format!("{run}?"),
        };
        let what = match row.kind {
            Kind::Other => format!("{module} {}", post.head.path),
            Kind::Init | Kind::End => format!("{trigger}  {}", row.kind.name()),
            Kind::Exec | Kind::Debug => {
                format!("{trigger}  {} {module}, node {node}", row.kind.name())
            }
        };
        let size = size_words(row.size);
        let message = match address.message.is_empty() {
            true => String::new(),
            false => format!(": {}", address.message),
        };
        let result = row.verdict.name();
        let state = match (row.is_cut(), row.broken) {
            (true, _) => ", cut",
            (_, true) => ", not valid JSON",
            _ => "",
        };
        let text = format!("{time}  run {run:>4}  {what}  {result}{message}  {size}{state}");
        one_line(&text)
    }
}
