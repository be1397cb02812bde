//! A browser with one window, as a test sees it: where it is, what it shows, what it did behind the page.
//!
//! Whatever is missing is a panic that names the element and the page, so a walk reads as what a person does.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};

use crate::driver::{Driver, Programs};
use crate::pages::Page;
use crate::served::{Served, served};

/// How often a condition is asked for. An ask is a way to the browser and back, a few milliseconds; so this is several
/// seconds, of which a page needs a tenth of one.
const ASKS_MAX: usize = 1_000;

/// How long the driver looks for an element before it is missing.
const ELEMENT_WAIT: Duration = Duration::from_secs(5);

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    On,
    Off,
}

/// Light or dark, as the system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub(crate) const BOTH: [Self; 2] = [Self::Light, Self::Dark];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A browser; it ends before its driver does.
pub(crate) struct Browser {
    web: WebDriver,
    pub(crate) served: &'static Served,
    _driver: Driver,
    /// How many requests to the service were noted.
    requests: Cell<usize>,
}

/// Runs `walk` in a browser, where there is one; afterwards the browser must have nothing to complain of, and must have
/// asked nobody but the service.
pub(crate) fn in_browser(script: Script, walk: impl AsyncFnOnce(&Browser)) {
    let Some(programs) = Programs::find() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let browser = runtime.block_on(Browser::open(&programs, script));
    // The session is ended also when the walk fails, so that no browser outlives its test.
    let walked = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            walk(&browser).await;
            let complaints = browser.complaints().await;
            assert!(complaints.is_empty(), "{complaints:#?}");
            assert!(browser.requests.get() > 0, "no request was noted at all");
        });
    }));
    let ended = runtime.block_on(browser.web.quit());
    if let Err(failure) = walked {
        resume_unwind(failure);
    }
    ended.unwrap();
}

