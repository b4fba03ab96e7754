//! What a template may not do to the program, and what the vectors do not ask.

use std::time::{Duration, Instant};

use super::{FaultClass, Rendered, Template};
use crate::value::{Array, Value};

fn render(template: &str) -> Rendered {
    Template::parse(template).render(&Value::empty_array())
}

#[track_caller]
fn assert_ends(template: &str, class: FaultClass) {
    let begin = Instant::now();
    let rendered = render(template);
    let name: String = template.chars().take(60).collect();
    assert_eq!(
        rendered.fault.map(|fault| fault.class),
        Some(class),
        "{name}"
    );
    assert_eq!(rendered.text, "", "{name}");
    assert!(begin.elapsed() < Duration::from_secs(60), "{name}");
}

#[test]
fn large_texts_are_refused_before_they_are_made() {
    for template in [
        "{{ 'a' * 10**9 }}",
        "{{ 'a' | center(10**9) }}",
        "{{ 'a'.zfill(10**9) }}",
        "{{ '\t'.expandtabs(10**9) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%.1000000000f' % 1 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ [1] * 10**9 }}",
        "{{ [1] | batch(10**9, 0) | list }}",
        "{{ 'a' | indent(10**9) }}",
        "{{ {'a': 1} | tojson(10**9) }}",
        "{{ lipsum(10**9) }}",
        "{{ 9 ** (9 ** 9) }}",
        "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}",
    ] {
        assert_ends(template, FaultClass::Memory);
    }
}

#[test]
fn endless_loops_end() {
    assert_ends(
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        FaultClass::Memory,
    );
    assert_ends(
        "{% set l = [1] %}{% for x in l %}{% set _ = l.append(x) %}{% endfor %}",
        FaultClass::Memory,
    );
}

#[test]
fn what_holds_itself_twice_is_not_compared_without_end() {
    let twice = "{% set n = namespace(a=[1], b=[1]) %}{% for i in range(40) %}{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}";
    assert_ends(&format!("{twice}{{{{ n.a == n.b }}}}"), FaultClass::Memory);
    let key = "{% set n = namespace(a=(1,)) %}{% for i in range(40) %}{% set n.a = (n.a, n.a) %}{% endfor %}{{ {n.a: 1} }}";
    assert_ends(key, FaultClass::Memory);
    let often = "{% set n = namespace(a=[1], b=[1]) %}{% for i in range(18) %}{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}{% for i in range(99999) %}{{ n.a == n.b }}{% endfor %}";
    assert_ends(often, FaultClass::Memory);
}

#[test]
fn depth_is_limited_in_the_source_and_at_work() {
    for template in [
        format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000)),
        format!("{{{{ {}1 }}}}", "-".repeat(50_000)),
        format!("{{{{ {}1 }}}}", "not ".repeat(50_000)),
        format!("{{{{ {}1 }}}}", "1+".repeat(50_000)),
        format!("{{{{ a{} }}}}", ".b".repeat(50_000)),
        format!("{{{{ a{} }}}}", "|e".repeat(50_000)),
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}".to_owned(),
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}".to_owned(),
        "{% block a %}{{ self.a() }}{% endblock %}".to_owned(),
        "{% set l = [] %}{% set _ = l.append(l) %}{{ l | tojson }}".to_owned(),
    ] {
        assert_ends(&template, FaultClass::Recursion);
    }
    let tags = ["{% if 1 %}".repeat(5000), "{% endif %}".repeat(5000)].concat();
    assert_ends(&tags, FaultClass::Syntax);
}

#[test]
fn what_is_nested_deep_is_taken_apart_without_recursion() {
    let nested = |made: &str| {
        let template = format!(
            "{{% set n = namespace(v=[]) %}}{{% for i in range(99999) %}}{{% set n.v = {made} %}}{{% endfor %}}x"
        );
        render(&template).text
    };
    assert_eq!(nested("[n.v]"), "x");
    assert_eq!(nested("(n.v,)"), "x");
    assert_eq!(nested("{'a': n.v}"), "x");
    assert_eq!(nested("n.v | map('string')"), "x");
}

#[test]
fn long_texts_take_linear_time() {
    let begin = Instant::now();
    assert_eq!(
        render("{{ ('a ' * 500000) | wordwrap(3) | length }}").fault,
        None
    );
    assert_eq!(
        render("{{ ('a ' * 500000) | urlize | length }}").text,
        "1000000"
    );
    assert_eq!(render("{{ ('a ' * 500000) | wordcount }}").text, "500000");
    assert!(begin.elapsed() < Duration::from_secs(30));
}

#[test]
fn large_events_take_linear_time() {
    let attribute = |number: i64| {
        let fields = [("id", number), ("value", number)];
        let fields: Array = fields
            .into_iter()
            .map(|(key, value)| (key, Value::Int(value)))
            .collect();
        Value::Array(fields)
    };
    let attributes: Value = (0..100_000).map(attribute).collect();
    let event: Array = [("_AttributeFlattened", attributes)].into_iter().collect();
    let data: Array = [("Event", Value::Array(event))].into_iter().collect();
    let template =
        Template::parse("{% for a in Event._AttributeFlattened %}{{ a.value }}{% endfor %}");
    let begin = Instant::now();
    let rendered = template.render(&Value::Array(data));
    assert_eq!(rendered.text.len(), 488_890);
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[test]
fn plain_text_loses_one_line_end_and_gets_line_feeds() {
    assert_eq!(render("").text, "");
    assert_eq!(render("a\r\nb\rc\n\n").text, "a\nb\nc\n");
    assert_eq!(render("50 % { x }").text, "50 % { x }");
}

#[test]
fn a_fault_has_its_line() {
    let fault = render("a\n{{ nope.more }}").fault.unwrap();
    assert_eq!(
        fault.to_string(),
        "UndefinedError: 'nope' is undefined (line 2)"
    );
    let template = Template::parse("a\n\n{% if %}");
    assert_eq!(template.fault().and_then(|fault| fault.line), Some(3));
}

#[test]
fn what_is_no_template_tells_where() {
    let place = |text: &str| {
        let template = Template::parse(text);
        let fault = template.fault().unwrap();
        (fault.line.unwrap(), fault.column.unwrap())
    };
    assert_eq!(place("{{ a b }}"), (1, 6));
    assert_eq!(place("é\n\n  {{ x | nope }}"), (3, 10));
    assert_eq!(place("{% for %}"), (1, 8));
    assert_eq!(place("a\nbc {% fur x %}"), (2, 7));
    assert_eq!(place("{{ 'é' ) }}"), (1, 8));
    assert_eq!(place("{% if x %}"), (1, 11));
}
