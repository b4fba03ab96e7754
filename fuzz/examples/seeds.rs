//! Writes a dozen small inputs for each target to `corpus/`, made from the conformance vectors.

use std::{fs, path::Path};

use misp_flow_engine::value::Value;

const SEEDS: usize = 12;
/// Small inputs are what a fuzzer works fastest on.
const MOST_BYTES: usize = 4_000;

fn main() {
    seeds("graph", "walk", |vector| Some(vector.get("graph")?.to_json()));
    seeds("hash_path", "hash_extract", |vector| {
        line(&[&text(vector, "path")?, &json(vector, "data")?])
    });
    seeds("condition", "items_matching", |vector| {
        let (operator, path) = (text(vector, "operator")?, text(vector, "path")?);
        line(&[&operator, &path, &json(vector, "value")?, &json(vector, "items")?])
    });
    seeds("template", "jinja", |vector| {
        line(&[&json(vector, "data")?, &text(vector, "template")?])
    });
    seeds("event", "normalise_event", |vector| json(vector, "data"));
    seeds("regex", "hash_extract", |vector| {
        let path = text(vector, "path")?;
        let pattern = path.get(path.find("=/")? + 1..path.rfind(']')?)?;
        line(&[pattern, "tlp:red", "198.51.100.7", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"])
    });
}

fn text(vector: &Value, field: &str) -> Option<String> {
    vector.get(field)?.as_str().map(str::to_owned)
}

fn json(vector: &Value, field: &str) -> Option<String> {
    vector.get(field).map(Value::to_json)
}

fn line(parts: &[&str]) -> Option<String> {
    Some(parts.join("\n"))
}

/// Seeds of a target, spread over what a file of vectors gives.
fn seeds(target: &str, vectors: &str, input: impl Fn(&Value) -> Option<String>) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packed = here.join(format!("../tests/vectors/{vectors}.jsonl.zst"));
    let packed = fs::read(&packed).unwrap_or_else(|error| panic!("{}: {error}", packed.display()));
    let vectors = zstd::decode_all(packed.as_slice()).expect("packed vectors");
    let mut inputs: Vec<String> = vectors
        .split(|byte| *byte == b'\n')
        .filter_map(|line| input(&Value::from_json(line).ok()?))
        .filter(|input| input.len() <= MOST_BYTES)
        .collect();
    inputs.sort();
    inputs.dedup();
    let folder = here.join("corpus").join(target);
    fs::create_dir_all(&folder).expect("a folder for the seeds");
    let each = inputs.len().div_ceil(SEEDS).max(1);
    for (number, input) in inputs.iter().step_by(each).enumerate() {
        fs::write(folder.join(format!("seed-{number:02}")), input).expect("a seed");
    }
    println!("{target}: {} seeds of {}", inputs.len().div_ceil(each), inputs.len());
}
