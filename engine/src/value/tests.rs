use super::*;

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap()
}

fn refused(text: &str) -> JsonError {
    Value::from_json(text.as_bytes()).unwrap_err()
}

#[test]
fn a_value_is_small() {
    assert_eq!(size_of::<Value>(), 24);
    assert_eq!(size_of::<Key>(), 24);
}

#[test]
fn json_comes_out_as_php_writes_it() {
    for (input, output) in [
        ("{}", "[]"),
        (r#"{"0": "a", "1": "b"}"#, r#"["a","b"]"#),
        (r#"{"1": "a", "0": "b"}"#, r#"{"1":"a","0":"b"}"#),
        (r#"{"a": 1, "b": 2, "a": 3}"#, r#"{"a":3,"b":2}"#),
        (r#"{"01": 1, "1": 2, "-0": 3}"#, r#"{"01":1,"1":2,"-0":3}"#),
        (
            "[1, 1.0, -0, 1e25, 12345678901234567890]",
            "[1,1.0,-0.0,1.0e+25,1.2345678901234567e+19]",
        ),
        (
            r#""a\/b \u00e9\ud83d\ude00 \u2028 \u0001 \t\"""#,
            "\"a/b é😀 \\u2028 \\u0001 \\t\\\"\"",
        ),
        (" [ TRUE , null,False ] ", "[true,null,false]"),
        (r#"{"": {"_": []}}"#, r#"{"":{"_":[]}}"#),
    ] {
        assert_eq!(json(input).to_json(), output);
    }
    assert_eq!(
        json(r#"{"a":[1,{"b":[]}],"c":"d"}"#).to_json_pretty(),
        "{\n    \"a\": [\n        1,\n        {\n            \"b\": []\n        }\n    ],\n    \"c\": \"d\"\n}"
    );
}

#[test]
fn faults_in_json_are_told_with_their_place() {
    for (text, line, column) in [
        ("", 1, 1),
        ("\u{feff}{}", 1, 1),
        ("{\"a\": 1,\n \"é\": x}", 2, 7),
        ("[1, 2] 3", 1, 8),
        ("[1 2]", 1, 4),
        ("[1,]", 1, 4),
        ("{\"a\" 1}", 1, 6),
        ("{a: 1}", 1, 2),
        ("\"abc", 1, 5),
        ("\"a\nb\"", 1, 3),
        (r#""\ud800""#, 1, 2),
        (r#""\x""#, 1, 2),
        ("01", 1, 2),
        ("1.", 1, 3),
        ("-", 1, 2),
        ("nul", 1, 1),
    ] {
        let fault = refused(text);
        assert_eq!(
            (fault.line, fault.column),
            (line, column),
            "{text:?}: {fault}"
        );
    }
    let not_text = Value::from_json(b"{\"a\": \"\xff\"}").unwrap_err();
    assert_eq!((not_text.line, not_text.column), (1, 8));
}

#[test]
fn nesting_ends_at_512_levels() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(json(&nested(512)).to_json(), nested(512));
    assert!(refused(&nested(513)).message.contains("512"));
    assert!(refused(&"[".repeat(1_000_000)).message.contains("512"));
    assert!(
        refused(&"{\"a\":".repeat(1_000_000))
            .message
            .contains("512")
    );
}

#[test]
fn values_nested_deeper_than_the_stack_are_written_compared_and_dropped() {
    let deep = || {
        let mut value = Value::from("core");
        for _ in 0..300_000 {
            value = Value::from(vec![value]);
        }
        value
    };
    let (a, b) = (deep(), deep());
    assert!(a == b);
    assert!(!a.loose_eq(&b));
    assert_eq!(a.to_json().len(), 600_006);
    assert_eq!(
        Value::from_serde(&a.to_serde()).to_json().len(),
        2 * 1_001 + 4
    );
}

#[test]
fn a_list_keeps_its_gaps_and_its_next_number() {
    let mut list = json(r#"["a","b","c"]"#).to_array();
    assert!(list.is_list());
    list.remove(1);
    assert_eq!(Value::from(list.clone()).to_json(), r#"{"0":"a","2":"c"}"#);
    list.remove(2);
    assert!(list.is_list());
    list.push(Value::from("d"));
    assert_eq!(Value::from(list).to_json(), r#"{"0":"a","3":"d"}"#);
    let mut full = Array::from_iter([(i64::MAX, Value::Null)]);
    assert!(!full.push(Value::Null));
    assert_eq!(full.len(), 1);
}

#[test]
fn a_change_leaves_the_other_clone_alone() {
    let before = json(r#"{"a":{"b":1},"l":[1,2,3]}"#);
    let mut after = before.clone();
    let inner = after
        .as_array_mut()
        .and_then(|array| array.get_mut("a"))
        .unwrap();
    inner.as_array_mut().unwrap().insert("b", Value::from(2));
    after
        .as_array_mut()
        .unwrap()
        .get_mut("l")
        .unwrap()
        .as_array_mut()
        .unwrap()
        .retain(|_, value| *value != Value::from(2));
    assert_eq!(before.to_json(), r#"{"a":{"b":1},"l":[1,2,3]}"#);
    assert_eq!(after.to_json(), r#"{"a":{"b":2},"l":{"0":1,"2":3}}"#);
}

#[test]
fn maps_of_any_size_find_their_keys() {
    let mut array = Array::new();
    for number in 0..5_000_i64 {
        array.insert(format!("k{number}"), Value::from(number));
        array.insert(number * 7, Value::from(-number));
    }
    assert_eq!(array.len(), 10_000);
    let read = json(&Value::from(array.clone()).to_json()).to_array();
    assert_eq!(array, read);
    for number in (0..5_000_i64).step_by(37) {
        assert_eq!(
            read.get(format!("k{number}").as_str()),
            Some(&Value::from(number))
        );
        assert_eq!(read.get(number * 7), Some(&Value::from(-number)));
    }
    assert_eq!(read.get("k5000"), None);
    array.remove("k0");
    assert_eq!(array.get("k0"), None);
    assert_eq!(array.get("k1"), Some(&Value::from(1)));
}

#[test]
fn objects_of_many_shapes_are_read_right() {
    // Keys that repeat in other orders, twice, escaped, and beyond what is remembered.
    let text = r#"[{"a":1,"b":2},{"b":1,"a":2},{"a":1,"b":2,"c":3},{"a":1,"a":2,"b":3},{"a":1},
        {"\u0061":5,"b":6},{"a\"":1},{"a\"":2,"a":3},{"1":1,"2":2},{"2":1,"1":2},{"1":3,"1":4}]"#;
    let expected = r#"[{"a":1,"b":2},{"b":1,"a":2},{"a":1,"b":2,"c":3},{"a":2,"b":3},{"a":1},{"a":5,"b":6},{"a\"":1},{"a\"":2,"a":3},{"1":1,"2":2},{"2":1,"1":2},{"1":4}]"#;
    assert_eq!(json(text).to_json(), expected);
    let many: Vec<String> = (0..200)
        .map(|object| {
            let fields: Vec<String> = (0..100)
                .map(|field| format!("\"k{}\":{field}", field * (object % 20 + 1)))
                .collect();
            format!("{{{}}}", fields.join(","))
        })
        .collect();
    let text = format!("[{}]", many.join(","));
    assert_eq!(json(&text).to_json(), text);
    let serde: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(Value::from(serde), json(&text));
}

#[test]
fn loose_comparison_is_that_of_php_8() {
    for (a, b, equal) in [
        (r#""1""#, r#""01""#, true),
        (r#""1e3""#, "1000", true),
        (r#""abc""#, "0", false),
        ("null", "false", true),
        (r#""""#, "null", true),
        ("[]", "null", true),
        (r#""0""#, "false", true),
        (r#""0""#, "null", false),
        (r#""0.0""#, "true", true),
        (r#""9007199254740993""#, r#""9007199254740992""#, false),
        (
            r#""99999999999999999999""#,
            r#""99999999999999999998""#,
            false,
        ),
        (r#""1e999""#, r#""1e998""#, false),
        (r#"{"a":1,"b":2}"#, r#"{"b":"2","a":"1"}"#, true),
        ("[1,2]", "[2,1]", false),
        (r#"" 1""#, r#""1 ""#, true),
        (r#""abc""#, r#""ABC""#, false),
    ] {
        assert_eq!(json(a).loose_eq(&json(b)), equal, "{a} == {b}");
        assert_eq!(json(b).loose_eq(&json(a)), equal, "{b} == {a}");
    }
    assert!(json("[1]").loose_cmp(&json("\"zzz\"")).is_gt());
    assert!(json("\"9\"").loose_lt(&json("\"10\"")));
    assert!(json("\"9a\"").loose_cmp(&json("\"10\"")).is_gt());
}

#[test]
fn sorting_mixed_kinds_ends() {
    let texts = [
        r#""10""#,
        r#""9a""#,
        "9",
        "null",
        "true",
        "[]",
        r#""""#,
        "1.5",
        r#"{"a":1}"#,
    ];
    let values: Array = texts
        .iter()
        .cycle()
        .take(500)
        .map(|text| json(text))
        .collect();
    assert_eq!(values.sorted().len(), 500);
    assert_eq!(
        Value::from(json(r#"["10","9","1",2.5]"#).to_array().sorted()).to_json(),
        r#"["1",2.5,"9","10"]"#
    );
}

#[test]
fn array_merge_renumbers_and_replaces() {
    let merged = json(r#"{"5":"a","k":1,"x":2}"#)
        .to_array()
        .merge(&json(r#"{"5":"b","k":3}"#).to_array());
    assert_eq!(
        Value::from(merged).to_json(),
        r#"{"0":"a","k":3,"x":2,"1":"b"}"#
    );
}

#[test]
fn serde_gives_the_same_value() {
    let value = json(r#"{"Event":{"Tag":[{"id":1,"f":1.5}],"n":null},"7":[true]}"#);
    assert_eq!(Value::from_serde(&value.to_serde()), value);
    let read: Value = serde_json::from_str(&serde_json::to_string(&value).unwrap()).unwrap();
    assert_eq!(read, value);
}

/// An array written plainly, to compare with: elements in order and the next number.
#[derive(Clone, Default)]
struct Plain {
    elements: Vec<(Key, Value)>,
    next: i64,
}

impl Plain {
    fn insert(&mut self, key: Key, value: Value) {
        if let Key::Int(number) = key {
            self.next = self.next.max(number + 1);
        }
        match self.elements.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value,
            None => self.elements.push((key, value)),
        }
    }

    fn assert_is(&self, array: &Array) {
        let elements: Vec<(Key, Value)> = array
            .iter()
            .map(|(key, value)| (key.to_key(), value.clone()))
            .collect();
        assert_eq!(elements, self.elements);
        assert_eq!(array.values().len(), self.elements.len());
        assert_eq!(array.values().fold(0, |count, _| count + 1), array.len());
        for (position, (key, value)) in self.elements.iter().enumerate() {
            assert_eq!(array.position(key), Some(position));
            assert_eq!(array.get(key), Some(value));
        }
        assert_eq!(array.get("no such key"), None);
    }
}

#[test]
fn arrays_that_share_what_they_hold_do_not_see_each_others_changes() {
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % below
    };
    for length in [0, 1, 5, 127, 128, 129, 255, 256, 257, 258, 700] {
        let mut plain = Plain::default();
        (0..length).for_each(|at| plain.insert(Key::Int(at), Value::Int(at)));
        let array: Array = plain
            .elements
            .iter()
            .map(|(_, value)| value.clone())
            .collect();
        let mut kept = vec![(array, plain)];
        for round in 0..60 {
            let (mut array, mut plain) = kept[random(kept.len())].clone();
            let value = Value::Int(1_000_000 + round);
            let some_key = match plain.elements.len() {
                0 => Key::from("name"),
                length => plain.elements[random(length)].0.clone(),
            };
            match random(7) {
                0 => {
                    plain.insert(Key::Int(plain.next), value.clone());
                    assert!(array.push(value));
                }
                1 => {
                    plain.insert(some_key.clone(), value.clone());
                    array.insert(some_key, value);
                }
                2 => {
                    let name = Key::from(["a", "b", "c"][random(3)]);
                    plain.insert(name.clone(), value.clone());
                    array = array.with(&name, value);
                }
                3 => {
                    plain.elements.retain(|(key, _)| *key != some_key);
                    array.remove(&some_key);
                }
                4 => {
                    let (every, of) = (random(5) + 1, random(3));
                    let mut at = 0;
                    plain.elements.retain(|_| {
                        at += 1;
                        at % every != of
                    });
                    let mut at = 0;
                    array.retain(|_, _| {
                        at += 1;
                        at % every != of
                    });
                }
                5 => {
                    if let Some((_, last)) = plain.elements.last_mut() {
                        *last = value.clone();
                        let last = array.len() - 1;
                        *array.value_mut(last).unwrap() = value;
                    }
                }
                _ => {
                    plain
                        .elements
                        .iter_mut()
                        .for_each(|(_, old)| *old = value.clone());
                    array.values_mut().for_each(|old| *old = value.clone());
                }
            }
            plain.assert_is(&array);
            kept.push((array, plain));
        }
        for (array, plain) in &kept {
            plain.assert_is(array);
        }
    }
}
