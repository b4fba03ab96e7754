use std::time::{Duration, Instant};

use super::*;

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap()
}

fn extracted(path: &str, data: &str) -> String {
    Value::from(HashPath::parse(path).extract(&json(data)).unwrap()).to_json()
}

#[test]
fn conditions_are_read_as_php_reads_them() {
    let data = r#"[{"id":1,"k":"=1","t":" "},{"id":2,"k":"a]"},{"id":"2","k":null}]"#;
    for (path, found) in [
        ("{n}[id=2][k].id", "[2]"),
        ("{n}[id].id", r#"[1,2,"2"]"#),
        ("{n}[].id", r#"[1,2,"2"]"#),
        ("{n}[id=].id", r#"[1,2,"2"]"#),
        ("{n}[k==1].id", "[1]"),
        ("{n}[k>=].id", "[1,2]"),
        ("{n}[t= ].id", "[1]"),
        ("{n}[[id=1][id=2].id", "[]"),
        ("{n}[k=/A\\]/i].id", "[]"),
        ("{n}[k=/a/].id", "[2]"),
        ("{n}[k=/(/].id", "[]"),
        ("{n}[k=/a/Q].id", "[]"),
        ("{n}[k=/].id", "[]"),
    ] {
        assert_eq!(extracted(path, data), found, "{path}");
    }
}

#[test]
fn what_cannot_work_in_a_path_is_told() {
    assert!(HashPath::parse("Event.{n}[a=/x/][b=1]").faults().is_empty());
    assert_eq!(HashPath::parse("{n}[a=/(/].b[c=/x/Q]").faults().len(), 2);
}

#[test]
fn modifiers_of_regular_expressions_work() {
    let data = r#"[{"v":"ab\ncd"},{"v":"É"},{"v":"xab"}]"#;
    for (condition, found) in [
        ("/^cd$/", "[]"),
        ("/^cd$/m", r#"["ab\ncd"]"#),
        ("/b.c/s", r#"["ab\ncd"]"#),
        ("/a b # x/x", r#"["ab\ncd","xab"]"#),
        ("/ab|cd/A", r#"["ab\ncd"]"#),
        ("/a b # x/xA", r#"["ab\ncd"]"#),
        ("/^é$/i", "[]"),
        ("/^é$/iu", r#"["É"]"#),
        ("/^..$/", r#"["É"]"#),
        ("/^.$/u", r#"["É"]"#),
    ] {
        assert_eq!(
            extracted(&format!("{{n}}[v={condition}].v"), data),
            found,
            "{condition}"
        );
    }
}

#[test]
fn places_lead_to_the_elements() {
    let data = json(r#"{"Event":{"Tag":{"3":{"name":"a"},"7":{"name":"b"}},"info":"x"}}"#);
    let places = |path: &str| -> Vec<String> {
        let found = HashPath::parse(path).extract_with_places(&data).unwrap();
        found
            .iter()
            .map(|(place, value)| format!("{place}={}", value.to_json()))
            .collect()
    };
    assert_eq!(
        places("Event.Tag.{n}.name"),
        ["Event.Tag.3.name=\"a\"", "Event.Tag.7.name=\"b\""]
    );
    assert_eq!(places("Event.info"), ["Event.info=\"x\""]);
    assert_eq!(places("Event.Tag.7"), ["Event.Tag.7.name=\"b\""]);
    assert_eq!(places("Event.info.{n}.{*}"), ["Event.info=\"x\""]);
    assert_eq!(places("Event.nope"), [""; 0]);
}

#[test]
fn a_catastrophic_pattern_ends() {
    let value = format!("{}!", "a".repeat(5_000));
    let items: Value = (0..2_000)
        .map(|_| Value::from(Array::from_iter([("v", Value::from(value.as_str()))])))
        .collect();
    let start = Instant::now();
    let path = HashPath::parse("{n}[v=/^(a+)+$/].v");
    assert_eq!(path.extract(&items).unwrap().len(), 0);
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "took {:?}",
        start.elapsed()
    );
}

#[test]
fn hostile_paths_end() {
    let data = json(r#"{"a":[1,[2,[3]]],"b":{"c":"d"}}"#);
    let start = Instant::now();
    for path in [
        "{*}.".repeat(100_000),
        "a.".repeat(100_000),
        "[".repeat(100_000),
        "[a".repeat(100_000),
        "[a=/".repeat(20_000),
        "{n}[a=1]".repeat(50_000),
        format!("{}[{}", "]".repeat(100_000), ".{n}".repeat(1_000)),
        "{n}]".repeat(10_000) + ".é[日=本].\0",
    ] {
        let path = HashPath::parse(&path);
        assert!(path.extract(&data).is_ok());
        assert!(path.extract_with_places(&data).is_ok());
        assert!(path.get(&data).is_ok());
        let _ = path.insert(data.clone(), &Value::from(1));
        assert!(path.remove(data.clone()).is_ok());
    }
    let deep = HashPath::parse(&"a.".repeat(100_000)).insert(data, &Value::Null);
    assert!(deep.unwrap_err().message.contains("levels"));
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "took {:?}",
        start.elapsed()
    );
}

#[test]
fn a_list_of_a_million_elements_is_no_trouble() {
    let item = |number: i64| {
        Value::from(Array::from_iter([
            ("n", Value::from(number)),
            ("odd", Value::from(number % 2 == 1)),
        ]))
    };
    let data = Value::from(Array::from_iter([(
        "l",
        (0..1_000_000).map(item).collect::<Value>(),
    )]));
    let start = Instant::now();
    assert_eq!(
        HashPath::parse("l.{n}[odd=1].n")
            .extract(&data)
            .unwrap()
            .len(),
        500_000
    );
    assert_eq!(
        HashPath::parse("l.999999.n").extract(&data).unwrap().get(0),
        Some(&Value::from(999_999))
    );
    let data = HashPath::parse("l.{n}[odd=0]").remove(data).unwrap();
    let left = HashPath::parse("l").get(&data).unwrap().unwrap().to_array();
    assert_eq!((left.len(), left.is_list()), (500_000, false));
    let data = HashPath::parse("l.{n}.new")
        .insert(data, &Value::from("x"))
        .unwrap();
    assert_eq!(
        HashPath::parse("l.{n}.new").matches(&data).unwrap().len(),
        500_000
    );
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "took {:?}",
        start.elapsed()
    );
}

#[test]
fn a_pattern_that_is_slow_at_every_place_of_a_long_text_ends() {
    let text = "a".repeat(60_000);
    let mut item = crate::value::Array::new();
    item.insert("c", Value::from(text));
    let data = Value::from(std::iter::once(Value::from(item)).collect::<crate::value::Array>());
    let begin = std::time::Instant::now();
    let path = HashPath::parse("{n}[c=/(?<=a{250})b|(?:a|a){17}[cd]/]");
    assert!(path.extract(&data).unwrap().is_empty());
    assert!(begin.elapsed() < std::time::Duration::from_secs(30));
}
