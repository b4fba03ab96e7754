//! Posts given away and taken in: as curl commands, JSON Lines and HAR.

use serde_json::{Value, json};

use super::{Post, post::Head};

/// A post as a command that sends it again, to this address.
pub fn curl(post: &Post, base: &str) -> String {
    let mut command = format!(
        "curl -X {} {}",
        word(&post.head.method),
        word(&format!("{base}{}", post.head.path))
    );
    for (name, value) in &post.head.headers {
        // curl finds these out by itself.
        if !["host", "content-length", "connection"].contains(&name.to_ascii_lowercase().as_str()) {
            command.push_str(&format!(" \\\n  -H {}", word(&format!("{name}: {value}"))));
        }
    }
    if !post.body.is_empty() {
        let body = String::from_utf8_lossy(&post.body);
        command.push_str(&format!(" \\\n  --data-binary {}", word(&body)));
    }
    command
}

/// A text as one word of a shell.
fn word(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:".contains(&byte);
    match !text.is_empty() && text.bytes().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// A post as a line of JSON, without the line's end.
pub fn json_line(post: &Post) -> String {
    let mut line = json!({
        "time": post.head.time,
        "method": post.head.method,
        "path": post.head.path,
        "from": post.head.from,
        "headers": post.head.headers,
        "size": post.head.size,
    });
    if let Some(line) = line.as_object_mut() {
        match std::str::from_utf8(&post.body) {
            Ok(text) => line.insert("body".to_owned(), text.into()),
            Err(_) => line.insert("body_hex".to_owned(), hex(&post.body).into()),
        };
    }
    line.to_string()
}

/// How an HTTP archive (HAR 1.2), which browsers and proxies read, begins.
pub fn har_begin() -> String {
    let creator = json!({"name": "misp-flow", "version": env!("CARGO_PKG_VERSION")});
    format!("{{\"log\": {{\"version\": \"1.2\", \"creator\": {creator}, \"entries\": [")
}

/// How it ends. Between the two stand entries with commas between them.
pub const HAR_END: &str = "]}}";

/// A post as an entry of an HTTP archive, as sent to this address.
pub fn har_entry(post: &Post, base: &str) -> String {
    entry(post, base).to_string()
}

fn entry(post: &Post, base: &str) -> Value {
    let named = |(name, value): &(String, String)| json!({"name": name, "value": value});
    let headers: Vec<Value> = post.head.headers.iter().map(named).collect();
    let told = post.head.headers.iter();
    let mut told = told.filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let mut data = json!({
        "mimeType": told.next().map_or("", |(_, value)| value.as_str()),
        "text": String::from_utf8_lossy(&post.body),
    });
    if std::str::from_utf8(&post.body).is_err()
        && let Some(data) = data.as_object_mut()
    {
        data.insert("text".to_owned(), "".into());
        data.insert("_hex".to_owned(), hex(&post.body).into());
    }
    json!({
        "startedDateTime": date(post.head.time),
        "time": 0,
        "request": {
            "method": post.head.method,
            "url": format!("{base}{}", post.head.path),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": headers,
            "queryString": query(&post.head.path),
            "headersSize": -1,
            "bodySize": post.head.size,
            "postData": data,
        },
        "response": {
            "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [],
            "headers": [], "redirectURL": "", "headersSize": -1, "bodySize": 0,
            "content": {"size": 0, "mimeType": ""},
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "_from": post.head.from,
        "_milliseconds": post.head.time,
    })
}

/// The parts of a path's query, decoded.
fn query(path: &str) -> Vec<Value> {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let Ok(url) = reqwest::Url::parse(&format!("http://host/?{query}")) else {
        return Vec::new();
    };
    let parts = url.query_pairs();
    parts
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect()
}

/// What a file of posts holds.
#[derive(Debug, Default)]
pub struct ReadPosts {
    /// The posts.
    pub posts: Vec<Post>,
    /// How many lines or entries are none.
    pub unreadable: usize,
}

/// Reads posts from JSON Lines or an HTTP archive; which of them it is, the text tells.
pub fn read_posts(bytes: &[u8]) -> ReadPosts {
    let mut read = ReadPosts::default();
    let mut take = |post: Option<Post>| match post {
        Some(post) => read.posts.push(post),
        None => read.unreadable += 1,
    };
    let whole: Option<Value> = serde_json::from_slice(bytes).ok();
    let entries = whole
        .as_ref()
        .and_then(|whole| whole.pointer("/log/entries")?.as_array());
    if let Some(entries) = entries {
        entries.iter().for_each(|entry| take(of_entry(entry)));
        return read;
    }
    let lines = bytes.split(|byte| *byte == b'\n');
    for line in lines.filter(|line| !line.trim_ascii().is_empty()) {
        take(serde_json::from_slice(line).ok().as_ref().and_then(of_line));
    }
    read
}

fn of_line(line: &Value) -> Option<Post> {
    let text = |key: &str| line.get(key).and_then(Value::as_str);
    let body = match (text("body"), text("body_hex")) {
        (_, Some(hex)) => unhex(hex)?,
        (body, None) => body.unwrap_or_default().as_bytes().to_vec(),
    };
    let mut head = Head {
        time: line.get("time").and_then(Value::as_u64).unwrap_or(0),
        method: text("method").unwrap_or("POST").to_owned(),
        path: text("path")?.to_owned(),
        from: text("from").unwrap_or_default().to_owned(),
        size: line.get("size").and_then(Value::as_u64).unwrap_or(0),
        headers: Vec::new(),
    };
    for header in line
        .get("headers")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let part = |at| header.get(at).and_then(Value::as_str).unwrap_or_default();
        head.add_header(part(0), part(1).as_bytes());
    }
    Some(whole(head, body))
}

fn of_entry(entry: &Value) -> Option<Post> {
    let request = entry.get("request")?;
    let text = |key: &str| request.get(key).and_then(Value::as_str);
    let url = text("url")?;
    let behind = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = behind
        .find('/')
        .and_then(|at| behind.get(at..))
        .unwrap_or("/");
    let data = request.get("postData");
    let of_data = |key: &str| data?.get(key)?.as_str();
    let body = match of_data("_hex") {
        Some(hex) => unhex(hex)?,
        None => of_data("text").unwrap_or_default().as_bytes().to_vec(),
    };
    let mut head = Head {
        time: entry
            .get("_milliseconds")
            .and_then(Value::as_u64)
            .unwrap_or(0),
        method: text("method")?.to_owned(),
        path: path.to_owned(),
        from: entry
            .get("_from")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        size: request.get("bodySize").and_then(Value::as_u64).unwrap_or(0),
        headers: Vec::new(),
    };
    for header in request
        .get("headers")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let part = |key| header.get(key).and_then(Value::as_str).unwrap_or_default();
        head.add_header(part("name"), part("value").as_bytes());
    }
    Some(whole(head, body))
}

