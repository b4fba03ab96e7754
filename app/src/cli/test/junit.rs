//! JUnit's XML, as Jenkins and GitLab read it: a suite for each file, a case for each expectation.
//! What differs is a failure, what could not be tested an error.

use std::{fmt::Write as _, time::Duration};

use super::Count;
use crate::expectations::{Tested, TestedFile, Verdict};

/// The whole document.
pub(super) fn xml(files: &[TestedFile]) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let all = files.iter().filter_map(|file| file.result.as_ref().ok());
    let time = all.flatten().map(|one| one.duration).sum();
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(
        xml,
        "<testsuites name=\"misp-flow\" {}>",
        numbers(&Count::of(files), time)
    );
    for file in files {
        suite(&mut xml, file);
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn numbers(count: &Count, time: Duration) -> String {
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"{}\"",
        count.all(),
        count.different,
        count.untested,
        seconds(time)
    )
}

fn seconds(time: Duration) -> String {
    format!("{:.6}", time.as_secs_f64())
}

fn suite(xml: &mut String, file: &TestedFile) {
    let path = escaped(&file.path.display().to_string());
    let tested = file.result.as_deref().unwrap_or_default();
    let time = tested.iter().map(|one| one.duration).sum();
    let count = Count::of(std::slice::from_ref(file));
    let _ = writeln!(
        xml,
        "  <testsuite name=\"{path}\" {}>",
        numbers(&count, time)
    );
    for one in tested {
        case(xml, &path, one);
    }
    if let Err(reason) = &file.result {
        let _ = writeln!(
            xml,
            "    <testcase classname=\"{path}\" name=\"{path}\" file=\"{path}\" time=\"0\">"
        );
        finding(xml, "error", std::slice::from_ref(reason));
        xml.push_str("    </testcase>\n");
    }
    xml.push_str("  </testsuite>\n");
}

fn case(xml: &mut String, path: &str, one: &Tested) {
    let _ = write!(
        xml,
        "    <testcase classname=\"{path}\" name=\"{}\" file=\"{path}\" time=\"{}\"",
        escaped(&one.name),
        seconds(one.duration)
    );
    let (element, lines) = match &one.verdict {
        Verdict::AsExpected => {
            xml.push_str("/>\n");
            return;
        }
        Verdict::Differs(differences) => ("failure", differences.as_slice()),
        Verdict::Unusable(reason) => ("error", std::slice::from_ref(reason)),
    };
    xml.push_str(">\n");
    finding(xml, element, lines);
    xml.push_str("    </testcase>\n");
}

/// The first line is the message, all of them are the text.
fn finding(xml: &mut String, element: &str, lines: &[String]) {
    let message = lines.first().map(|line| escaped(line)).unwrap_or_default();
    let _ = writeln!(
        xml,
        "      <{element} message=\"{message}\">{}</{element}>",
        escaped(&lines.join("\n"))
    );
}

/// The text as it may stand in XML, between quotes as well. Signs that XML cannot hold at all are
/// replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(sign));
            }
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            sign if sign < ' ' => out.push('\u{fffd}'),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_written_otherwise() {
        assert_eq!(
            escaped("a < b & \"c\" > d\n\u{1b}[31m\u{ffff}é"),
            "a &lt; b &amp; &quot;c&quot; &gt; d&#10;\u{fffd}[31m\u{fffd}é"
        );
    }

    #[test]
    fn each_verdict_has_its_element() {
        let tested = |name: &str, verdict| Tested {
            name: name.to_owned(),
            verdict,
            duration: Duration::from_millis(1500),
        };
        let files = [
            TestedFile {
                path: PathBuf::from("red.expect.json"),
                result: Ok(vec![
                    tested("fine", Verdict::AsExpected),
                    tested(
                        "other",
                        Verdict::Differs(vec!["<one>".to_owned(), "two".to_owned()]),
                    ),
                    tested("lost", Verdict::Unusable("gone".to_owned())),
                ]),
            },
            TestedFile {
                path: PathBuf::from("bad.expect.json"),
                result: Err("broken".to_owned()),
            },
        ];
        let wanted = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="misp-flow" tests="4" failures="1" errors="2" skipped="0" time="4.500000">
  <testsuite name="red.expect.json" tests="3" failures="1" errors="1" skipped="0" time="4.500000">
    <testcase classname="red.expect.json" name="fine" file="red.expect.json" time="1.500000"/>
    <testcase classname="red.expect.json" name="other" file="red.expect.json" time="1.500000">
      <failure message="&lt;one&gt;">&lt;one&gt;&#10;two</failure>
    </testcase>
    <testcase classname="red.expect.json" name="lost" file="red.expect.json" time="1.500000">
      <error message="gone">gone</error>
    </testcase>
  </testsuite>
  <testsuite name="bad.expect.json" tests="1" failures="0" errors="1" skipped="0" time="0.000000">
    <testcase classname="bad.expect.json" name="bad.expect.json" file="bad.expect.json" time="0">
      <error message="broken">broken</error>
    </testcase>
  </testsuite>
</testsuites>
"#;
        assert_eq!(xml(&files), wanted);
    }
}
