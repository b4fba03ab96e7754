//! The program without its window, pushing, pulling, fetching the catalogue and saving without
//! end, for a test that kills it. The key comes in the environment, as for the command line.
//!
//! Arguments: the server's address, the folder of the record, the file, and a number to begin with.

use std::{env, fs, path::PathBuf};

use misp_flow::{
    library,
    misp::{Address, ApiKey, Client, Limits, ProxyChoice, Runtime, Snapshot, Trust, sync},
    push::{self, PushError, ServerStore, Target},
};
use misp_flow_engine::{catalogue::Catalogue, workflow};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [address, folder, file, number] = arguments.as_slice() else {
        panic!("expected an address, a folder, a file and a number");
    };
    let address: Address = address.parse().expect("an address");
    let key = ApiKey::new(env::var("MISP_KEY").expect("a key"));
    let (trust, limits) = (Trust::System, Limits::default());
    let client = Client::new(address, key, &trust, ProxyChoice::Direct, limits).expect("a client");
    let folder = PathBuf::from(folder);
    let store = ServerStore::in_folder(folder.join("workflows"));
    let (file, snapshots) = (PathBuf::from(file), Snapshot::file_in(&folder));
    let runtime = Runtime::new();
    let target = Target::Trigger("event-publish".to_owned());
    let catalogue = Catalogue::bundled();
    for number in number.parse::<u64>().expect("a number").. {
        let done: Result<(), PushError> = runtime.block_on(async {
            push::recover(&client, &store, "a test").await?;
            let text = fs::read(&file).expect("the file is always whole");
            let mut mine = workflow::open(&text).expect("a workflow");
            mine.name = format!("State {number}");
            library::replace(&file, mine.to_text().as_bytes()).expect("saved");
            let plan = push::look(&client, &store, target.clone(), &mine, None, catalogue).await?;
            push::send(&client, &store, &plan, &mine, "a test", catalogue).await?;
            push::pull(&client, &store, &target, "a test").await?;
            if number % 4 == 0 {
                let snapshot = sync(&client, "a test", &|_| {}).await?;
                snapshot.store(&snapshots).expect("kept");
            }
            Ok(())
        });
        done.expect("the server is there");
    }
}
