//! The newer server: what spec 02 says beyond the recordings.

use misp_flow_tests::misp_double::{Age, Double, FastIndex, Setup};
use serde_json::json;

use crate::asker::Asker;

#[test]
fn a_newer_server_knows_more_calls() {
    let double = Double::start(Setup {
        age: Age::Newer,
        ..Setup::default()
    });
    let asker = Asker::of(&double);
    assert_eq!(
        asker.get("/servers/getVersion.json").json()["version"],
        "2.5.40"
    );
    let body = json!({"Workflow": {"name": "By hand", "description": "On demand"}});
    let told = asker.post("/workflows/add", &body).json();
    assert_eq!(told["Workflow"]["name"], "By hand");
    let listed = asker.get("/workflows/adhoc.json").json();
    assert_eq!(listed[0]["Workflow"]["id"], told["Workflow"]["id"]);
    let told = asker
        .post("/workflows/toggleDebugMode/1/1", &json!({}))
        .json();
    assert_eq!(told["saved"], true);
    let input = json!({"Workflow": {"data": "{\"Event\": {\"info\": \"One\"}}"}});
    let told = asker.post("/workflows/executeWorkflow/1", &input).json();
    assert_eq!(told["outcome"], "success");
    assert_eq!(
        double.workflow(1).expect("a workflow")["debug_enabled"],
        true
    );
}

#[test]
fn pickers_of_a_newer_server_name_a_url() {
    for form in [
        FastIndex::Names,
        FastIndex::Map,
        FastIndex::NamesAndValues,
        FastIndex::Rows,
    ] {
        let double = Double::start(Setup {
            age: Age::Newer,
            fast_index: form,
            ..Setup::default()
        });
        let asker = Asker::of(&double);
        let module = asker.get("/workflows/moduleView/tag-if.json").json();
        let params = module["params"].as_array().expect("params").iter();
        let urls =
            params.filter_map(|param| param["picker_options"]["select_options_url"].as_str());
        let urls: Vec<&str> = urls.collect();
        assert_eq!(urls, ["/tags/fastIndex/0.json", "/tags/fastIndex/1.json"]);
        assert!(asker.get(urls[0]).text().contains("tlp:red"));
        let galaxies = asker.get(urls[1]).text();
        assert!(galaxies.contains("misp-galaxy:") && !galaxies.contains("tlp:red"));
    }
}

#[test]
fn a_2_5_1_does_not_know_them() {
    let double = Double::start(Setup::default());
    let asker = Asker::of(&double);
    assert_eq!(asker.get("/workflows/adhoc.json").status, 404);
    let told = asker.post("/workflows/toggleDebugMode/1/1", &json!({}));
    assert_eq!(told.status, 404);
    let module = asker.get("/workflows/moduleView/tag-if.json").json();
    assert!(module["params"][2]["options"].is_array());
}
