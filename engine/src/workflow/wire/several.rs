//! Several workflows or blueprints at once, as a server's index, export or import has them.

use serde_json::Value as Json;

use super::open::{OpenError, open_json, parse};
use crate::workflow::Workflow;

/// Opens what [`open`](super::open) does, and beside it a list of such documents (as `index`
/// answers) and the body that a server's `import` takes (spec 02), whose document is a text inside
/// of `json`. Each document of a list comes with its own error, so that one that is damaged does
/// not keep the others out.
///
/// # Errors
/// When nothing of it can be read.
pub fn open_several(bytes: &[u8]) -> Result<Vec<Result<Workflow, OpenError>>, OpenError> {
    let documents = documents(parse(bytes)?)?;
    if let [_] = documents.as_slice() {
        return documents
            .into_iter()
            .map(|json| open_json(json).map(Ok))
            .collect();
    }
    Ok(documents.into_iter().map(open_json).collect())
}

fn documents(json: Json) -> Result<Vec<Json>, OpenError> {
    let inner = ["WorkflowBlueprint", "Workflow"]
        .iter()
        .find_map(|key| json.get(key)?.get("json")?.as_str());
    if let Some(text) = inner {
        return documents(parse(text.as_bytes())?);
    }
    let is_document = |json: &Json| {
        ["WorkflowBlueprint", "Workflow"]
            .iter()
            .any(|key| json.get(key).is_some())
            // An envelope alone; a node has `data`, too, but no name of a document's kind.
            || (json.get("data").is_some() && json.get("uuid").is_some())
    };
    Ok(match json {
        Json::Array(list) if !list.is_empty() && list.iter().any(is_document) => list,
        json => vec![json],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"WorkflowBlueprint": {"name": "One", "data": [{"id": 1, "name": "Stop",
        "data": {"id": "stop-execution", "module_type": "action"}, "inputs": {}, "outputs": []}]}}"#;

    fn names(text: &str) -> Vec<Result<String, String>> {
        let found = open_several(text.as_bytes()).unwrap().into_iter();
        let name = |one: Result<Workflow, OpenError>| match one {
            Ok(workflow) => Ok(format!("{} {}", workflow.name, workflow.graph.nodes.len())),
            Err(error) => Err(error.to_string()),
        };
        found.map(name).collect()
    }

    #[test]
    fn one_alone_in_a_list_or_in_the_body_of_an_import_is_the_same() {
        let body = serde_json::json!({"WorkflowBlueprint": {"json": ONE}}).to_string();
        let list = format!("[{ONE}]");
        for text in [ONE, &list, &body] {
            assert_eq!(names(text), [Ok("One 1".to_owned())], "{text}");
        }
    }

    #[test]
    fn the_graph_can_be_a_text_as_after_an_edit() {
        let text = r#"{"WorkflowBlueprint": {"name": "One", "data": "[{\"id\": 1, \"data\":
            {\"id\": \"stop-execution\"}, \"inputs\": {}}]"}}"#
            .replace('\n', "");
        assert_eq!(names(&text), [Ok("One 1".to_owned())]);
    }

    #[test]
    fn of_a_list_each_that_is_damaged_says_why() {
        let list = format!(r#"[{ONE}, {{"WorkflowBlueprint": {{"name": "Two", "data": 7}}}}, 3]"#);
        let found = names(&list);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0], Ok("One 1".to_owned()));
        let told = |at: usize| found[at].clone().unwrap_err();
        assert!(told(1).contains("should be an object or a list of nodes, but is a number"));
        assert!(
            told(2).contains("This JSON holds no workflow"),
            "{}",
            told(2)
        );
    }

    #[test]
    fn bare_envelopes_in_a_list_are_documents_and_a_list_of_nodes_is_one() {
        let bare =
            r#"[{"uuid": "x", "name": "A", "data": []}, {"uuid": "y", "name": "B", "data": []}]"#;
        assert_eq!(names(bare), [Ok("A 0".to_owned()), Ok("B 0".to_owned())]);
        let nodes = r#"[{"id": 1, "data": {"id": "stop-execution"}, "inputs": {}, "outputs": []},
                        {"id": 2, "data": {"id": "stop-execution"}, "inputs": {}, "outputs": []}]"#;
        assert_eq!(names(nodes), [Ok(" 2".to_owned())]);
    }

    #[test]
    fn what_is_nothing_of_it_is_refused() {
        assert!(open_several(b"").is_err());
        assert!(open_several(b"{\"Event\": {}}").is_err());
        assert!(open_several(b"[{\"WorkflowBlueprint\": ").is_err());
    }
}
