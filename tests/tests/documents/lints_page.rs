//! `docs/lints.md` lists the lints that there are, as they are.

use misp_flow_engine::check::rules;

const PAGE: &str = include_str!("../../../docs/lints.md");

#[test]
fn the_page_lists_every_lint_as_it_is() {
    let listed: Vec<[String; 3]> = PAGE
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.strip_prefix("| `")?.split(" | ").collect();
            let [code, severity, text, source] = cells[..] else {
                panic!("a row has four cells: {line}");
            };
            assert!(text.len() > 20, "{code} is not explained");
            let source = source.trim_end_matches(" |");
            Some([code.trim_end_matches('`'), severity, source].map(str::to_owned))
        })
        .collect();
    let known: Vec<[String; 3]> = rules()
        .iter()
        .map(|rule| [rule.code, rule.severity.name(), rule.source].map(str::to_owned))
        .collect();
    assert_eq!(listed, known);
}
