//! The engine against the real misp-modules: its questions are asked, its reader reads the
//! answers, and its stand-in says the same.
//!
//! `cargo test --release -p misp-flow-tests --test client modules_peer -- --nocapture`
//!
//! Installs misp-modules from PyPI into the target folder (58 MB, once) and starts it. Skipped,
//! with the reason, where there is no Python with venv or the package cannot be installed.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use misp_flow_engine::{
    instance::Instance,
    misp_modules::{Services, standin},
    run::{
        self, Answer, AnswerSource, Answers, Call, EffectKind, Plan, Reply, Request, Run, Settings,
    },
    value::Value,
};
use misp_flow_tests::{
    conformance::{JINJA_DIFFERENCES, default_sources, same, same_services},
    made_up::number_uuids,
};

const PACKAGE: &str = "misp-modules==3.1.0";

#[test]
fn the_engine_and_misp_modules_understand_each_other() {
    let program = match installed() {
        Ok(program) => program,
        Err(reason) => {
            println!("skipped: {PACKAGE} cannot be installed: {reason}");
            return;
        }
    };
    let service = Service::start(&program);
    the_bundled_list_is_that_of_the_package(&service);
    the_service_answers_as_the_stand_in(&service);
    templates_render_as_recorded(&service);
    runs_find_what_they_find_without_the_service(&service);
}

fn the_bundled_list_is_that_of_the_package(service: &Service) {
    let (status, body) = service.ask("GET", "/modules", "");
    assert_eq!(status, 200);
    let offered = Services::from_answer(&json(&body));
    assert_eq!(offered.iter().count(), Services::bundled().iter().count());
    same_services(&offered, Services::bundled()).expect("the bundled list");
}

/// Beyond the recorded questions: wrong ones, and URLs of many kinds.
fn the_service_answers_as_the_stand_in(service: &Service) {
    let urls = [
        "https://user:pw@a.b.example.co.uk/x",
        "http://[2001:db8::1]:080/a",
        "ftp://192.0.2.1/pub?x=1#y",
        "//EXAMPLE.com?x=1#",
        "mailto:a@b.c",
        "javascript:alert(1)",
        "http://localhost",
        "http://ex..com/",
        " http://com/ ",
    ];
    let about_url = |url: &&str| {
        format!(
            r#"{{"module": "extract_url_components", "attribute": {{"type": "url", "uuid": "5e8f1a2b-0009-4c3d-9e8f-000000000003", "value": "{url}"}}}}"#
        )
    };
    let questions = [
        r#"{"module": "eql", "ip-src": "1.1.1.1", "ip-dst": "2.2.2.2", "filename": "x"}"#,
        r#"{"module": "eql", "ip-src": "1.1.1.1", "ip-dst": ""}"#,
        r#"{"module": "jinja_template_rendering", "text": "[]"}"#,
        r#"{"module": "jinja_template_rendering", "text": 0}"#,
        r#"{"module": "jinja_template_rendering", "text": "{\"template\": \"x\", \"data\": 5}"}"#,
        r#"{"module": "extract_url_components", "attribute": {}}"#,
        r#"{"module": ["eql"]}"#,
        "5",
        r#"{"module": "testaction",}"#,
    ];
    let questions = questions.into_iter().map(str::to_owned);
    for question in questions.chain(urls.iter().map(about_url)) {
        let (status, body) = service.ask("POST", "/query", &question);
        let given = standin::serve("POST", "/query", &question).expect(&question);
        assert_eq!(given.status, status, "{question}");
        if status == 200 {
            let (wanted, given) = (json(&body), json(&given.body));
            same(
                &number_uuids(&wanted, &question),
                &number_uuids(&given, &question),
            )
            .unwrap_or_else(|difference| panic!("{question}: {difference}"));
        } else {
            assert_eq!(given.body, body, "{question}");
        }
    }
}

/// A few dozen of the recorded templates, so that the recordings are known to be of this package.
/// Whether the engine renders them so is for the conformance run to say.
fn templates_render_as_recorded(service: &Service) {
    let (files, _) = default_sources();
    let templates = files.iter().find(|file| file.name == "jinja");
    let templates = &templates.expect("the vectors of templates").vectors;
    let mut asked = 0;
    for (id, vector) in templates.iter().step_by(10) {
        let field = |name: &str| vector.get(name).cloned().unwrap_or_default();
        if field("volatile").is_truthy() || JINJA_DIFFERENCES.contains(&id.as_str()) {
            continue;
        }
        let text = object([
            ("template", field("template").to_json()),
            ("data", data(&field("data"))),
        ]);
        let question = object([
            ("module", "\"jinja_template_rendering\"".to_owned()),
            ("text", Value::from(text).to_json()),
        ]);
        let (status, body) = service.ask("POST", "/query", &question);
        assert_eq!(status, 200, "{id}");
        let answer = json(&body);
        let rendered = || answer.get("results")?.get(0)?.get("values")?.get(0);
        assert_eq!(rendered(), Some(&field("expected")), "{id}");
        asked += 1;
    }
    assert!(asked > 30, "only {asked} templates");
}

