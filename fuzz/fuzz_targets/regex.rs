//! A regular expression (first line) in a condition, on texts (a line each): it ends.

#![no_main]

use libfuzzer_sys::fuzz_target;
use misp_flow_engine::{
    path::HashPath,
    value::{Array, Value},
};
use misp_flow_fuzz::lines;

fuzz_target!(|input: &[u8]| {
    let Some([pattern, texts]) = lines(input) else {
        return;
    };
    let items = texts.split('\n').map(|text| {
        let item: Array = [("value", Value::from(text))].into_iter().collect();
        Value::Array(item)
    });
    let data = Value::Array(items.collect());
    let path = HashPath::parse(&format!("{{n}}[value={pattern}]"));
    let found = path.extract(&data).expect("all values are texts");
    if !path.faults().is_empty() && path.faults().len() == pattern.matches("=/").count() + 1 {
        assert!(found.is_empty(), "a pattern that does not compile matches nothing");
    }
});
