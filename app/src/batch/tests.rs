use misp_flow_engine::{
    instance::Instance,
    run::{Answers, Outcome, Plan, Settings},
};

use super::*;

const GRAPH: &str = r#"{
    "1": {"id": 1, "data": {"id": "event-publish", "module_type": "trigger"}, "inputs": [],
          "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
    "2": {"id": 2, "data": {"id": "published-if", "module_type": "logic", "indexed_params": {"condition": "equals"}},
          "inputs": [], "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]}, "output_2": {"connections": []}}},
    "3": {"id": 3, "data": {"id": "stop-execution", "module_type": "action", "indexed_params": {"message": "no"}},
          "inputs": [], "outputs": []}}"#;

fn batch() -> Batch {
    Batch {
        plan: Plan::of_graph(&Value::from_json(GRAPH.as_bytes()).unwrap()),
        instance: Instance::default(),
        answers: Answers::default(),
        settings: Settings::default(),
    }
}

fn file(name: &str, content: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("misp-flow-batch-{}-{name}", std::process::id()));
    std::fs::write(&path, content).unwrap();
    path
}

fn entries(content: &str, name: &str, cancel: &AtomicBool) -> (Vec<Entry>, Tally) {
    let path = file(name, content);
    let inputs = expand(std::slice::from_ref(&path)).unwrap();
    let work = Work {
        batch: &batch(),
        inputs: &inputs,
        jobs: NonZeroUsize::new(3).unwrap(),
        expects: &|_| Ok(()),
        cancel,
    };
    let mut entries = Vec::new();
    let tally = run(&work, |entry| entries.push(entry));
    std::fs::remove_file(path).unwrap();
    (entries, tally)
}

#[test]
fn a_thousand_lines_are_told_in_their_order() {
    let lines = (0..1000).map(|id| match id % 10 {
        7 => "{\"Event\": \n".to_owned(),
        digit => format!(
            "{{\"Event\":{{\"id\":\"{id}\",\"published\":{}}}}}\n",
            digit == 3
        ),
    });
    let content = lines.collect::<String>();
    let (entries, tally) = entries(&content, "lines.jsonl", &AtomicBool::new(false));
    let places: Vec<u64> = entries.iter().map(|entry| entry.place).collect();
    assert_eq!(places, (1..=1000).collect::<Vec<u64>>());
    for entry in &entries {
        match (&entry.finding, (entry.place - 1) % 10) {
            (Finding::Unreadable(why), 7) => assert!(why.contains("JSON"), "{why}"),
            (Finding::Ran(name, verdict), digit) => {
                assert_eq!(name, &format!("Event {}", entry.place - 1));
                assert_eq!(verdict.outcome == Outcome::Blocked, digit == 3);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((tally.success, tally.blocked, tally.failure), (800, 100, 0));
}

#[test]
fn a_search_result_is_read_as_one_text() {
    let text = "{\n \"response\": [\n  {\"Event\": {\"id\": \"1\"}},\n  {\"Event\": {\"id\": \"2\"}}\n ]\n}";
    let (entries, tally) = entries(text, "search.json", &AtomicBool::new(false));
    let places: Vec<u64> = entries.iter().map(|entry| entry.place).collect();
    assert_eq!((places, tally.runs()), (vec![1, 2], 2));
}

#[test]
fn nothing_is_begun_when_it_is_cancelled() {
    let lines = "{\"Event\":{}}\n".repeat(1000);
    let (entries, tally) = entries(&lines, "cancelled.jsonl", &AtomicBool::new(true));
    assert_eq!((entries.len(), tally.runs()), (0, 0));
}
