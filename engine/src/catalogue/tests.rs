use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::*;

fn bundled(id: &str) -> &'static Module {
    Catalogue::bundled().get(id).unwrap()
}

#[test]
fn bundled_catalogue_loads_whole() {
    let text = include_str!("../../../assets/catalogue/misp-2.5.1.json");
    let answers: Value = serde_json::from_str(text).unwrap();
    let (catalogue, notes) =
        Catalogue::from_server(&answers["triggers"], &answers["modules"]).unwrap();
    assert_eq!(notes, []);
    assert_eq!(catalogue.of_kind(ModuleKind::Trigger).count(), 17);
    assert_eq!(catalogue.of_kind(ModuleKind::Logic).count(), 10);
    assert_eq!(catalogue.of_kind(ModuleKind::Action).count(), 26);
    let bundled = Catalogue::bundled();
    assert_eq!(bundled.error(), None);
    assert_eq!(bundled.len(), 53);
}

#[test]
fn bundled_texts_are_written_for_people() {
    for module in Catalogue::bundled().iter() {
        assert!(module.description.ends_with('.'), "{}", module.id);
        for param in &module.params {
            let place = format!("{}.{}", module.id, param.id);
            assert!(
                param.label.chars().next().unwrap().is_uppercase(),
                "{place}"
            );
            assert!(!param.label.ends_with([':', '.']), "{place}");
            assert!(
                param.help.as_ref().is_none_or(|help| !help.ends_with('.')),
                "{place}"
            );
            let labels: Vec<_> = param.options.iter().map(|option| &option.label).collect();
            assert!(
                labels
                    .iter()
                    .enumerate()
                    .all(|(i, label)| !labels[..i].contains(label)),
                "two options of {place} read alike"
            );
        }
    }
}

/// What a real 2.5.1 answered; not part of the project.
fn recorded(name: &str) -> Option<Value> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/recorded/rest");
    let Ok(text) = fs::read_to_string(root.join(name)) else {
        println!("skipped: the recorded answer {name} is not here");
        return None;
    };
    let call: Value = serde_json::from_str(&text).unwrap();
    Some(call["response"]["body"].clone())
}

#[test]
fn bundled_facts_are_those_of_a_real_server() {
    let (Some(triggers), Some(modules)) = (
        recorded("0010-GET-workflows-triggers-json-fresh.json"),
        recorded("0015-GET-workflows-moduleIndex-type-all-json.json"),
    ) else {
        return;
    };
    let (real, notes) = Catalogue::from_server(&triggers, &modules).unwrap();
    assert_eq!(notes, []);
    assert_eq!(real.len(), 60);
    let built_in = || {
        real.iter()
            .filter(|module| !module.is_custom && !module.is_misp_module)
    };
    let ids: Vec<_> = built_in().map(|module| &module.id).collect();
    let ours: Vec<_> = Catalogue::bundled()
        .iter()
        .map(|module| &module.id)
        .collect();
    assert_eq!(ours, ids);
    for theirs in built_in() {
        let ours = bundled(&theirs.id);
        assert_eq!(facts(ours), facts(theirs));
        let params =
            |module: &Module| -> Vec<Param> { module.params.iter().map(param_facts).collect() };
        assert_eq!(params(ours), params(theirs), "params of {}", ours.id);
        for (ours, theirs) in ours.params.iter().zip(&theirs.params) {
            if !ours.offline {
                let values = |param: &Param| -> Vec<_> {
                    param
                        .options
                        .iter()
                        .map(|option| option.value.clone())
                        .collect()
                };
                assert_eq!(values(ours), values(theirs), "options of {}", ours.id);
            }
        }
    }
}

/// The description without its texts and without what an instance switches.
fn facts(module: &Module) -> Module {
    let mut facts = module.clone();
    facts.description.clear();
    facts.params.clear();
    facts.disabled = false;
    if let Some(trigger) = &mut facts.trigger {
        trigger.overhead_message.clear();
    }
    // Data of the base class that the web page is sent by accident.
    for key in ["searchRegex", "substitutionTemplate", "decayingmodels"] {
        facts.extra.shift_remove(key);
    }
    facts
}

fn param_facts(param: &Param) -> Param {
    let mut facts = param.clone();
    facts.label.clear();
    facts.placeholder.clear();
    facts.options = Default::default();
    facts.help = None;
    facts.offline = false;
    facts.extra.shift_remove("picker_options");
    facts
}

