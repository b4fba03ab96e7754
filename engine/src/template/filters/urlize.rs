//! `urlize`: addresses in text become links.

use std::collections::BTreeSet;

use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    html::escape,
    py::{Py, repr::quoted},
    rendering::Rendering,
    text::{Pattern, is_space, runs},
};

/// What is taken for an address of the web.
static WEB: Pattern = Pattern::new(concat!(
    r"(?i)^((https?://|www\.)(([\w%-]+\.)+)?([a-z]{2,63}|xn--[\w%]{2,59})",
    r"|([\w%-]{2,63}\.)+(com|net|int|edu|gov|org|info|mil)",
    r"|(https?://)((([\d]{1,3})(\.[\d]{1,3}){3})|(\[([\da-f]{0,4}:){2}([\da-f]{0,4}:?){1,6}\])))",
    r"(?::[\d]{1,5})?(?:[/?#]\S*)?$",
));
static MAIL: Pattern = Pattern::new(r"^\S+@\w[\w.-]*\.\w+$");
static SCHEME: Pattern = Pattern::new(r"\A[\w.+-]{2,}:(/){0,2}\z");

struct Links {
    limit: Option<usize>,
    attributes: String,
    schemes: Vec<String>,
}

pub(super) fn urlize(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let names = [
        "trim_url_limit",
        "nofollow",
        "target",
        "rel",
        "extra_schemes",
    ];
    let [limit, nofollow, target, rel, schemes] = given.bind("urlize", names, 0)?;
    let given_text = |value: Option<Py>| {
        value
            .and_then(|value| value.as_text().cloned())
            .unwrap_or_default()
    };
    let rel = given_text(rel);
    let mut relations: BTreeSet<&str> = rel.split_whitespace().collect();
    relations.insert("noopener");
    if nofollow.is_some_and(|nofollow| nofollow.is_true()) {
        relations.insert("nofollow");
    }
    let relations: Vec<&str> = relations.into_iter().collect();
    let mut attributes = format!(" rel=\"{}\"", escape(&relations.join(" ")));
    let target = given_text(target);
    if !target.is_empty() {
        attributes.push_str(&format!(" target=\"{}\"", escape(&target)));
    }
    let mut extra = Vec::new();
    if let Some(schemes) = schemes.filter(|schemes| !schemes.is_none()) {
        for scheme in context.items(&schemes)? {
            let scheme = context.text_of(&scheme)?;
            if !SCHEME.is_match(&scheme) {
                let scheme = quoted(&scheme);
                let message = format!("{scheme} is not a valid URI scheme prefix.");
                return Err(Fault::filter_argument(message));
            }
            extra.push(scheme.to_string());
        }
    }
    let limit = match limit {
        None | Some(Py::None) => None,
        Some(limit) => Some(usize::try_from(limit.index()?).unwrap_or(0)),
    };
    let links = Links {
        limit,
        attributes,
        schemes: extra,
    };
    let text = match context.escaped(&value)? {
        Py::Markup(text) => text,
        _ => return Ok(value),
    };
    let mut out = String::with_capacity(text.len());
    for word in runs(&text, is_space) {
        context.spend(word.len())?;
        links.write(word, &mut out);
        context.check_output(out.len())?;
    }
    context.reserve(out.len())?;
    Ok(Py::text(out, context.escapes))
}

impl Links {
    fn write(&self, word: &str, out: &mut String) {
        let rest = trimmed(word, &["(", "<", "&lt;"], |text, part| {
            text.strip_prefix(part)
        });
        let head = word.get(..word.len() - rest.len()).unwrap_or_default();
        let ends = [")", ">", ".", ",", "&gt;"];
        let without_tail = trimmed(rest, &ends, |text, part| text.strip_suffix(part));
        let tail = rest.get(without_tail.len()..).unwrap_or_default();
        let mut middle = rest.get(..rest.len() - tail.len()).unwrap_or_default();
        let mut tail = tail;
        for (open, close) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
            let opened = middle.matches(open).count();
            if opened <= middle.matches(close).count() {
                continue;
            }
            // What closes a bracket of the address belongs to it.
            for _ in 0..opened.min(tail.matches(close).count()) {
                let end = tail.find(close).map_or(0, |at| at + close.len());
                middle = rest.get(..middle.len() + end).unwrap_or_default();
                tail = tail.get(end..).unwrap_or_default();
            }
        }
        out.push_str(head);
        out.push_str(&self.linked(middle));
        out.push_str(tail);
    }

    fn linked(&self, text: &str) -> String {
        let attributes = &self.attributes;
        if WEB.is_match(text) {
            let shown = match self.limit {
                Some(limit) if text.chars().count() > limit => {
                    text.chars().take(limit).collect::<String>() + "..."
                }
                _ => text.to_owned(),
            };
            let is_whole = text.starts_with("https://") || text.starts_with("http://");
            let scheme = if is_whole { "" } else { "https://" };
            return format!("<a href=\"{scheme}{text}\"{attributes}>{shown}</a>");
        }
        if let Some(address) = text.strip_prefix("mailto:")
            && MAIL.is_match(address)
        {
            return format!("<a href=\"{text}\">{address}</a>");
        }
        let may_be_mail = text.contains('@') && !text.starts_with("www.") && !text.starts_with('@');
        if may_be_mail && !text.contains(':') && MAIL.is_match(text) {
            return format!("<a href=\"mailto:{text}\">{text}</a>");
        }
        let mut linked = text.to_owned();
        for scheme in &self.schemes {
            if linked != *scheme && linked.starts_with(scheme.as_str()) {
                linked = format!("<a href=\"{linked}\"{attributes}>{linked}</a>");
            }
        }
        linked
    }
}

/// The text without any of `parts` on the side where `strip` takes them away.
fn trimmed<'t>(
    mut text: &'t str,
    parts: &[&str],
    strip: fn(&'t str, &str) -> Option<&'t str>,
) -> &'t str {
    while let Some(shorter) = parts.iter().find_map(|part| strip(text, part)) {
        text = shorter;
    }
    text
}
