//! What talking to a server costs beside the server's own time: fetching a catalogue with 60,000
//! tags, and 1,000 events of 50 attributes; and the slowest frame of the window while such a
//! catalogue comes.
//!
//! `cargo bench -p misp-flow-tests --bench server`; the last line is for scripts.

#[path = "../tests/server_stage/mod.rs"]
mod server_stage;
#[path = "../tests/window_stage/mod.rs"]
mod window_stage;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use misp_flow::misp::{
    Address, ApiKey, Client, EventFilter, Limits, ProxyChoice, Refusal, Runtime, Trust, sync,
};
use misp_flow::state::{Command, ServerCommand};
use misp_flow_tests::misp_double::{Double, Setup};
use server_stage::{Place, serve};

const TAGS: u64 = 60_000;
const EVENTS: u64 = 1_000;

fn client(double: &Double) -> Client {
    let address: Address = double.url().parse().expect("an address");
    let key = ApiKey::new(double.key().to_owned());
    let (trust, limits) = (Trust::System, Limits::default());
    Client::new(address, key, &trust, ProxyChoice::Direct, limits).expect("a client")
}

/// The time in which the double was at work on at least one request.
fn own_time(double: &Double) -> Duration {
    let log = double.log();
    let times = log.iter().filter_map(|asked| asked.answered);
    times.map(|(_, own)| own).sum()
}

/// The slowest frame from the begin of a sync until the catalogue is in use; the best of some
/// times, so that a neighbour on the machine does not count.
fn worst_frame(double: &Double) -> Duration {
    let place = Place::of(double);
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let mut window = place.window();
        serve(&mut window, ServerCommand::Connect);
        let mut worst = Duration::ZERO;
        let sync = Command::Server(ServerCommand::Sync);
        let begun = Instant::now();
        window.state_mut().state.apply(sync);
        let mut at_rest = 0;
        while at_rest < 10 {
            let frame = Instant::now();
            window.step();
            worst = worst.max(frame.elapsed());
            at_rest = match window.state().state.is_idle() {
                true => at_rest + 1,
                false => 0,
            };
            // As a screen of 60 Hz has it.
            std::thread::sleep(Duration::from_millis(16).saturating_sub(frame.elapsed()));
        }
        println!(
            "worst frame {worst:.1?} of a sync of {:.1?}",
            begun.elapsed()
        );
        best = best.min(worst);
    }
    best
}

fn main() {
    let runtime = Runtime::new();
    let double = Double::start(Setup {
        made_tags: TAGS,
        gzip: true,
        ..Setup::default()
    });
    let asked = client(&double);
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        double.clear_log();
        let begun = Instant::now();
        let snapshot = runtime
            .block_on(sync(&asked, "bench", &|_| {}))
            .expect("a snapshot");
        let took = begun.elapsed();
        assert!(snapshot.tags.len() as u64 >= TAGS);
        let (catalogue, _) = snapshot.catalogue().expect("a catalogue");
        black_box(catalogue);
        let beyond = begun.elapsed().saturating_sub(own_time(&double));
        if took < best.0 {
            best = (took, beyond);
        }
    }
    let (sync_time, beyond) = best;
    let frame = worst_frame(&double);

    let double = Double::start(Setup {
        made_events: EVENTS,
        made_attributes: 50,
        ..Setup::default()
    });
    let asked = client(&double);
    let begun = Instant::now();
    let mut bytes = 0;
    let fetched: Result<_, Refusal> = runtime.block_on(async {
        let mut heads = Vec::new();
        for page in 1.. {
            let found = asked
                .search_events(&EventFilter::default(), page, 500)
                .await?;
            if found.is_empty() {
                break;
            }
            heads.extend(found);
        }
        let keep = |one: misp_flow::misp::Fetched| bytes += one.event.to_json().len();
        asked.fetch_events(&heads, false, keep).await
    });
    let rate = fetched.expect("events").fetched as f64 / begun.elapsed().as_secs_f64();
    println!("{bytes} bytes of events");
    println!(
        "BENCH server sync60k_ms={:.0} sync60k_beyond_ms={:.0} events_per_s={rate:.0} frame_worst_ms={:.1}",
        sync_time.as_secs_f64() * 1e3,
        beyond.as_secs_f64() * 1e3,
        frame.as_secs_f64() * 1e3,
    );
}