impl Browser {
    async fn open(programs: &Programs, script: Script) -> Self {
        let served = served();
        let driver = Driver::start(programs);
        // The driver is asked over plain HTTP, yet its client wants to know whose cryptography it would use.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut wishes = ChromeCapabilities::new();
        wishes.set_binary(&programs.browser.to_string_lossy()).unwrap();
        // Without a sandbox, because containers and whoever is root have none; without a font's hinting and a scroll bar's
        // width, which differ from machine to machine.
        for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"] {
            wishes.add_arg(argument).unwrap();
        }
        wishes.set_logging_prefs("browser", LoggingPrefsLogLevel::All).unwrap();
        wishes.set_logging_prefs("performance", LoggingPrefsLogLevel::All).unwrap();
        let web = WebDriver::new(driver.address.as_str(), wishes).await.unwrap();
        web.set_implicit_wait_timeout(ELEMENT_WAIT).await.unwrap();
        let browser = Self { web, served, _driver: driver, requests: Cell::new(0) };
        if script == Script::Off {
            browser.command("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        }
        browser.resize(1_280).await;
        let (url, value) = (format!("{}/staff", served.base), &served.session);
        let cookie = json!({"name": "gongkai-staff", "value": value, "url": url, "path": "/staff", "httpOnly": true});
        browser.command("Network.setCookie", cookie).await;
        browser
    }

    /// Gives a command of the Chrome `DevTools` Protocol.
    pub(crate) async fn command(&self, name: &str, parameters: Value) -> Value {
        self.web.cdp().send_raw(name, parameters).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Makes the window so many CSS pixels wide, and as high and as sharp as such windows are.
    pub(crate) async fn resize(&self, width: u32) {
        let phone = width < 600;
        let size = json!({"width": width, "height": if phone { 844 } else { 900 }, "mobile": phone,
                          "deviceScaleFactor": if phone { 2 } else { 1 }});
        self.command("Emulation.setDeviceMetricsOverride", size).await;
    }

    pub(crate) async fn prefer(&self, scheme: Scheme) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme.name()}]);
        self.command("Emulation.setEmulatedMedia", json!({"features": features})).await;
    }

    /// Goes to an address and waits for its page.
    pub(crate) async fn open_address(&self, address: &str) {
        self.web.goto(address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
    }

    /// Goes to a page and sees that it is the one.
    pub(crate) async fn open_page(&self, page: &Page) {
        self.open_address(&page.address(self.served)).await;
        self.element(page.sign).await;
        if page.refused {
            self.forget().await;
        }
    }

    /// Forgets what was logged: a refused page that a test asked for is no complaint.
    async fn forget(&self) {
        let log = self.web.browser_log().await.unwrap();
        let other: Vec<_> = log.iter().filter(|entry| !entry.message.contains("Failed to load resource")).collect();
        assert!(other.is_empty(), "{other:?}");
    }

    pub(crate) async fn back(&self) {
        self.web.back().await.unwrap();
    }

    /// Where the browser is, without what stands before the path.
    pub(crate) async fn path(&self) -> String {
        let url = self.web.current_url().await.unwrap();
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", url.path())
    }

    /// The first element of this selector.
    pub(crate) async fn element(&self, selector: &str) -> WebElement {
        match self.web.find(By::Css(selector)).await {
            Ok(element) => element,
            Err(error) => panic!("`{selector}` on {}: {error}", self.path().await),
        }
    }

    /// How many elements there are now of this selector.
    pub(crate) async fn count(&self, selector: &str) -> usize {
        self.web
            .execute("return document.querySelectorAll(arguments[0]).length", vec![json!(selector)])
            .await
            .unwrap()
            .convert()
            .unwrap()
    }

    pub(crate) async fn text(&self, selector: &str) -> String {
        self.element(selector).await.text().await.unwrap()
    }

    pub(crate) async fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.element(selector).await.attr(name).await.unwrap()
    }

    pub(crate) async fn click(&self, selector: &str) {
        let element = self.element(selector).await;
        if let Err(error) = element.click().await {
            panic!("click on `{selector}` on {}: {error}", self.path().await);
        }
    }

    /// Types keys where `selector` is.
    pub(crate) async fn type_into(&self, selector: &str, keys: impl Into<thirtyfour::TypingData>) {
        self.element(selector).await.send_keys(keys).await.unwrap();
    }

    /// What an expression is in the page.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        match self.web.execute(format!("return {expression}"), vec![]).await {
            Ok(value) => value.json().clone(),
            Err(error) => panic!("`{expression}` on {}: {error}", self.path().await),
        }
    }

    /// Runs a script that calls `done` with its answer.
    pub(crate) async fn answer(&self, script: &str) -> Value {
        let script = format!("const done = arguments[0];\n{script}");
        self.web.execute_async(script, vec![]).await.unwrap().json().clone()
    }

    /// Waits until an expression holds in the page.
    pub(crate) async fn until(&self, expression: &str) {
        for _ in 0..ASKS_MAX {
            if self.value(expression).await == true {
                return;
            }
        }
        panic!("`{expression}` does not come true on {}", self.path().await);
    }

    /// Runs a script for what it does.
    pub(crate) async fn run(&self, script: &str) {
        self.web.execute(script, vec![]).await.unwrap();
    }

    /// Types the beginning of a query into the search box, and waits for what it may become.
    pub(crate) async fn complete(&self, typed: &str) {
        self.element("#q").await.clear().await.unwrap();
        self.type_into("#q", typed).await;
        self.until("document.querySelectorAll('#completions [role=option]').length > 0").await;
        self.until("document.getElementById('q').getAttribute('aria-expanded') === 'true'").await;
    }

    /// The whole page as PNG.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        let size = self.value("[document.documentElement.clientWidth, document.documentElement.scrollHeight]").await;
        let clip = json!({"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1});
        let shot = json!({"captureBeyondViewport": true, "clip": clip});
        let answer = self.command("Page.captureScreenshot", shot).await;
        BASE64_STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
    }

    /// What the browser complained of since it was last asked, breaches of the pages' policy among it, and what it asked
    /// others for.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.web.browser_log().await.unwrap();
        let mut complaints: Vec<String> = log.into_iter().map(|entry| entry.message).collect();
        for entry in self.web.get_log("performance").await.unwrap() {
            let Some(url) = requested(&entry.message) else { continue };
            if is_own(&url, &self.served.base) {
                self.requests.set(self.requests.get() + 1);
            } else {
                complaints.push(format!("{url} was asked for"));
            }
        }
        complaints
    }
}

/// The address that an entry of the performance log says was asked for.
fn requested(entry: &str) -> Option<String> {
    let entry: Value = serde_json::from_str(entry).unwrap();
    let is_request = entry["message"]["method"] == "Network.requestWillBeSent";
    is_request.then(|| entry["message"]["params"]["request"]["url"].as_str().unwrap().to_owned())
}

/// Whether an address is the service's, or no address at all.
fn is_own(url: &str, base: &str) -> bool {
    url.starts_with(&format!("{base}/")) || url.starts_with("data:")
}

#[test]
fn a_request_to_another_host_is_noticed() {
    let entry = r#"{"message": {"method": "Network.requestWillBeSent",
                                "params": {"request": {"url": "http://127.0.0.1:80801/a"}}}}"#;
    let url = requested(entry).unwrap();
    assert!(!is_own(&url, "http://127.0.0.1:8080"));
    assert!(is_own(&url, "http://127.0.0.1:80801"));
    assert_eq!(requested(r#"{"message": {"method": "Network.responseReceived"}}"#), None);
}
