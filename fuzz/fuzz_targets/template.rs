//! Data (first line) and a template (the rest): it renders the same each time, and ends.

#![no_main]

use libfuzzer_sys::fuzz_target;
use misp_flow_engine::template::Template;
use misp_flow_fuzz::{lines, value};

fuzz_target!(|input: &[u8]| {
    let Some([data, text]) = lines(input) else {
        return;
    };
    let data = value(data);
    let template = Template::parse(text);
    let once = template.render(&data);
    let again = template.render(&data);
    assert_eq!(once.text, again.text);
    if once.fault.is_some() {
        assert_eq!(once.text, "", "a template with a fault renders as nothing");
    }
});