#[test]
fn web_pages_and_refusals_are_told_apart() {
    let error = Catalogue::from_answers("\n<!DOCTYPE html><html>", "[]").unwrap_err();
    assert!(error.to_string().contains("web page"), "{error}");
    assert!(
        error.to_string().contains("Plugin.Workflow_enable"),
        "{error}"
    );
    let error = Catalogue::from_server(&json!([]), &json!("<html></html>")).unwrap_err();
    assert_eq!(error, CatalogueError::WebPage { what: "modules" });
    let refusal = json!({"name": "No", "message": "You may not", "url": "/workflows/triggers"});
    let error = Catalogue::from_server(&refusal, &json!([])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The server refused to list its triggers: You may not"
    );
    let error = Catalogue::from_answers("[]", "{").unwrap_err();
    assert!(matches!(
        error,
        CatalogueError::NotJson {
            what: "modules",
            ..
        }
    ));
    let error = Catalogue::from_server(&json!([]), &json!(7)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The server's list of modules is no list but a number"
    );
}

#[test]
fn php_shapes_are_read() {
    let triggers = json!({"3": {"id": "t", "module_type": "trigger", "trigger_overhead": "3", "blocking": "1", "params": []}});
    let modules = json!([
        {"id": "m", "inputs": "1", "outputs": "2", "module_type": "logic", "disabled": "0", "support_filters": 1,
         "params": {"0": {"id": "a", "type": "select", "options": {"x": "Ex", "y": "Why"}, "default": 0},
                    "2": {"id": "b", "type": "slider", "min": "1", "max": 5, "options": ["p", 2], "display_on": []},
                    "4": {"id": "c", "type": "picker", "multiple": "true", "options": [{"name": " One ", "value": 1}, {"value": "2"}],
                          "picker_options": {"select_options_url": "/tags/fastIndex/0.json"}, "colour": "red"}},
         "novel": {"k": 1}},
        "nonsense", {"name": "no id"}, {"id": "m2", "module_type": "gadget"}, {"id": "m"},
    ]);
    let (catalogue, notes) = Catalogue::from_server(&triggers, &modules).unwrap();
    let trigger = catalogue.get("t").unwrap();
    assert!(trigger.blocking);
    assert_eq!(trigger.trigger.as_ref().unwrap().overhead, Overhead::High);
    assert_eq!(trigger.name, "t");
    let told: Vec<_> = notes
        .iter()
        .map(|note| format!("{} {}", note.place, note.text))
        .collect();
    assert_eq!(
        told,
        [
            "m.b has the unknown type “slider” and is edited as text",
            "modules[1] is no module description and was left out",
            "modules[2] has no id and was left out",
            "m2 has the unknown type “gadget” and is taken as action",
            "m is listed twice; the last one counts",
        ]
    );
    let first = modules[0].clone();
    let (catalogue, _) = Catalogue::from_server(&Value::Null, &json!([first])).unwrap();
    let module = catalogue.get("m").unwrap();
    assert_eq!((module.inputs, module.outputs), (1, 2));
    assert!(module.support_filters && !module.disabled);
    assert_eq!(module.output_labels(), ["then", "else"]);
    assert_eq!(module.extra["novel"], json!({"k": 1}));
    let [a, b, c] = module.params.as_slice() else {
        panic!("three params")
    };
    let options = |param: &Param| -> Vec<(String, String)> {
        param
            .options
            .iter()
            .map(|o| (o.value.to_string(), o.label.to_string()))
            .collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(value, label)| ((*value).to_owned(), (*label).to_owned()))
            .collect()
    };
    assert_eq!(options(a), pairs(&[("x", "Ex"), ("y", "Why")]));
    assert_eq!(a.default_value(), json!("0"));
    assert_eq!(options(b), pairs(&[("p", "p"), ("2", "2")]));
    assert_eq!((b.min, b.max), (Some(1.0), Some(5.0)));
    assert!(b.display_on.is_none());
    assert_eq!(options(c), pairs(&[("1", "One"), ("2", "2")]));
    assert!(c.multiple && c.free_entry());
    assert_eq!(c.options_url.as_deref(), Some("/tags/fastIndex/0.json"));
    assert_eq!(c.extra["colour"], json!("red"));
}

#[test]
fn an_unknown_filter_is_an_empty_list() {
    let (catalogue, notes) = Catalogue::from_server(&json!([]), &Value::Null).unwrap();
    assert!(catalogue.is_empty());
    assert_eq!(notes.len(), 1);
}

