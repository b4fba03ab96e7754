//! A plain HTTP client for tests of the double.

use std::time::Duration;

use misp_flow_tests::misp_double::Double;
use reqwest::{Client, ClientBuilder, Method, Response, redirect::Policy};
use serde_json::Value as Json;
use tokio::runtime::{Builder, Runtime};

/// Asks one double.
pub struct Asker {
    pub runtime: Runtime,
    pub client: Client,
    url: String,
    key: &'static str,
}

/// What came back.
#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub content_type: String,
    pub location: String,
    pub has_cookie: bool,
    pub body: Vec<u8>,
}

impl Told {
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Asker {
    pub fn of(double: &Double) -> Self {
        Self::with(double, |builder| builder)
    }

    pub fn with(double: &Double, more: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        // The second test of a process finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .timeout(Duration::from_secs(30));
        Self {
            runtime: Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .expect("a runtime"),
            client: more(builder).build().expect("a client"),
            url: double.url().to_owned(),
            key: double.key(),
        }
    }

    /// Sends a request with these headers and nothing else.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Told, reqwest::Error> {
        self.runtime
            .block_on(async { told(self.sent(method, path, headers, body).await?).await })
    }

    pub async fn sent(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Response, reqwest::Error> {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.url))
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await
    }

    fn headers(&self) -> [(&'static str, &'static str); 3] {
        [
            ("Authorization", self.key),
            ("Accept", "application/json"),
            ("Content-Type", "application/json"),
        ]
    }

    pub fn get(&self, path: &str) -> Told {
        self.send("GET", path, &self.headers()[..2], Vec::new())
            .expect("an answer")
    }

    pub fn try_get(&self, path: &str) -> Result<Told, reqwest::Error> {
        self.send("GET", path, &self.headers()[..2], Vec::new())
    }

    pub fn post(&self, path: &str, body: &Json) -> Told {
        self.try_post(path, body).expect("an answer")
    }

    pub fn try_post(&self, path: &str, body: &Json) -> Result<Told, reqwest::Error> {
        self.send("POST", path, &self.headers(), body.to_string().into_bytes())
    }
}

async fn told(response: Response) -> Result<Told, reqwest::Error> {
    let header = |name: &str| {
        let value = response.headers().get(name);
        let value = value.and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    Ok(Told {
        status: response.status().as_u16(),
        content_type: header("content-type"),
        location: header("location"),
        has_cookie: !header("set-cookie").is_empty(),
        body: response.bytes().await?.to_vec(),
    })
}