/// Enrichment and an action, with and without the service.
fn runs_find_what_they_find_without_the_service(service: &Service) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples/events");
    for name in ["phishing-campaign", "leaked-customer-data"] {
        let event = fs::read(folder.join(name).with_extension("json")).expect(name);
        let event = Value::from_json(&event).expect(name);
        let mut instance = Instance::default();
        instance.store.put_event(&event);
        let module = |id: &str, params: &str| node_of(id, params);
        let attach = module(
            "attach-enrichment",
            r#"{"modules": ["eql", "extract_url_components"]}"#,
        );
        let action = module(
            "testaction",
            r#"{"foo": "x", "data_extraction_path": "Event.info"}"#,
        );
        let enrich = |with: &str| module("enrich-event", &format!(r#"{{"modules": "{with}"}}"#));
        let plans = [
            vec![attach, action],
            vec![enrich("eql")],
            vec![enrich("extract_url_components")],
        ];
        for nodes in plans {
            let plan = plan(&nodes);
            let run = |answers: &mut dyn AnswerSource| {
                let settings = Settings {
                    debug: true,
                    ..Settings::default()
                };
                run::simulate(&plan, &event, &instance, answers, &settings)
            };
            let (real, alone) = (run(&mut Peer(service)), run(&mut Answers::default()));
            assert!(real.success && asked(&real) > 0, "{name}: {real:?}");
            assert_eq!(asked(&real), asked(&alone), "{name}");
            let kept = event.to_json();
            for (real, alone) in real.posts.iter().zip(&alone.posts) {
                same(
                    &number_uuids(&real.payload, &kept),
                    &number_uuids(&alone.payload, &kept),
                )
                .unwrap_or_else(|difference| panic!("{name}, {}: {difference}", real.sent_path()));
            }
        }
    }
}

/// How often a run asked misp-modules; each question must have been answered.
fn asked(run: &Run) -> usize {
    let questions = run.effects.iter().filter(|effect| match &effect.kind {
        EffectKind::Request(Request::Query(query), reply) => {
            let answered = matches!(reply, Reply::Json(_) | Reply::Http { status: 200, .. });
            assert!(answered, "{}: {reply:?}", query.module);
            true
        }
        _ => false,
    });
    questions.count()
}

/// Lets the real service answer.
struct Peer<'s>(&'s Service);

impl AnswerSource for Peer<'_> {
    fn answer(&mut self, _: &Call<'_>) -> Option<Answer> {
        None
    }

    fn perform(&mut self, _: &Call<'_>, request: &Request) -> Reply {
        let Request::Query(query) = request else {
            return Reply::well(request);
        };
        let (status, body) = self.0.ask("POST", "/query", &query.body.to_json());
        Reply::Http {
            status,
            body,
            location: None,
        }
    }
}

/// A workflow of the trigger `event-publish` and these nodes in a row.
fn plan(nodes: &[String]) -> Plan {
    let trigger = r#""data": {"id": "event-publish", "module_type": "trigger"}"#.to_owned();
    let parts = std::iter::once(&trigger).chain(nodes).zip(1..);
    let parts: Vec<String> = parts
        .map(|(part, number)| {
            let next = number + 1;
            let wires = if number > nodes.len() {
                String::new()
            } else {
                format!(r#"{{"node": "{next}", "output": "input_1"}}"#)
            };
            format!(
                r#""{number}": {{"id": {number}, "inputs": {{}}, {part}, "outputs": {{"output_1": {{"connections": [{wires}]}}}}}}"#
            )
        })
        .collect();
    Plan::of_graph(&json(&format!("{{{}}}", parts.join(", "))))
}

fn node_of(module: &str, params: &str) -> String {
    format!(r#""data": {{"id": "{module}", "module_type": "action", "indexed_params": {params}}}"#)
}

/// The data of a template's vector: PHP's empty array is an empty object here.
fn data(data: &Value) -> String {
    match data.as_array() {
        Some(fields) if fields.is_empty() => "{}".to_owned(),
        _ => data.to_json(),
    }
}

fn object<const N: usize>(fields: [(&str, String); N]) -> String {
    let fields = fields.map(|(key, value)| format!(r#""{key}": {value}"#));
    format!("{{{}}}", fields.join(", "))
}

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The installed program, or why there is none.
fn installed() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(PACKAGE.replace("==", "-"));
    let program = folder.join("bin/misp-modules");
    let done = folder.join("installed");
    if !done.is_file() {
        let _ = fs::remove_dir_all(&folder);
        let python = if cfg!(windows) { "python" } else { "python3" };
        run_to_end(Command::new(python).args(["-m", "venv"]).arg(&folder))?;
        let pip = folder.join("bin/python");
        run_to_end(Command::new(pip).args(["-m", "pip", "install", "--quiet", PACKAGE]))?;
        fs::write(&done, "").map_err(|error| error.to_string())?;
    }
    Ok(program)
}

fn run_to_end(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {}", told.trim()))
}

/// The running service.
struct Service {
    child: Child,
    port: u16,
}

impl Service {
    fn start(program: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("its number").port();
        drop(free);
        let child = Command::new(program)
            .args(["-l", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("misp-modules");
        let service = Self { child, port };
        let begin = Instant::now();
        while service.try_ask("GET", "/healthcheck", "").is_err() {
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "misp-modules does not answer"
            );
            thread::sleep(Duration::from_millis(200));
        }
        service
    }

    /// Sends a request; gives status and body.
    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let answer = self.try_ask(method, path, body);
        answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    fn try_ask(&self, method: &str, path: &str, body: &str) -> Result<(u16, String), String> {
        let text = |error: std::io::Error| error.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(text)?;
        let timeout = Some(Duration::from_secs(30));
        stream.set_read_timeout(timeout).map_err(text)?;
        let head = format!(
            "{method} {path} HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).map_err(text)?;
        stream.write_all(body.as_bytes()).map_err(text)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(text)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("no head")?;
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Ok((status.ok_or("no status")?, body.to_owned()))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