#[test]
fn nodes_take_defaults_where_they_say_nothing() {
    let params = json!({"operator": "in_or", "value_list": ["ip-src"], "value": "", "old": "x"});
    let merged = bundled("generic-filter-data").merge(params.as_object().unwrap());
    let expected = json!({"filtering-label": "A", "selector": "", "value": "", "value_list": ["ip-src"],
        "operator": "in_or", "hash_path": ""});
    assert_eq!(Value::Object(merged.values), expected);
    assert_eq!(merged.invalid, [("old".to_owned(), json!("x"))]);
}

#[test]
fn a_zero_stays_and_an_empty_list_falls_back() {
    // MISP's web editor shows the 0 of the benchmark's count-if.
    let value = bundled("count-if").param("value").unwrap();
    assert_eq!(value.effective_value(Some(&json!("0"))), json!("0"));
    let verify = bundled("splunk-hec-export").param("verify_tls").unwrap();
    assert_eq!(verify.effective_value(Some(&json!("0"))), json!("0"));
    assert_eq!(verify.effective_value(None), json!("1"));
    let org = bundled("organisation-if").param("org_id").unwrap();
    assert_eq!(org.effective_value(Some(&json!([]))), json!(["1"]));
    let clusters = bundled("tag-if").param("clusters").unwrap();
    assert_eq!(clusters.effective_value(Some(&json!(""))), json!([]));
    assert_eq!(
        clusters.effective_value(Some(&json!({"1": "a", "4": 7}))),
        json!(["a", "7"])
    );
    let url = bundled("webhook").param("url").unwrap();
    assert_eq!(url.normalise(&json!(["a"])), json!("a"));
    assert_eq!(url.normalise(&json!({"a": 1})), json!({"a": 1}));
}

#[test]
fn params_show_while_others_match() {
    let shown = |id: &str, params: Value| -> Vec<String> {
        let params = params.as_object().unwrap().clone();
        bundled(id)
            .visible_params(&params)
            .map(|param| param.id.to_string())
            .collect()
    };
    assert_eq!(
        shown("generic-if", json!({})),
        ["value", "operator", "hash_path"]
    );
    assert_eq!(
        shown("generic-if", json!({"operator": "in_or"})),
        ["value_list", "operator", "hash_path"]
    );
    assert_eq!(
        shown("generic-if", json!({"operator": "any_value"})),
        ["operator", "hash_path"]
    );
    assert!(
        shown("distribution-if", json!({"distribution": 4}))
            .contains(&"sharing_group_id".to_owned())
    );
    assert!(
        !shown("tag_operation", json!({"action": "remove"}))
            .contains(&"relationship_type".to_owned())
    );
}

#[test]
fn choices_that_vanished_are_found() {
    let action = bundled("tag_operation").param("action").unwrap();
    assert_eq!(action.unknown_choices(&json!("burn")), ["burn"]);
    assert!(action.unknown_choices(&json!("add")).is_empty());
    let tags = bundled("tag_operation").param("tags").unwrap();
    assert!(tags.unknown_choices(&json!(["a tag of mine"])).is_empty());
}

#[test]
fn classes_are_those_of_the_web_editor() {
    let class = |id| bundled(id).node_class();
    assert_eq!(class("event-publish"), "block-type-trigger");
    assert_eq!(
        class("tag-if"),
        "block-type-if block-type-logic expect-misp-core-format"
    );
    assert_eq!(
        class("concurrent-task"),
        "block-type-concurrent block-type-logic"
    );
    assert_eq!(
        class("generic-filter-data"),
        "block-type-default block-type-logic"
    );
    assert_eq!(class("stop-execution"), "block-type-default");
    assert_eq!(
        class("tag_operation"),
        "block-type-default expect-misp-core-format"
    );
    assert_eq!(bundled("concurrent-task").output_labels(), ["concurrent"]);
    assert_eq!(bundled("stop-execution").output_labels(), [""; 0]);
}

#[test]
fn a_missing_module_keeps_its_params_readable() {
    let params = json!({"message": "hi", "list": ["a", "b"], "deep": {"x": {"y": 1}}});
    let params = params.as_object().unwrap();
    let stub = Module::stub("gone", "", "logic", (1, 2), params);
    assert!(stub.is_stub && stub.name == "gone" && stub.kind == ModuleKind::Logic);
    assert_eq!(stub.output_labels(), ["then", "else"]);
    let merged = stub.merge(params);
    assert_eq!(merged.values["message"], json!("hi"));
    assert_eq!(merged.values["list"], json!(["a", "b"]));
    assert_eq!(merged.values["deep"], json!({"x": {"y": 1}}));
    assert!(merged.invalid.is_empty());
    assert!(!stub.has_changed_since("0.1"));
    assert!(bundled("tag-if").has_changed_since("0.1"));
    assert!(!bundled("tag-if").has_changed_since("0.4"));
}