fn whole(mut head: Head, body: Vec<u8>) -> Post {
    head.size = head.size.max(body.len() as u64);
    Post { head, body }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    let bytes = pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    bytes.collect()
}

/// A time in milliseconds since 1970 as ISO 8601 in UTC.
pub(crate) fn date(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // Days since 1 March of the year 0, in eras of 400 years (H. Hinnant's date algorithms).
    let day = days + 719_468;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60,
        milliseconds % 1000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(body: &[u8]) -> Post {
        let mut head = Head {
            time: 1_795_293_484_123,
            method: "POST".to_owned(),
            path: "/event-publish/exec/webhook?result=error&message=it's".to_owned(),
            from: "192.0.2.1".to_owned(),
            headers: Vec::new(),
            size: body.len() as u64,
        };
        head.add_header("Content-Type", b"text/plain");
        Post {
            head,
            body: body.to_vec(),
        }
    }

    #[test]
    fn what_goes_out_comes_back() {
        for body in [&b"{\"a\": \"\xc3\xa9\"}"[..], b"", b"\xff\xfe\x00"] {
            let post = post(body);
            let lines = format!("{}\n\nnonsense\n", json_line(&post));
            let read = read_posts(lines.as_bytes());
            assert_eq!((read.posts, read.unreadable), (vec![post.clone()], 1));
            let entry = har_entry(&post, "http://127.0.0.1:27051");
            let archive = format!("{}{entry}{HAR_END}", har_begin());
            assert_eq!(read_posts(archive.as_bytes()).posts, [post]);
        }
    }

    #[test]
    fn curl_is_safe_to_paste() {
        let command = curl(&post(b"{\"a\": 'b'}"), "http://127.0.0.1:27051");
        assert_eq!(
            command,
            "curl -X POST 'http://127.0.0.1:27051/event-publish/exec/webhook?result=error&message=it'\\''s' \\\n  -H 'Content-Type: text/plain' \\\n  --data-binary '{\"a\": '\\''b'\\''}'"
        );
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(date(1_795_293_484_123), "2026-11-21T20:38:04.123Z");
        assert_eq!(date(951_782_400_000), "2000-02-29T00:00:00.000Z");
    }
}
